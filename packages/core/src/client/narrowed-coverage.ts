import type { Adapter } from "../adapter/adapter.ts";
import { coverageOfParts, derivedAnew } from "../coverage/derive.ts";
import { COVERAGE_NARROWER, type CoverageOptions } from "../coverage/narrower.ts";
import type { CoverageReport } from "../coverage/report.ts";
import type { Parts } from "./parts.ts";

/** The coverage of a connection, read until that is closed. It is loaded when it is asked for. */
export async function narrowedCoverage(
  adapter: Adapter,
  parts: Parts,
  closing: AbortSignal,
  { signal = closing, refresh = false }: CoverageOptions = {},
): Promise<CoverageReport> {
  const report = coverageOfParts(adapter, parts);
  const options = { refresh, signal: AbortSignal.any([closing, signal]) };
  const narrower = parts.maybe(COVERAGE_NARROWER);
  return narrower ? derivedAnew(adapter, await narrower.narrow(report, options)) : report;
}
