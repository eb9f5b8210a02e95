import type { CoverageReport } from "@anyats/core";
import { coverageOf, withEvidence, type EvidenceFile } from "@anyats/core/coverage";
import { matrixOf, type CoverageMatrix, type FieldCoverage } from "@anyats/coverage";
import { findPackageJSON } from "node:module";
import { dirname } from "node:path";
import { adapterIds, adapterOf } from "../../adapters.ts";
import { evidenceBeside } from "../../evidence-beside.ts";
import { UsageError } from "../../failure.ts";
import { fieldClaimsFor } from "../../field-claims.ts";

/** What an adapter claims, what was proved of it, and the folder that both were found in. */
export interface Claims {
  readonly folder: string;
  readonly report: CoverageReport;
  readonly evidence: EvidenceFile | undefined;
}

/** The claims of an adapter, and the evidence that lies in its package. */
export async function claimsOf(named: string): Promise<Claims> {
  const adapter = await adapterOf(named);
  const manifest = adapterIds.includes(named) ? findPackageJSON(adapter.package.name, import.meta.url) : undefined;
  const folder = manifest ? dirname(manifest) : named;
  return { folder, report: coverageOf(adapter), evidence: evidenceBeside(folder) };
}

/** What an adapter can do, with its evidence. */
async function reportOf(named: string): Promise<CoverageReport> {
  const { report, evidence } = await claimsOf(named);
  return evidence ? withEvidence(report, evidence) : report;
}

/** What the adapters that are named can do; all that the command knows when none is. */
export async function reportsOf(named: readonly string[]): Promise<readonly CoverageReport[]> {
  const reports: CoverageReport[] = [];
  for (const one of named.length > 0 ? named : adapterIds) reports.push(await reportOf(one));
  return reports;
}

/** Which fields the adapters that are named fill; of all that the command knows when none is. */
export async function fieldClaimsOf(named: readonly string[]): Promise<readonly FieldCoverage[]> {
  const all: FieldCoverage[] = [];
  for (const one of named.length > 0 ? named : adapterIds) all.push(...(await fieldClaimsFor(await adapterOf(one))));
  return all;
}

/** Adapters side by side. @throws {UsageError} when one is named twice. */
export function sideBySide(reports: readonly CoverageReport[], fields: readonly FieldCoverage[] = []): CoverageMatrix {
  try {
    return matrixOf(reports, fields);
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
}
