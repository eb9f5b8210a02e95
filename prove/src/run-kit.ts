// Runs the kit on our adapters without a test runner, and prints the failures and how long it took:
// `npm run prove -- kit [--adapter avionte] [--only "pattern of capability or promise"]`
import { contractTests, runTests, type TestResult } from "@anyats/conformance";
import { coverageOf } from "@anyats/core/coverage";
import { parseArgs } from "node:util";
import { subjectIds, subjectOf } from "./mutants/subjects.ts";

const { values } = parseArgs({
  args: process.argv.slice(2).filter((word) => word !== "kit"),
  options: {
    adapter: { type: "string", multiple: true, default: [...subjectIds] },
    only: { type: "string", default: "" },
    /** How many of the slowest tests to print. */
    slow: { type: "string", default: "0" },
  },
});

const pattern = new RegExp(values.only);
let red = 0;
for (const id of values.adapter) {
  const { adapter, world } = await subjectOf(id);
  const start = performance.now();
  const cpu = process.cpuUsage();
  const only = ({ capability, promise }: { capability: string; promise: string }) =>
    pattern.test(`${capability}: ${promise}`);
  const results: TestResult[] = [];
  const times: (readonly [string, number])[] = [];
  const claims = coverageOf(adapter);
  for (const test of contractTests(adapter, claims).filter(only)) {
    const began = process.cpuUsage();
    const same = ({ capability, promise }: { capability: string; promise: string }) =>
      capability === test.capability && promise === test.promise;
    results.push(...(await runTests(adapter, world, { claims, only: same })));
    const { user, system } = process.cpuUsage(began);
    times.push([`${test.capability}: ${test.promise}`, (user + system) / 1000]);
  }
  for (const [name, ms] of times.toSorted(([, a], [, b]) => b - a).slice(0, Number(values.slow)))
    console.log(`  ${Math.round(ms)} ms of CPU: ${name}`);
  const failed = results.filter(({ failure }) => failure !== null);
  for (const { capability, promise, failure } of failed)
    console.log(`  ${capability}: ${promise}\n    ${failure!.replaceAll(/\s+/g, " ").slice(0, 500)}`);
  const { user, system } = process.cpuUsage(cpu);
  const seconds = (ms: number) => (ms / 1000).toFixed(1);
  console.log(
    `${id}: ${results.length - failed.length} of ${results.length} kept, ${seconds(performance.now() - start)} s, ${seconds((user + system) / 1000)} s of CPU`,
  );
  red += failed.length;
}
process.exitCode = red === 0 ? 0 : 1;
