import { EvidenceFile } from "@anyats/core/coverage";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { UsageError } from "./failure.ts";

/**
 * The evidence that the last run of the tests left beside an adapter: `evidence.json` in the folder of its package.
 * @throws {UsageError} when the file is not an evidence.
 */
export function evidenceBeside(place: string): EvidenceFile | undefined {
  const file = join(resolve(place), "evidence.json");
  if (!statSync(place, { throwIfNoEntry: false })?.isDirectory() || !existsSync(file)) return undefined;
  const parsed = EvidenceFile.safeParse(json(file));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue && issue.path.length > 0 ? ` (${issue.path.join(".")}: ${issue.message})` : "";
  throw new UsageError(
    `${file} is not an evidence file of the conformance kit${where}: run its tests with ANYATS_EVIDENCE=write`,
  );
}

function json(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}
