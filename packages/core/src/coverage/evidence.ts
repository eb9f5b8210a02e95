import { z } from "zod/mini";
import { Evidence, type CoverageCell, type CoverageReport } from "./report.ts";
import { isOffered } from "./status.ts";
import { totalsOf } from "./totals.ts";

/** A promise that is not tested for now, as data: it is refused without a reason, an owner and an expiry date. */
export const Exemption = z.strictObject({
  capability: z.string().check(z.minLength(1)),
  promise: z.string().check(z.minLength(1)),
  reason: z.string().check(z.minLength(10)),
  owner: z.string().check(z.minLength(1)),
  expires: z.iso.date(),
});
export type Exemption = Readonly<z.output<typeof Exemption>>;

/** What a run of the conformance kit proved of an adapter. It is kept beside the adapter, as `evidence.json`. */
export const EvidenceFile = z.strictObject({
  schemaVersion: z.literal(1),
  adapter: z.string(),
  package: z.strictObject({ name: z.string(), version: z.string() }),
  /** The versions of the packages whose operations it inherits, by their names. */
  inherits: z.optional(z.record(z.string(), z.string())),
  world: z.string(),
  cells: z.record(z.string(), Evidence),
  exemptions: z.array(Exemption),
  /** The promises that a live account left untried, each with the reason. They prove nothing. */
  untried: z.optional(z.array(z.strictObject({ capability: z.string(), promise: z.string(), reason: z.string() }))),
});
export type EvidenceFile = Readonly<z.output<typeof EvidenceFile>>;

/** Whether evidence speaks of the adapter and of the version that a report is about. */
export function isEvidenceOf({ adapter }: CoverageReport, evidence: EvidenceFile): boolean {
  return evidence.adapter === adapter.id && evidence.package.version === adapter.package.version;
}

/** Whether a cell's code is of another version than the one that was tested: packages may be updated one by one. */
function isOfOther({ inherits }: EvidenceFile, { implementedBy }: CoverageCell): boolean {
  const tested = implementedBy && inherits?.[implementedBy.name];
  return tested != null && tested !== implementedBy!.version;
}

/**
 * What is wrong between the claims of a matrix and the evidence for it; empty when nothing is.
 * @param today A date such as 2026-11-23: exemptions end.
 */
export function checkEvidence(claims: CoverageReport, evidence: EvidenceFile, today: string): readonly string[] {
  const { id, package: of } = claims.adapter;
  if (!isEvidenceOf(claims, evidence))
    return [`the evidence is of ${evidence.adapter} ${evidence.package.version}, not of ${id} ${of.version}`];
  const problems: string[] = [];
  for (const cell of claims.cells) {
    const { capability } = cell;
    const proof = evidence.cells[capability];
    if (!proof) problems.push(`${capability}: claimed without evidence`);
    else if (isOfOther(evidence, cell))
      problems.push(`${capability}: the evidence is of another version of ${cell.implementedBy!.name}`);
    else if (proof.result !== "passed") problems.push(`${capability}: the evidence says that its tests failed`);
    else if (proof.tests === 0) problems.push(`${capability}: no test ran`);
  }
  const claimed = new Set(claims.cells.map(({ capability }) => capability));
  for (const capability of Object.keys(evidence.cells))
    if (!claimed.has(capability)) problems.push(`${capability}: evidence without a claim`);
  for (const { capability, promise, owner, expires } of evidence.exemptions)
    if (expires < today)
      problems.push(`${capability}: the exemption of "${promise}" expired on ${expires}; ask ${owner}`);
  return problems;
}

/**
 * Puts the evidence into the cells that it proves. Evidence of another adapter or version proves nothing, nor does any prove
 * a handler of the app's own, what one customer's connection lacks, or what is inherited from another version.
 */
export function withEvidence(report: CoverageReport, evidence: EvidenceFile): CoverageReport {
  if (!isEvidenceOf(report, evidence)) return report;
  const isMeant = (cell: CoverageCell) =>
    cell.implementedBy?.name !== "application" &&
    !isOfOther(evidence, cell) &&
    (report.scope === "adapter" || isOffered(cell));
  const cells = report.cells.map((cell) => ({
    ...cell,
    evidence: (isMeant(cell) && evidence.cells[cell.capability]) || null,
    exemptions: evidence.exemptions
      .filter(({ capability }) => capability === cell.capability)
      .map(({ promise, reason, expires }) => ({ promise, reason, expires })),
  }));
  return { ...report, cells, totals: totalsOf(cells) };
}
