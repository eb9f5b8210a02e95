import type { CoverageReport } from "@anyats/core";
import { Evidence } from "@anyats/core/coverage";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import { UsageError } from "./failure.ts";

/** As much of an evidence file as coverage shows. */
const evidenceFile = z.looseObject({
  adapter: z.string(),
  package: z.looseObject({ version: z.string() }),
  cells: z.record(z.string(), Evidence),
});

/**
 * Puts the evidence into a report that the last run of the tests left beside an adapter: `evidence.json` in the folder
 * of its package. That of another adapter or version proves nothing here, and is left out.
 * @throws {UsageError} when the file is no evidence.
 */
export function withEvidenceBeside(place: string, report: CoverageReport): CoverageReport {
  const file = join(resolve(place), "evidence.json");
  if (!statSync(place, { throwIfNoEntry: false })?.isDirectory() || !existsSync(file)) return report;
  const { adapter, package: proved, cells: evidence } = read(file);
  if (adapter !== report.adapter.id || proved.version !== report.adapter.package.version) return report;
  const cells = report.cells.map((cell) => ({ ...cell, evidence: evidence[cell.capability] ?? null }));
  const passed = cells.filter((cell) => cell.evidence?.result === "passed").length;
  return { ...report, cells, totals: { ...report.totals, proved: passed } };
}

function read(file: string): z.output<typeof evidenceFile> {
  try {
    return evidenceFile.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    throw new UsageError(`${file} is no evidence of the conformance kit: run its tests with ANYATS_EVIDENCE=write`);
  }
}
