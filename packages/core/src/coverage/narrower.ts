import { token, type Token } from "../adapter/injection.ts";
import type { CoverageReport } from "./report.ts";

/**
 * Narrows an adapter's coverage to what one customer's connection allows. An aggregator's base adapter binds one. Core counts
 * the totals again from its cells.
 */
export interface CoverageNarrower {
  narrow(
    report: CoverageReport,
    options: { readonly refresh?: boolean; readonly signal?: AbortSignal },
  ): Promise<CoverageReport>;
}

export const COVERAGE_NARROWER: Token<CoverageNarrower> = token("coverage-narrower");
