// Runs the kit on one adapter as it is, and prints which stretches of the sources each cell's tests run through.
import { runTests } from "@anyats/conformance";
import { coverageOf } from "@anyats/core/coverage";
import { writeFileSync } from "node:fs";
import { Session } from "node:inspector/promises";
import { fileURLToPath } from "node:url";
import type { Reached } from "./reached.ts";
import { subjects } from "./subjects.ts";

const [, , subject, output] = process.argv;
const { adapter, world } = subjects[subject!]!;
const session = new Session();
session.connect();
await session.post("Profiler.enable");
await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });

const cells: Reached["cells"] = [];
const failures: string[] = [];
for (const { capability } of coverageOf(adapter).cells) {
  await session.post("Profiler.takePreciseCoverage"); // Counts begin at zero again.
  const results = await runTests(adapter, world, { only: (test) => test.capability === capability });
  for (const { promise, failure } of results)
    if (failure !== null) failures.push(`${capability} ${promise}: ${failure}`);
  const { result } = await session.post("Profiler.takePreciseCoverage");
  const files: Record<string, [number, number, number][]> = {};
  for (const { url, functions } of result) {
    if (!url.startsWith("file:") || !/\/packages\/[^/]+\/src\//.test(url) || url.includes("/conformance/")) continue;
    // Ranges are nested: an inner one says more exactly what its part of the outer one did.
    const ranges = functions.flatMap((each) => each.ranges);
    files[fileURLToPath(url)] = ranges.map(({ startOffset, endOffset, count }) => [startOffset, endOffset, count]);
  }
  cells.push({ capability, files });
}
writeFileSync(output!, JSON.stringify({ cells, failures } satisfies Reached));
