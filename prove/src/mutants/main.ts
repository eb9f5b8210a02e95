// Measures the kit: the share of mutants of the adapters' own sources that the contract tests notice, without any unit
// test. `npm run prove -- mutants [--sample 40] [--seed 1] [--package avionte] [--least 85] [--show] [--subject rowan]
// [--operator "field lost"]`
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual, parseArgs } from "node:util";
import { compiling } from "./compiling.ts";
import { equivalence } from "./equivalents.ts";
import type { Reach, TestName } from "./job.ts";
import { mutantsOf, type Mutant } from "./mutant.ts";
import { sampled } from "./sampled.ts";
import { mutatedPackages } from "./subjects.ts";
import { WarmWorker } from "./warm.ts";

const root = join(import.meta.dirname, "..", "..", "..");

const { values } = parseArgs({
  args: process.argv.slice(2).filter((word) => word !== "mutants"),
  options: {
    sample: { type: "string", default: "40" },
    seed: { type: "string", default: "1" },
    package: { type: "string", multiple: true, default: Object.keys(mutatedPackages) },
    /** Only these mutants, by id: to look at survivors again. */
    mutant: { type: "string", multiple: true, default: [] },
    /** Only mutants of these kinds, such as "field lost": to see what the kit misses of one. */
    operator: { type: "string", multiple: true, default: [] },
    /** Only these adapters: what survives the quick ones can be tried on the others later, by id. */
    subject: { type: "string", multiple: true, default: [] },
    /** The share, in percent, below which the run fails. */
    least: { type: "string", default: "85" },
    /** Ends a package after so long; what was tried until then is still a fair sample. */
    minutes: { type: "string", default: "1000" },
    /** Also prints what killed each mutant. */
    show: { type: "boolean", default: false },
  },
});

/** Facts that coverage shows: no call runs them. */
const notMutated = /\/(version|gaps|gap-reasons)\.ts$|\.test\.ts$/;

interface Outcome {
  readonly mutant: Mutant;
  readonly killedBy: TestName | null;
}

async function measured(name: string): Promise<readonly Outcome[]> {
  const { subjects: every, sources } = mutatedPackages[name]!;
  const subjects = every.filter((subject) => values.subject.length === 0 || values.subject.includes(subject));
  const files = globSync(
    sources.map((glob) => `packages/${name}/src/${glob}`),
    { cwd: root },
  ).filter((path) => !notMutated.test(path));
  const all = files.toSorted().flatMap((file) => mutantsOf(file, readFileSync(join(root, file), "utf8")));
  const ofKinds = all.filter(({ operator }) => values.operator.length === 0 || values.operator.includes(operator));
  const judged = ofKinds.filter((mutant) => equivalence(mutant) === undefined);
  const drawn = drawnFrom(name, judged);
  const began = performance.now();
  const until = began + Number(values.minutes) * 60_000;
  const trials: Trials[] = [];
  const outcomes: Outcome[] = [];
  // One mutant after the other, each on the next adapters where the first notices nothing: where the time is over, what was
  // tried until then is a sample.
  for (const [index, mutant] of drawn.entries()) {
    let killedBy: TestName | null = null;
    for (let place = 0; place < subjects.length && killedBy === null; place += 1) {
      trials[place] ??= await Trials.on(name, subjects[place]!, drawn);
      killedBy = await trials[place]!.killerOf(index);
    }
    outcomes.push({ mutant, killedBy });
    if (performance.now() > until) break;
  }
  for (const each of trials) each.close();
  const survivors = outcomes.filter(({ killedBy }) => killedBy === null).map(({ mutant }) => mutant);
  console.log(
    `\n${name}: ${outcomes.length - survivors.length} of ${outcomes.length} mutants killed (${shareOf(outcomes)} %), sampled from ${judged.length}; ${ofKinds.length - judged.length} judged as equivalent; ${((performance.now() - began) / 1000 / Math.max(1, outcomes.length)).toFixed(1)} s for each`,
  );
  for (const [operator, mutants] of Map.groupBy(survivors, (mutant) => mutant.operator)) {
    console.log(`survivors, ${operator}: ${mutants.length}`);
    for (const mutant of mutants) console.log(`  ${mutant.id} ${shown(mutant)}`);
  }
  return outcomes;
}

