// Runs tests of the kit on an adapter with one mutant after another in its sources, in one process. For each mutant only the
// adapters and what they share are loaded again; the kit, the emulator and core stay loaded.
import { contractTests, runTest } from "@anyats/conformance";
import { coverageOf } from "@anyats/core/coverage";
import { readFileSync } from "node:fs";
import { Session } from "node:inspector/promises";
import { registerHooks } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Job, Place, Reach, TestName, Verdict } from "./job.ts";
import { mutated, type Mutant } from "./mutant.ts";
import { mutatedPackages, subjectOf } from "./subjects.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const renewed = new RegExp(String.raw`/packages/(?:${Object.keys(mutatedPackages).join("|")})/src/[^?]+\.ts$`);

let generation = 0;
let inPlace: { readonly url: string; readonly mutant: Mutant } | undefined;

registerHooks({
  resolve(specifier, context, nextResolve) {
    const resolved = nextResolve(specifier, context);
    if (generation === 0 || !renewed.test(resolved.url)) return resolved;
    return { ...resolved, url: `${resolved.url}?mutant=${generation}` };
  },
  load(url, context, nextLoad) {
    if (inPlace === undefined || url !== `${inPlace.url}?mutant=${generation}`) return nextLoad(url, context);
    const source = mutated(readFileSync(fileURLToPath(url), "utf8"), inPlace.mutant);
    return { format: "module-typescript", shortCircuit: true, source };
  },
});

/** The adapter list imports each adapter by name: with a new generation, that gives new modules. */
async function tried({ subject, mutant, tests }: Extract<Job, { kind: "try" }>): Promise<Verdict> {
  generation += 1;
  inPlace = { url: pathToFileURL(join(root, mutant.file)).href, mutant };
  try {
    const { adapter, world } = await subjectOf(subject);
    const claims = coverageOf(adapter);
    const all = new Map(contractTests(adapter, claims).map((test) => [`${test.capability} ${test.promise}`, test]));
    for (const { capability, promise } of tests) {
      const test = all.get(`${capability} ${promise}`);
      if (!test) continue;
      try {
        await runTest(adapter, world, claims, test);
      } catch (error) {
        return { killedBy: { capability, promise }, failure: String((error as Error).message) };
      }
    }
    return { killedBy: null, failure: null };
  } catch (error) {
    // Any run notices a mutant that keeps the adapter from loading.
    return { killedBy: { capability: "loading", promise: "" }, failure: String(error) };
  }
}

/** Runs every test on the unchanged sources, and finds which of the places each runs through. */
async function reached({ subject, places }: Extract<Job, { kind: "reach" }>): Promise<Reach> {
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  const { adapter, world } = await subjectOf(subject);
  const claims = coverageOf(adapter);
  const tests: TestName[] = [];
  const failures: string[] = [];
  const through: number[][] = places.map(() => []);
  const inFile: number[][] = places.map(() => []);
  const wanted = Map.groupBy(
    places.map((place, index) => ({ ...place, index })),
    ({ file }) => pathToFileURL(file).href,
  );
  for (const test of contractTests(adapter, claims)) {
    const { capability, promise } = test;
    await session.post("Profiler.takePreciseCoverage"); // Counts begin at zero again.
    await runTest(adapter, world, claims, test).catch((error: unknown) => {
      failures.push(`${capability} ${promise}: ${String(error)}`);
    });
    const { result } = await session.post("Profiler.takePreciseCoverage");
    const at = tests.push({ capability, promise }) - 1;
    for (const { url, functions } of result) {
      const here = wanted.get(url);
      if (!here) continue;
      const ranges = functions.flatMap((each) => each.ranges);
      if (ranges.some(({ count }) => count > 0)) for (const { index } of here) inFile[index]!.push(at);
      for (const place of here) if (hasRun(ranges, place)) through[place.index]!.push(at);
    }
  }
  session.disconnect();
  return { tests, through, inFile, failures };
}

interface Range {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly count: number;
}

/** Ranges are nested: an inner one says more exactly what its part of the outer one did. */
function hasRun(ranges: readonly Range[], { start }: Place): boolean {
  const around = ranges.filter(({ startOffset, endOffset }) => startOffset <= start && start < endOffset);
  const innermost = around.toSorted((a, b) => a.endOffset - a.startOffset - (b.endOffset - b.startOffset))[0];
  return innermost !== undefined && innermost.count > 0;
}

const stopped = (error: unknown) => void error;
// What a mutant leaves running must not end the process.
process.on("uncaughtException", stopped);
process.on("unhandledRejection", stopped);
process.on("message", (job: Job) => {
  const answering = job.kind === "try" ? tried(job) : reached(job);
  void answering.then((answer) => process.send!(answer));
});
