import type { Adapter, CoverageReport } from "@anyats/core";
import { coverageOf } from "@anyats/core/coverage";
import type { ContractTest } from "./contract-test.ts";
import { capabilityOfCell, contractTests } from "./suite.ts";
import { openTrial } from "./trial.ts";
import type { World } from "./world.ts";

/** How one test ended. */
export interface TestResult {
  readonly capability: string;
  readonly promise: string;
  /** Null when the promise was kept. */
  readonly failure: string | null;
}

/** How long one test may take, in milliseconds of real time. An adapter that never ends has not kept its promise. */
const patienceMs = 10_000;

/** Runs one test in a fresh world. @throws what the promise was broken with. */
export async function runTest(
  adapter: Adapter,
  world: World,
  claims: CoverageReport,
  test: ContractTest,
): Promise<void> {
  const cell = claims.cells.find(({ capability }) => capability === test.capability)!;
  const session = await world.open();
  const trial = await openTrial(adapter, capabilityOfCell(adapter, cell), cell, session);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const impatient = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`it did not end within ${patienceMs} ms`)), patienceMs);
  });
  const running = test.run(trial);
  running.catch(() => {}); // When it ends after that time, nobody asks any more.
  try {
    await Promise.race([running, impatient]);
  } finally {
    clearTimeout(timer);
    await trial.ats.close(); // This also ends what would never end.
    await session.close();
  }
}

/** Runs the tests of an adapter one after the other, without a test runner. */
export async function runTests(
  adapter: Adapter,
  world: World,
  {
    claims = coverageOf(adapter),
    only = () => true,
    stopAtFirstFailure = false,
  }: {
    readonly claims?: CoverageReport;
    readonly only?: (test: ContractTest) => boolean;
    readonly stopAtFirstFailure?: boolean;
  } = {},
): Promise<readonly TestResult[]> {
  const results: TestResult[] = [];
  for (const test of contractTests(adapter, claims).filter(only)) {
    const failure = await runTest(adapter, world, claims, test).then(
      () => null,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    results.push({ capability: test.capability, promise: test.promise, failure });
    if (failure !== null && stopAtFirstFailure) break;
  }
  return results;
}
