import type { CoverageCell } from "./report.ts";

type Gap = NonNullable<CoverageCell["gap"]>;

/** Whether a client has the capability: fully, or with limitations. */
export function isOffered({ status }: Pick<CoverageCell, "status">): boolean {
  return status === "supported" || status === "limited";
}

/** The cell as it is when the capability is not offered, for this reason. */
export function withGap(cell: CoverageCell, gap: Gap): CoverageCell {
  return {
    ...cell,
    status: gap.reason === "not-known" ? "unknown" : "unsupported",
    how: null,
    implementedBy: null,
    lane: null,
    routes: [],
    settledBy: null,
    limitations: [],
    gap,
    evidence: null,
    exemptions: [],
  };
}
