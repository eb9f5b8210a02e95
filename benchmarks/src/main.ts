// Streams the same records through AnyATS, the official SDK and bare fetch, in one run on one machine. Only the ratios
// mean something. `npm run bench -- --write` also writes docs/benchmarks.md.
import { fork } from "node:child_process";
import { once } from "node:events";
import { cpus } from "node:os";
import { join } from "node:path";
import type { ConnectionCost } from "./connections.ts";
import { faultRuns } from "./fault-runs.ts";
import { writePart } from "./report.ts";
import { bulkRejection, overhead } from "./writing.ts";

interface Measured {
  readonly records: number;
  readonly perSecond: number;
  readonly cpuMicros: number;
  readonly peakMb: number;
  readonly heldMb: number;
}

const execArgv = ["--conditions=@anyats/source", "--expose-gc"];
const here = import.meta.dirname;

const server = fork(join(here, "page-server.ts"), { execArgv });
const [{ port, recordBytes }] = (await once(server, "message")) as [{ port: number; recordBytes: number }];
const address = (latency: number, records: number) => `http://127.0.0.1:${port}/${latency}/${records / 250}`;

async function measure(name: string, records: number, latency = 0, consumer = "none"): Promise<Measured> {
  const child = fork(join(here, "run-contender.ts"), [name, address(latency, records), address(0, 5_000), consumer], {
    execArgv,
  });
  let measured: Measured | undefined;
  child.once("message", (message) => (measured = message as Measured));
  const [code] = (await once(child, "exit")) as [number | null];
  if (code === 0 && measured) return measured;
  server.disconnect();
  throw new Error(`${name} did not finish (exit code ${code})`);
}

type Run = readonly [name: string, records: number, latency?: number, consumer?: string];

/**
 * The fastest of several rounds for each of some runs, in turns: other work on the machine only ever slows, and strikes
 * all of them alike. The memory is the median of the rounds, since it goes up and down with when garbage is collected.
 */
async function best(rounds: number, ...runs: readonly Run[]): Promise<Record<string, Measured>> {
  const found: Record<string, Measured[]> = {};
  for (let round = 0; round < rounds; round += 1)
    for (const run of runs) (found[run[0]] ??= []).push(await measure(...run));
  return Object.fromEntries(Object.entries(found).map(([name, measured]) => [name, summed(measured)]));
}

function summed(measured: readonly Measured[]): Measured {
  const fastest = measured.toSorted((one, other) => other.perSecond - one.perSecond)[0]!;
  const peaks = measured.map(({ peakMb }) => peakMb).toSorted((one, other) => one - other);
  return { ...fastest, peakMb: peaks[Math.floor(peaks.length / 2)]! };
}

const lines: string[] = [];
const say = (line = "") => {
  lines.push(line);
  console.log(line);
};
const whole = (value: number) => Math.round(value).toLocaleString("en");
const ratio = (value: number) => value.toFixed(2);

say(`Node ${process.version}, ${cpus().length} cores, ${recordBytes} bytes a record, 250 records a page.`);
say();
say("### Streaming 100,000 candidates");
say();
say("| client | records/s | CPU µs/record | peak memory MB |");
say("| --- | --- | --- | --- |");
const names = ["bare fetch", "AnyATS", "Kombo SDK"] as const;
const results = await best(11, ...names.map((name): Run => [name, 100_000]));
for (const name of names) {
  const measured = results[name]!;
  say(`| ${name} | ${whole(measured.perSecond)} | ${measured.cpuMicros.toFixed(1)} | ${whole(measured.peakMb)} |`);
}
const ours = results["AnyATS"]!;
const [bare, sdk] = [results["bare fetch"]!, results["Kombo SDK"]!];
const millions = await best(2, ["bare fetch", 1_000_000], ["AnyATS", 1_000_000]);
for (const [name, measured] of Object.entries(millions))
  say(
    `| ${name}, 1,000,000 candidates | ${whole(measured.perSecond)} | ${measured.cpuMicros.toFixed(1)} | ${whole(measured.peakMb)} |`,
  );
