import type { Adapter, CoverageReport } from "@anyats/core";
import { coverageOf } from "@anyats/core/coverage";
import { inAnotherLocale } from "./another-locale.ts";
import type { ContractTest } from "./contract-test.ts";
import { contractTests } from "./suite.ts";
import { idNamesOf } from "./id-names.ts";
import { openedAs, openWorld, type Opened } from "./guarded.ts";
import { FetchWatch } from "./guarded-fetch.ts";
import { withMore } from "./rules.ts";
import { closeAll, openTrial, toldEverything, tracesText } from "./trial.ts";
import { WorldFailed } from "./world-failed.ts";
import { WorldLacks } from "./world-lacks.ts";
import { goByIdNames } from "./worlds/tapped.ts";
import { KeptSamples } from "./kept-samples.ts";
import { CannotTell, type Customer, type World } from "./world.ts";

/** How one test ended. */
export interface TestResult {
  readonly capability: string;
  readonly promise: string;
  /** Null when the promise was kept. */
  readonly failure: string | null;
  /** Why it was not tried; null when it was. Only a live account leaves promises untried. */
  readonly untried: string | null;
  /** Optional members of the world, and troubles, with which more of it would be tried: `merge`, `trouble("warned")`. */
  readonly lacking: readonly string[];
}

/** How long one test may take, in milliseconds of real time. An adapter that never ends has not kept its promise. */
export const patienceMs = { emulator: 20_000, live: 120_000 };

/**
 * Runs one test in a fresh world.
 * @param samples What this run has found before; without it, every test looks for its samples itself.
 * @param within How long the test may take, in milliseconds of real time.
 * @returns Why it was not tried, where a live account leaves it untried, else null; and what the world lacks for it.
 * @throws what the promise was broken with.
 */
export async function runTest(
  adapter: Adapter,
  world: World,
  claims: CoverageReport,
  test: ContractTest,
  samples?: KeptSamples,
  within: number = patienceMs[world.tier],
): Promise<Pick<TestResult, "untried" | "lacking">> {
  const isLive = world.tier === "live";
  if (isLive && world.readOnly && test.writes) return { untried: "this account is only read", lacking: [] };
  const cell = claims.cells.find(({ capability }) => capability === test.capability)!;
  const opened: Opened[] = [];
  const reopen = async (customer?: Customer) => {
    const session = await openWorld(world, customer);
    opened.push(openedAs(session)!);
    return session;
  };
  goByIdNames(await idNamesOf(adapter, world, claims));
  const session = await reopen();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const impatient = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`it did not end within ${within} ms`)), within);
  });
  using watch = new FetchWatch(() => (isLive ? [] : opened.map(({ fetch }) => fetch)));
  try {
    const trial = await openTrial(adapter, cell, session, claims, reopen, samples);
    const running = inAnotherLocale(() => test.run(trial));
    running.catch(() => {}); // When it ends after that time, nobody asks any more.
    await Promise.race([running, impatient, watch.hanging]);
    toldEverything(session);
    return { untried: null, lacking: [...new Set(opened.flatMap(({ lacking }) => [...lacking]))] };
  } catch (error) {
    if (isLive && (error instanceof CannotTell || error instanceof WorldLacks))
      return { untried: error.message.split("\n", 1)[0]!, lacking: [] };
    const failure = await watch.reasonOf(error);
    // The addresses of a live account may name people.
    throw isLive || failure instanceof WorldFailed ? failure : withMore(failure, tracesText(session));
  } finally {
    clearTimeout(timer);
    await closeAll(session);
    await session.close();
  }
}

/** How a test ended that failed. */
export const failedWith = (error: unknown): Pick<TestResult, "failure" | "untried" | "lacking"> => ({
  failure: error instanceof Error ? error.message : String(error),
  untried: null,
  lacking: [],
});

/** Where a run keeps its samples: of a world whose sessions hold the same. */
export const samplesIn = ({ repeats }: World): KeptSamples | undefined => (repeats ? new KeptSamples() : undefined);

/** Runs the tests of an adapter one after the other, without a test runner. */
export async function runTests(
  adapter: Adapter,
  world: World,
  {
    claims = coverageOf(adapter),
    only = () => true,
    stopAtFirstFailure = false,
    patience = patienceMs[world.tier],
  }: {
    readonly claims?: CoverageReport;
    readonly only?: (test: ContractTest) => boolean;
    readonly stopAtFirstFailure?: boolean;
    /** How long one test may take, in milliseconds of real time. */
    readonly patience?: number;
  } = {},
): Promise<readonly TestResult[]> {
  const results: TestResult[] = [];
  const samples = samplesIn(world);
  for (const test of contractTests(adapter, claims).filter(only)) {
    const { capability, promise } = test;
    const ended = await runTest(adapter, world, claims, test, samples, patience).then(
      (tried) => ({ ...tried, failure: null }),
      (error: unknown) => failedWith(error),
    );
    results.push({ capability, promise, ...ended });
    if (ended.failure !== null && stopAtFirstFailure) break;
  }
  return results;
}
