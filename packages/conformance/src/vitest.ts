import "./load-in-another-locale.ts";
import type { Adapter } from "@anyats/core";
import { checkEvidence, coverageOf, Exemption } from "@anyats/core/coverage";
import { afterAll, describe, expect, it } from "vitest";
import { hasLoaded } from "./another-locale.ts";
import { evidenceOf } from "./evidence/evidence-of.ts";
import { isRenewed, readEvidence } from "./evidence/read-evidence.ts";
import { isOfThisRun } from "./evidence/is-of-this-run.ts";
import { writeEvidence } from "./evidence/write-evidence.ts";
import { inPart } from "./parts.ts";
import { lackingText } from "./lacking.ts";
import { failedWith, patienceMs, runTest, samplesIn, type TestResult } from "./run.ts";
import type { ContractTest } from "./contract-test.ts";
import { rulesText, withMore } from "./rules.ts";
import { contractTests } from "./suite.ts";
import type { World } from "./world.ts";

/** How an adapter is tested. */
export interface TestAdapterOptions {
  /** What it is tried against: `emulatorWorld()`, or one of your own. */
  readonly world: World;
  /**
   * Where the evidence is kept, as a path or a file URL: `new URL("../evidence.json", import.meta.url)`. It is
   * compared with what the run proves, and written again when `ANYATS_EVIDENCE=write` is set. Evidence of a red run is
   * also written again by the next one, unless `CI` is set.
   */
  readonly evidence?: string | URL;
  /** Promises that are not tested for now, each with a reason, an owner and an expiry date. */
  readonly exemptions?: readonly Exemption[];
  /**
   * For a first run while you build: only the tests of these capabilities, such as `jobs.stream` or `jobs.*`. Such a run
   * neither reads nor writes the evidence, and fails where `CI` is set: remove it when the adapter is ready.
   */
  readonly only?: string | readonly string[];
  /**
   * Which part of the tests this file runs, such as `1 of 2`: Vitest runs several files at the same time, and the tests of
   * one file after another. Each part has a file of its own with the same options. Every part checks the evidence of its
   * own capabilities, or puts them into it.
   */
  readonly part?: `${number} of ${number}`;
}

const keyOf = ({ capability, promise }: { readonly capability: string; readonly promise: string }) =>
  `${capability} ${promise}`;

/**
 * Registers the suite for an adapter in the current vitest file: one test for each capability and promise, the "no"s
 * too. There is nothing to override: what cannot be kept yet is an exemption, as data.
 */
export function testAdapter(adapter: Adapter, options: TestAdapterOptions): void {
  const { world, evidence, exemptions = [], only, part = "1 of 1" } = options;
  hasLoaded();
  const claims = coverageOf(adapter);
  const writes = process.env["ANYATS_EVIDENCE"] === "write";
  const all = contractTests(adapter, claims);
  const mine = all.filter(inPart(part, all));
  const tests = only === undefined ? mine : mine.filter(chosenBy(typeof only === "string" ? [only] : only, all));
  const today = new Date().toISOString().slice(0, 10);
  const exempt = checkedExemptions(exemptions, new Set(all.map(keyOf)), today);
  const results: TestResult[] = [];
  // The kit itself ends a test that takes too long: Vitest's limit would end it before, also where it only measures what runs.
  const timeout = patienceMs[world.tier] + 10_000;
  const samples = samplesIn(world);

  describe(`${adapter.name} keeps what its matrix says`, () => {
    for (const [capability, promises] of Map.groupBy(tests, (test) => test.capability))
      describe(capability, () => {
        for (const test of promises)
          it.skipIf(exempt.has(keyOf(test)))(test.promise, { timeout }, async ({ skip }) => {
            const of = { capability, promise: test.promise };
            const tried = await runTest(adapter, world, claims, test, samples).catch((error: unknown) => {
              results.push({ ...of, ...failedWith(error) });
              throw withRules(error, test);
            });
            results.push({ ...of, ...tried, failure: null });
            if (tried.untried !== null) skip(tried.untried);
          });
      });

    if (only !== undefined) {
      it("is tested in part only: remove `only` when the adapter is ready", () => {
        expect(process.env["CI"] ?? "", "`only` leaves promises untried: remove it").toBe("");
      });
      return;
    }

    it("has at least one test for each cell, and evidence that is current", () => {
      expect(tests.length).toBeGreaterThan(0);
      const proved = evidenceOf(adapter, world, results, exemptions, today);
      const parts = { all: capabilitiesOf(all), own: capabilitiesOf(mine) };
      const elsewhere = new Set([...parts.all].filter((capability) => !parts.own.has(capability)));
      const kept = evidence === undefined || writes ? undefined : readEvidence(evidence);
      if (evidence !== undefined && (!kept || isRenewed(kept))) writeEvidence(evidence, proved, parts);
      if (!kept || isRenewed(kept)) {
        const cells = claims.cells.filter(({ capability }) => !elsewhere.has(capability));
        return expect(checkEvidence({ ...claims, cells }, proved, today)).toEqual([]);
      }
      expect(checkEvidence(claims, kept, today)).toEqual([]);
      isOfThisRun(proved, kept, elsewhere);
    });
  });
  afterAll(() => {
    const text = lackingText(results.splice(0));
    if (text !== undefined) console.info(text);
  });
}

/** The same failure, which also says what rules the test is about and where to read on. */
function withRules(error: unknown, test: ContractTest): unknown {
  if (!(error instanceof Error)) return error;
  // Node marks its errors; vitest would print the mark, and of a condition that does not hold the difference of true and false.
  const { diff, operator } = error as { readonly diff?: unknown; readonly operator?: unknown };
  const noise = [...(diff === "simple" ? ["diff"] : []), ...(operator === "==" ? ["actual", "expected"] : [])];
  for (const name of noise) Reflect.deleteProperty(error, name);
  return withMore(error, rulesText(test));
}

/** Whether a test belongs to one of the capabilities that are named: by id, or as all of a group. @throws where a name is of none. */
function chosenBy(names: readonly string[], all: readonly ContractTest[]): (test: ContractTest) => boolean {
  const isNamed = (name: string, capability: string) =>
    name.endsWith(".*") ? capability.startsWith(name.slice(0, -1)) : name === capability;
  for (const name of names.length > 0 ? names : [""])
    if (!all.some(({ capability }) => isNamed(name, capability)))
      throw new Error(
        `\`only\` names "${name}", which is not a capability such as "jobs.stream", nor a group such as "jobs.*"`,
      );
  return ({ capability }) => names.some((name) => isNamed(name, capability));
}

function checkedExemptions(
  exemptions: readonly Exemption[],
  known: ReadonlySet<string>,
  today: string,
): ReadonlySet<string> {
  for (const exemption of exemptions) {
    const { promise, expires } = Exemption.parse(exemption);
    if (expires < today) throw new Error(`the exemption of "${promise}" expired on ${expires}`);
    if (!known.has(keyOf(exemption)))
      throw new Error(`there is no promise "${promise}" of ${exemption.capability} to be exempted from`);
  }
  return new Set(exemptions.map(keyOf));
}

const capabilitiesOf = (tests: readonly ContractTest[]) => new Set(tests.map(({ capability }) => capability));
