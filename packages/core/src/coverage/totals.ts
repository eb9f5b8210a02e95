import type { CoverageCell, CoverageReport } from "./report.ts";

/** Counts the cells. */
export function totalsOf(cells: readonly CoverageCell[]): CoverageReport["totals"] {
  const count = (matches: (cell: CoverageCell) => boolean) => cells.filter(matches).length;
  return {
    capabilities: cells.length,
    supported: count(({ status }) => status === "supported"),
    limited: count(({ status }) => status === "limited"),
    unsupported: count(({ status }) => status === "unsupported"),
    unknown: count(({ status }) => status === "unknown"),
    inherited: count(({ how }) => how === "inherited"),
    override: count(({ how }) => how === "override"),
    own: count(({ how }) => how === "own"),
    proved: count(({ evidence }) => evidence?.result === "passed"),
  };
}
