import { token, type Token } from "../adapter/injection.ts";
import type { CoverageReport } from "./report.ts";

/** How the coverage of a connection is read. */
export interface CoverageOptions {
  /** Asks the ATS again, also where an earlier answer is kept. */
  readonly refresh?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Narrows an adapter's coverage to what one customer's connection allows. An aggregator's base adapter binds one. Core counts
 * the totals again from its cells.
 */
export interface CoverageNarrower {
  narrow(report: CoverageReport, options: CoverageOptions): Promise<CoverageReport>;
}

export const COVERAGE_NARROWER: Token<CoverageNarrower> = token("coverage-narrower");