const growth = (name: string) => ratio(millions[name]!.peakMb / results[name]!.peakMb);
say();
say("| figure | reached | wanted |");
say("| --- | --- | --- |");
say(`| records/s against the SDK | ${ratio(ours.perSecond / sdk.perSecond)} times | at least 3.5 |`);
say(`| CPU per record against bare fetch | ${ratio(ours.cpuMicros / bare.cpuMicros)} times | at most 1.6 |`);
say(`| memory against bare fetch | ${ratio(ours.peakMb / bare.peakMb)} times | at most 1.3 |`);
say(
  `| peak memory of a million against a hundred thousand | ${growth("AnyATS")} times | bare fetch: ${growth("bare fetch")} |`,
);
const held = async (records: number) => (await measure("AnyATS", records, 0, "collecting")).heldMb;
const [heldOfMany, heldOfMost] = [await held(100_000), await held(1_000_000)];
say(
  `| memory still held after a collection, while a million are read | ${whole(heldOfMost)} MB | flat: ${whole(heldOfMany)} MB at a hundred thousand |`,
);
say();
say("### 20 ms latency, and a consumer that needs 20 ms a page (10,000 candidates)");
say();
say("| client | consumer | records/s | against the SDK |");
say("| --- | --- | --- | --- |");
for (const consumer of ["waiting", "blocking"]) {
  const found = await best(3, ...names.map((name): Run => [name, 10_000, 20, consumer]));
  for (const name of names) {
    const { perSecond } = found[name]!;
    const share = ratio(perSecond / found["Kombo SDK"]!.perSecond);
    say(`| ${name} | ${consumer} | ${whole(perSecond)} | ${share} times |`);
  }
}
say();
say("Wanted: AnyATS at least twice the SDK.");
say();
say("### Connections to Avionté, all kept in one process");
say();
const connecting = fork(join(here, "run-connections.ts"), { execArgv });
const [cost] = (await once(connecting, "message")) as [ConnectionCost];
say("| connections | first, ms | each further one, ms | heap of each, KB |");
say("| --- | --- | --- | --- |");
say(
  `| ${whole(cost.connections)} | ${cost.firstMs.toFixed(1)} | ${cost.msEach.toFixed(2)} | ${cost.kilobytesEach.toFixed(1)} |`,
);
say();
say("Wanted: at most 0.5 ms and 25 KB from the second on.");

server.disconnect();

const faultRunsWanted = Number(process.env["ANYATS_FAULT_RUNS"] ?? 10_000);
say();
say(`### ${whole(faultRunsWanted)} writes of each creating command, with a fault in four of five`);
say();
say(
  "Answers dropped after and before the write, 5xx before and after it, 429, HTML pages, answers that come too late.",
);
say();
say("| command | duplicates | lost | failures that wrote | outcome unknown, said so | settled by reading back |");
say("| --- | --- | --- | --- | --- | --- |");
for (const run of await faultRuns(faultRunsWanted))
  say(`| ${[`\`${run.command}\``, run.duplicates, run.lost, run.silent, run.surfaced, run.settled].join(" | ")} |`);
say();
say("### Rejecting 1,000 applications where 30 actions may run at once");
say();
say("| does the server say its limit? | most at once | calls refused | of the possible rate |");
say("| --- | --- | --- | --- |");
for (const tells of [true, false]) {
  const { mostAtOnce, refused, ofPossible } = await bulkRejection(1_000, 30, tells);
  say(
    `| ${tells ? "yes" : "no"} | ${mostAtOnce} | ${(refused * 100).toFixed(1)} % | ${(ofPossible * 100).toFixed(0)} % |`,
  );
}
say();
say("Wanted: never more than 30, at most 1 % refused, at least 90 % of the possible rate.");
say();
say(
  `Everything of ours around one HTTP call takes ${(await overhead()).toFixed(3)} ms at the median (wanted: at most 0.15).`,
);

if (process.argv.includes("--write")) {
  const head =
    "# Benchmarks\n\nWritten by `npm run bench -- --write`. Everything is measured in one run on one machine; only the ratios mean something.\nEach figure of reading is the fastest of several rounds in turns, its memory their median.\n";
  writePart("reading and writing", `${head}\n${lines.join("\n")}\n`);
}
