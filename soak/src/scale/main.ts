// A day of many connections on a virtual clock: node --conditions=@anyats/source soak/src/scale/main.ts [connections] [workers]
import { simulate, type Installation, type Quantiles } from "./simulate.ts";

const [connections = 10_000, workers = 4] = process.argv.slice(2).map(Number);
const usual: Installation = {
  connections,
  workers,
  concurrency: 8,
  databaseCores: 4,
  hours: 24,
  everyMs: 900_000,
  verifyMs: 7 * 86_400_000,
  latencyMs: 150,
  webhooksPerHour: 6,
  broken: 0.01,
  added: Math.ceil(connections / 100),
  seed: 1,
};
const seconds = (value: number) => (value < 120 ? `${value.toFixed(1)} s` : `${(value / 60).toFixed(1)} min`);
const line = (name: string, { p50, p95, p99, most }: Quantiles) =>
  console.log(`| ${name} | ${[p50, p95, p99, most].map(seconds).join(" | ")} |`);

const began = performance.now();
const day = simulate(usual);
console.log(
  `${connections} connections with 3 streams, ${workers} workers of ${usual.concurrency} slots, ${usual.databaseCores} cores for PostgreSQL:`,
);
console.log(
  `${day.passes} passes in ${usual.hours} hours; simulated in ${((performance.now() - began) / 1_000).toFixed(1)} s.\n`,
);
console.log("| | p50 | p95 | p99 | most |\n| --- | --- | --- | --- | --- |");
line("age of a copy", day.staleness);
line("webhook to row", day.webhook);
line("a due pass waits, connections under 2,000 records", day.waited.small);
line("a due pass waits, larger ones", day.waited.large);
const { slots, workerCores, databaseCores, requestsPerSecond } = day.load;
console.log(`\nlongest gap between two passes of a stream: ${day.longestGap.toFixed(2)} × its schedule`);
console.log(
  `${usual.added} connections added at once have everything after ${day.addedDone === null ? "more than a day" : seconds(day.addedDone)}`,
);
console.log(
  `load: ${(slots * 100).toFixed(0)} % of the slots, ${workerCores.toFixed(2)} cores for workers, ${databaseCores.toFixed(2)} for PostgreSQL, ${requestsPerSecond.toFixed(0)} requests a second`,
);
