// Runs tests of the kit on an adapter with one mutant after another in its sources, in one process. Mutants inside functions
// are built in beside the original code and switched on; for one outside, the adapters and what they share are loaded again.
import { contractTests, runTest, type ContractTest, type World } from "@anyats/conformance";
import type { CoverageReport } from "@anyats/core";
import { coverageOf } from "@anyats/core/coverage";
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Begun, Job, Reach, TestName, Verdict } from "./job.ts";
import { usersOf } from "./importers.ts";
import { mutated, type Mutant } from "./mutant.ts";
import { mutatedPackages, subjectOf, type Subject } from "./subjects.ts";
import { switched } from "./switched.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const renewed = new RegExp(
  String.raw`/(?:(?:packages/(?:${Object.keys(mutatedPackages).join("|")})|examples/custom-adapter)/src|prove/src/worlds)/[^?]+\.ts$`,
);
const urlOf = ({ file }: Mutant) => pathToFileURL(join(root, file)).href;

/** The mutant that is switched on, and what was run through since somebody looked. */
let active = -1;
const met = new Set<number>();
const filesRun = new Set<number>();
let notesFiles = false;
Object.assign(globalThis, {
  __mutant: (number: number) => {
    met.add(number);
    return number === active;
  },
  __ran: (file: number) => {
    if (notesFiles) filesRun.add(file);
  },
});

/** Each loading has a number of its own; zero is the first. */
let generations = 0;
let generation = 0;
let inPlace: Mutant | undefined;
const builtIn = new Map<string, string>();

registerHooks({
  resolve(specifier, context, nextResolve) {
    const resolved = nextResolve(specifier, context);
    if (generation === 0 || !renewed.test(resolved.url)) return resolved;
    return { ...resolved, url: `${resolved.url}?mutant=${generation}` };
  },
  load(url, context, nextLoad) {
    const format = "module-typescript";
    if (inPlace !== undefined && url === `${urlOf(inPlace)}?mutant=${generation}`) {
      const source = mutated(readFileSync(fileURLToPath(url), "utf8"), inPlace);
      return { format, shortCircuit: true, source };
    }
    const source = builtIn.get(url);
    return source === undefined ? nextLoad(url, context) : { format, shortCircuit: true, source };
  },
});

interface Loaded {
  readonly adapter: Subject["adapter"];
  readonly worlds: readonly World[];
  readonly claims: CoverageReport;
  readonly tests: readonly ContractTest[];
}

/** The adapter list imports each adapter by name: with a new generation, that gives new modules. */
async function loaded(subject: string): Promise<Loaded> {
  const { adapter, world, others = [] } = await subjectOf(subject);
  const claims = coverageOf(adapter);
  return { adapter, worlds: [world, ...others], claims, tests: contractTests(adapter, claims) };
}

let subjectId = "";
let mutants: readonly Mutant[] = [];
let files: readonly string[] = [];
let original: Loaded | undefined;

async function begun(job: Extract<Job, { kind: "begin" }>): Promise<Begun> {
  [subjectId, mutants] = [job.subject, job.mutants];
  files = job.files;
  const reloading: number[] = [];
  for (const [index, file] of files.entries()) {
    const switches = mutants.flatMap((mutant, number) => (mutant.file === file ? [{ mutant, number }] : []));
    const { source, left } = switched(readFileSync(join(root, file), "utf8"), switches, index);
    builtIn.set(pathToFileURL(join(root, file)).href, source);
    reloading.push(...left.map(({ number }) => number));
  }
  original = await loaded(subjectId);
  // What was run to load the adapter is not run again.
  return { reloading: [...new Set([...reloading, ...met])] };
}

/** What a test says that was not over in time. */
const endless = "did not end within";
const isEndless = (failure: string | undefined) => failure?.includes(endless) ?? false;

