// Measures the kit: the share of mutants of the adapters' own sources that the contract tests notice, without any unit
// test. `npm run prove -- mutants [--sample 200] [--seed 1] [--package avionte] [--folder handlers]`
import { execFile } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";
import judged from "./judged.json" with { type: "json" };
import { compiling } from "./compiling.ts";
import { mutantsOf, type Mutant } from "./mutant.ts";
import type { Job, Verdict } from "./mutant-worker.ts";
import { cellsThrough, type Reached } from "./reached.ts";
import { sampled } from "./sampled.ts";
import { mutatedPackages } from "./subjects.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const run = promisify(execFile);

const { values } = parseArgs({
  args: process.argv.slice(2).filter((word) => word !== "mutants"),
  options: {
    sample: { type: "string", default: "200" },
    seed: { type: "string", default: "1" },
    package: { type: "string", multiple: true, default: Object.keys(mutatedPackages) },
    workers: { type: "string", default: "2" },
    /** Only these mutants, by id: to look at survivors again. */
    mutant: { type: "string", multiple: true, default: [] },
    /** Folders of a package whose mutants count. What is not the adapter's own knowledge, such as transport, has tests of its own. */
    folder: { type: "string", multiple: true, default: ["handlers", "mapping", "custom-fields", "records"] },
    /** The share, in percent, below which the run fails. */
    least: { type: "string", default: "85" },
  },
});

/** How long the kit may take over one mutant, in milliseconds: one that makes it endless is noticed. */
const patienceMs = 300_000;

const worker = (file: string, ...args: string[]) =>
  run(process.execPath, ["--conditions=@anyats/source", join(import.meta.dirname, file), ...args], {
    cwd: root,
    timeout: patienceMs,
    killSignal: "SIGKILL",
    maxBuffer: 64 * 1024 * 1024,
  });

/** What the tests of a subject run through, and that they pass on the sources as they are. */
async function reachedBy(subject: string): Promise<Reached> {
  const folder = mkdtempSync(join(tmpdir(), "anyats-mutants-"));
  try {
    const file = join(folder, "reached.json");
    await worker("coverage-worker.ts", subject, file);
    const reached = JSON.parse(readFileSync(file, "utf8")) as Reached;
    if (reached.failures.length > 0) throw new Error(`${subject} fails its own contract: ${reached.failures[0]}`);
    return reached;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const judgements: Readonly<Record<string, string>> = judged;

interface Outcome {
  readonly mutant: Mutant;
  readonly killedBy: string | null;
}

async function tried(mutant: Mutant, subject: string, reached: Reached): Promise<Outcome> {
  const file = join(root, mutant.file);
  const all = reached.cells.map(({ capability }) => capability);
  const through = cellsThrough(reached, file, mutant.start);
  const capabilities = mutant.atModuleLevel ? all : through;
  if (capabilities.length === 0) return { mutant, killedBy: null };
  const job: Job = { mutant, file, subject, capabilities };
  try {
    const { stdout } = await worker("mutant-worker.ts", JSON.stringify(job));
    return { mutant, killedBy: (JSON.parse(stdout) as Verdict).killedBy };
  } catch (error) {
    return { mutant, killedBy: `the kit ended: ${(error as Error).message.split("\n", 1)[0]}` };
  }
}

async function measured(name: string): Promise<readonly Outcome[]> {
  const subject = mutatedPackages[name]!;
  const reached = await reachedBy(subject);
  const files = globSync(`packages/${name}/src/{${values.folder.join(",")}}/**/*.ts`, {
    cwd: root,
    exclude: (path) => /\/(index|version|gaps|gap-reasons)\.ts$|\.test\.ts$/.test(path),
  });
  const all = files.toSorted().flatMap((file) => mutantsOf(file, readFileSync(join(root, file), "utf8")));
  const open = all.filter(({ id }) => judgements[id] === undefined);
  const queue = [...drawnFrom(name, open)];
  const outcomes: Outcome[] = [];
  const work = async () => {
    for (let mutant = queue.shift(); mutant; mutant = queue.shift())
      outcomes.push(await tried(mutant, subject, reached));
  };
  await Promise.all(Array.from({ length: Number(values.workers) }, work));
  const killed = outcomes.filter(({ killedBy }) => killedBy !== null).length;
  const share = ((100 * killed) / Math.max(1, outcomes.length)).toFixed(1);
  console.log(`\n${name}: ${killed} of ${outcomes.length} mutants killed (${share} %), sampled from ${all.length}`);
  printSurvivors(outcomes.filter(({ killedBy }) => killedBy === null).map(({ mutant }) => mutant));
  return outcomes;
}

/** The mutants to try: those that are named, or a sample of those that compile. */
function drawnFrom(name: string, open: readonly Mutant[]): readonly Mutant[] {
  if (values.mutant.length > 0) return open.filter(({ id }) => values.mutant.includes(id));
  // About a third does not compile.
  const [sample, seed] = [Number(values.sample), Number(values.seed)];
  return sampled(compiling(root, name, sampled(open, sample * 2, seed)), sample, seed);
}

function printSurvivors(survivors: readonly Mutant[]): void {
  for (const [operator, mutants] of Map.groupBy(survivors, (mutant) => mutant.operator)) {
    console.log(`survivors, ${operator}: ${mutants.length}`);
    for (const { id, file, start, original, replacement } of mutants) {
      const line = readFileSync(join(root, file), "utf8").slice(0, start).split("\n").length;
      const short = (text: string) => JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}…` : text);
      console.log(`  ${id} ${file}:${line} ${short(original)} → ${short(replacement)}`);
    }
  }
}

const outcomes: Outcome[] = [];
for (const name of values.package) outcomes.push(...(await measured(name)));

const survivors = outcomes.filter(({ killedBy }) => killedBy === null).map(({ mutant }) => mutant);
const share = (100 * (outcomes.length - survivors.length)) / Math.max(1, outcomes.length);
console.log(
  `\nmutants killed by the kit alone: ${outcomes.length - survivors.length} of ${outcomes.length} (${share.toFixed(1)} %), seed ${values.seed}; ${Object.keys(judgements).length} judged as equivalent`,
);
process.exitCode = outcomes.length > 0 && share >= Number(values.least) ? 0 : 1;
