import { lineage, type Adapter } from "@anyats/core";
import type { Evidence, EvidenceFile, Exemption } from "@anyats/core/coverage";
import type { TestResult } from "../run.ts";

/** What the results of a run prove, cell by cell. */
export function evidenceOf(
  adapter: Adapter,
  world: { readonly name: string; readonly tier: "emulator" | "live" },
  results: readonly TestResult[],
  exemptions: readonly Exemption[],
  date: string,
): EvidenceFile {
  const cells: Record<string, Evidence> = {};
  const tried = results.filter(({ untried }) => untried === null);
  for (const [capability, tests] of Map.groupBy(tried, (result) => result.capability)) {
    const result = tests.every(({ failure }) => failure === null) ? "passed" : "failed";
    cells[capability] = { tests: tests.length, tier: world.tier, result, date };
  }
  const left = results.flatMap(({ capability, promise, untried }) =>
    untried === null ? [] : [{ capability, promise, reason: untried }],
  );
  const inherited = lineage(adapter).slice(0, -1);
  return {
    schemaVersion: 1,
    adapter: adapter.id,
    package: { ...adapter.package },
    ...(inherited.length > 0 && {
      inherits: Object.fromEntries(inherited.map(({ package: { name, version } }) => [name, version])),
    }),
    world: world.name,
    cells,
    exemptions: [...exemptions],
    ...(left.length > 0 && { untried: left }),
  };
}