/** Runs every test without a mutant, and notes which of them each comes by. */
async function reached(): Promise<Reach> {
  const { adapter, worlds, claims, tests } = original!;
  const tries = worlds.flatMap((_world, world) => tests.map((test) => ({ test, world })));
  const failures: string[] = [];
  const silent: number[] = [];
  const through: number[][] = mutants.map(() => []);
  const inFile: number[][] = mutants.map(() => []);
  const users = usersOf(root, files);
  const usedIn = mutants.map(({ file }) => [...users.get(file)!].map((user) => files.indexOf(user)));
  const failureIn = async (test: ContractTest, world: World): Promise<string | undefined> => {
    const failure = await runTest(adapter, world, claims, test).then(
      () => undefined,
      (error: unknown) => String(error),
    );
    process.send!({ kind: "going on" });
    return failure;
  };
  notesFiles = true;
  for (const [at, { test, world }] of tries.entries()) {
    met.clear();
    filesRun.clear();
    // On a machine that has no time, a test that ends in time elsewhere is tried again, and else says nothing of a mutant.
    let failure: string | undefined = endless;
    for (let tries = 0; tries < 3 && isEndless(failure); tries += 1) failure = await failureIn(test, worlds[world]!);
    if (isEndless(failure) || (failure !== undefined && world > 0)) {
      silent.push(at);
      continue;
    }
    if (failure !== undefined) failures.push(`${test.capability} ${test.promise}: ${failure}`);
    for (const number of met) through[number]!.push(at);
    for (const [number, used] of usedIn.entries())
      if (used.some((file) => filesRun.has(file))) inFile[number]!.push(at);
  }
  notesFiles = false;
  const names = tries.map(({ test: { capability, promise }, world }) => ({ capability, promise, world }));
  return { tests: names, through, inFile, failures, silent };
}

async function tried({ mutant, tests, reload }: Extract<Job, { kind: "try" }>): Promise<Verdict> {
  if (!reload) {
    active = mutant;
    const verdict = await firstFailure(original!, tests);
    active = -1;
    if (verdict.killedBy === null) return verdict;
    const again = await firstFailure(original!, [verdict.killedBy]);
    return { ...verdict, spoilt: again.killedBy !== null };
  }
  generations += 1;
  generation = generations;
  inPlace = mutants[mutant]!;
  try {
    const changed = await loaded(subjectId);
    return await firstFailure(changed, [...addedIn(changed), ...tests]);
  } catch (error) {
    // Any run notices a mutant that keeps the adapter from loading.
    return { killedBy: { capability: "loading", promise: "", world: 0 }, failure: String(error), spoilt: false };
  } finally {
    generation = 0;
    inPlace = undefined;
  }
}

/** The tests that the kit derives for the changed adapter alone: what it says of a capability decides what is promised. */
function addedIn({ tests }: Loaded): readonly TestName[] {
  const known = new Set(original!.tests.map(({ capability, promise }) => `${capability} ${promise}`));
  return tests
    .filter(({ capability, promise }) => !known.has(`${capability} ${promise}`))
    .map(({ capability, promise }) => ({ capability, promise, world: 0 }));
}

async function firstFailure(
  { adapter, worlds, claims, tests: all }: Loaded,
  tests: readonly TestName[],
): Promise<Verdict> {
  for (const { capability, promise, world } of tests) {
    const test = all.find((each) => each.capability === capability && each.promise === promise);
    if (!test) continue;
    try {
      await runTest(adapter, worlds[world]!, claims, test);
    } catch (error) {
      return { killedBy: { capability, promise, world }, failure: String((error as Error).message), spoilt: false };
    }
    process.send!({ kind: "going on" });
  }
  return { killedBy: null, failure: null, spoilt: false };
}

const stopped = (error: unknown) => void error;
// What a mutant leaves running must not end the process.
process.on("uncaughtException", stopped);
process.on("unhandledRejection", stopped);
process.on("message", (job: Job) => {
  const answering = job.kind === "begin" ? begun(job) : job.kind === "reach" ? reached() : tried(job);
  void answering.then(
    (answer) => process.send!({ kind: "done", answer }),
    (error: unknown) => process.send!({ kind: "failed", error: String(error) }),
  );
});