/** Tries mutants on one adapter. */
class Trials {
  readonly #subject: string;
  readonly #drawn: readonly Mutant[];
  readonly #worker: WarmWorker;
  readonly #reach: Reach;
  /** How many mutants each test has killed. */
  readonly #kills = new Map<number, number>();

  private constructor(subject: string, drawn: readonly Mutant[], worker: WarmWorker, reach: Reach) {
    [this.#subject, this.#drawn, this.#worker, this.#reach] = [subject, drawn, worker, reach];
  }

  static async on(name: string, subject: string, drawn: readonly Mutant[]): Promise<Trials> {
    const sourceFiles = globSync(`packages/${name}/src/**/*.ts`, {
      cwd: root,
      exclude: (path) => path.endsWith(".test.ts"),
    });
    const worker = new WarmWorker(subject, drawn, sourceFiles);
    const reach = await worker.reach();
    if (reach.failures.length > 0) throw new Error(`${subject} fails its own contract: ${reach.failures[0]}`);
    return new Trials(subject, drawn, worker, reach);
  }

  /** The test that a mutant turns red, by the mutant's place. */
  async killerOf(index: number): Promise<TestName | null> {
    const mutant = this.#drawn[index]!;
    const [reach, kills, worker] = [this.#reach, this.#kills, this.#worker];
    const [through, inFile] = [reach.through[index]!, reach.inFile[index]!];
    // What is done when the file is loaded shows where the file is used: of one with functions, where one of them runs.
    const anywhere = hasFunctions(mutant.file) ? [] : [...reach.tests.keys()];
    const used = inFile.length > 0 ? inFile : anywhere.filter((test) => !reach.silent.includes(test));
    const everywhere = worker.isBuiltIn(index) ? through : used;
    const first = (test: number) => (kills.get(test) ?? 0) + (inFile.includes(test) ? 0.5 : 0);
    const order = everywhere.toSorted((a, b) => first(b) - first(a));
    const tests = order.map((test) => reach.tests[test]!);
    let { killedBy, failure } = await worker.try(index, tests);
    // What few tests reach may be done once in a process, and was done before the mutant was switched on.
    if (killedBy === null && worker.isBuiltIn(index) && tests.length <= 5)
      ({ killedBy, failure } = await worker.try(index, tests, true));
    const killer = order.find((test) => isDeepStrictEqual(reach.tests[test], killedBy));
    if (killer !== undefined) kills.set(killer, (kills.get(killer) ?? 0) + 1);
    if (values.show)
      console.log(
        killedBy
          ? `  killed ${shown(mutant)}\n    ${this.#subject}: ${killedBy.capability}: ${killedBy.promise}: ${short(failure ?? "")}`
          : `  SURVIVED ${tests.length} tests of ${this.#subject}: ${mutant.id} ${shown(mutant)}`,
      );
    return killedBy;
  }

  close(): void {
    this.#worker.close();
  }
}

const hasFunctions = (file: string) => /=>|\b(?:function|class)\b/.test(readFileSync(join(root, file), "utf8"));

/** The mutants to try: those that are named, or a sample of those that compile. */
function drawnFrom(name: string, open: readonly Mutant[]): readonly Mutant[] {
  if (values.mutant.length > 0) return open.filter(({ id }) => values.mutant.includes(id));
  // About a third does not compile.
  const [sample, seed] = [Number(values.sample), Number(values.seed)];
  return sampled(compiling(root, name, sampled(open, sample * 2, seed)), sample, seed);
}

function short(text: string): string {
  const line = text.replaceAll(/\s+/g, " ");
  return line.length > 90 ? `${line.slice(0, 87)}…` : line;
}

function shown({ file, start, original, replacement }: Mutant): string {
  const line = readFileSync(join(root, file), "utf8").slice(0, start).split("\n").length;
  return `${file}:${line} ${JSON.stringify(short(original))} → ${JSON.stringify(short(replacement))}`;
}

function shareOf(outcomes: readonly Outcome[]): string {
  const killed = outcomes.filter(({ killedBy }) => killedBy !== null).length;
  return ((100 * killed) / Math.max(1, outcomes.length)).toFixed(1);
}

const outcomes: Outcome[] = [];
for (const name of values.package) outcomes.push(...(await measured(name)));

console.log(`\nmutants killed by the kit alone: ${shareOf(outcomes)} % of ${outcomes.length}, seed ${values.seed}`);
process.exitCode = outcomes.length > 0 && Number(shareOf(outcomes)) >= Number(values.least) ? 0 : 1;
