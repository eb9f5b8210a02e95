import type { CoverageReport } from "@anyats/core";
import { coverageOf, matrixOf, type CoverageMatrix } from "@anyats/core/coverage";
import { findPackageJSON } from "node:module";
import { dirname } from "node:path";
import { adapterIds, adapterOf } from "../../adapters.ts";
import { withEvidenceBeside } from "../../evidence-beside.ts";
import { UsageError } from "../../failure.ts";

/** What an adapter can do, with the evidence that lies in its package. */
async function reportOf(named: string): Promise<CoverageReport> {
  const adapter = await adapterOf(named);
  const manifest = adapterIds.includes(named) ? findPackageJSON(adapter.package.name, import.meta.url) : undefined;
  return withEvidenceBeside(manifest ? dirname(manifest) : named, coverageOf(adapter));
}

/** What the adapters that are named can do; all that the command knows when none is. */
export async function reportsOf(named: readonly string[]): Promise<readonly CoverageReport[]> {
  const reports: CoverageReport[] = [];
  for (const one of named.length > 0 ? named : adapterIds) reports.push(await reportOf(one));
  return reports;
}

/** Adapters side by side. @throws {UsageError} when one is named twice. */
export function sideBySide(reports: readonly CoverageReport[]): CoverageMatrix {
  try {
    return matrixOf(reports);
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
}
