import type { EvidenceFile } from "@anyats/core/coverage";
import { expect } from "vitest";

/**
 * The file says what this run has proved. A difference shows the file as what was expected.
 * @param elsewhere What other parts of the suite prove.
 */
export function isOfThisRun(proved: EvidenceFile, kept: EvidenceFile, elsewhere: ReadonlySet<string>): void {
  expect(withoutDates(proved), "the evidence is not that of this run: ANYATS_EVIDENCE=write writes it again").toEqual(
    withoutDates(kept, elsewhere),
  );
}

/** Evidence without its dates, and without what other parts of the suite prove. */
function withoutDates(evidence: EvidenceFile, elsewhere: ReadonlySet<string> = new Set()): unknown {
  const own = Object.entries(evidence.cells).filter(([id]) => !elsewhere.has(id));
  const cells = own.map(([id, { date: _date, ...cell }]) => [id, cell]);
  const untried = evidence.untried?.filter(({ capability }) => !elsewhere.has(capability)) ?? [];
  return { ...evidence, cells: Object.fromEntries(cells), untried };
}
