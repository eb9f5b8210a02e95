import type { Adapter, CoverageReport } from "@anyats/core";
import { Evidence } from "@anyats/core/coverage";
import { z } from "zod";
import type { TestResult } from "../run.ts";

/** A promise that is not tested for now, as data: it is red without a reason, an owner, or after its expiry. */
export const Exemption = z.strictObject({
  capability: z.string().min(1),
  promise: z.string().min(1),
  reason: z.string().min(10),
  owner: z.string().min(1),
  expires: z.iso.date(),
});
export type Exemption = Readonly<z.output<typeof Exemption>>;

/** What a run of the suite proved of an adapter. */
export const EvidenceFile = z.strictObject({
  schemaVersion: z.literal(1),
  adapter: z.string(),
  package: z.strictObject({ name: z.string(), version: z.string() }),
  world: z.string(),
  cells: z.record(z.string(), Evidence),
  exemptions: z.array(Exemption),
});
export type EvidenceFile = Readonly<z.output<typeof EvidenceFile>>;

/** What the results of a run prove, cell by cell. */
export function evidenceOf(
  adapter: Adapter,
  world: { readonly name: string; readonly tier: "emulator" | "live" },
  results: readonly TestResult[],
  exemptions: readonly Exemption[],
  date: string,
): EvidenceFile {
  const cells: Record<string, Evidence> = {};
  for (const [capability, tests] of Map.groupBy(results, (result) => result.capability)) {
    const result = tests.every(({ failure }) => failure === null) ? "passed" : "failed";
    cells[capability] = { tests: tests.length, tier: world.tier, result, date };
  }
  return {
    schemaVersion: 1,
    adapter: adapter.id,
    package: { ...adapter.package },
    world: world.name,
    cells,
    exemptions: [...exemptions],
  };
}

/** What is wrong between the claims of a matrix and the evidence for it; empty when nothing is. */
export function checkEvidence(claims: CoverageReport, evidence: EvidenceFile, today: string): readonly string[] {
  const problems: string[] = [];
  for (const { capability } of claims.cells) {
    const proof = evidence.cells[capability];
    if (!proof) problems.push(`${capability}: claimed without evidence`);
    else if (proof.result !== "passed") problems.push(`${capability}: the evidence says that its tests failed`);
    else if (proof.tests === 0) problems.push(`${capability}: no test ran`);
  }
  const claimed = new Set(claims.cells.map(({ capability }) => capability));
  for (const capability of Object.keys(evidence.cells))
    if (!claimed.has(capability)) problems.push(`${capability}: evidence without a claim`);
  for (const exemption of evidence.exemptions)
    if (exemption.expires < today)
      problems.push(`${exemption.capability}: the exemption of "${exemption.promise}" has expired`);
  return problems;
}

/** Puts the evidence into the cells that it proves. */
export function withEvidence(report: CoverageReport, evidence: EvidenceFile): CoverageReport {
  const cells = report.cells.map((cell) => ({ ...cell, evidence: evidence.cells[cell.capability] ?? null }));
  const proved = cells.filter((cell) => cell.evidence?.result === "passed").length;
  return { ...report, cells, totals: { ...report.totals, proved } };
}
