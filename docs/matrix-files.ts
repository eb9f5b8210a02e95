import { readFileSync } from "node:fs";
import type { CoverageReport } from "@anyats/core";
import {
  CoverageMatrix,
  coverageMatrixJsonSchema,
  matrixOf,
  renderMatrixHtml,
  renderMatrixMarkdown,
  type FieldCoverage,
} from "@anyats/coverage";

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
const isReleased = ({ adapter }: CoverageReport) => adapter.package.version !== "0.0.0";

/** Whether the releases of these adapters are those that a matrix was taken of. */
function isOf(taken: CoverageMatrix, { adapters }: CoverageMatrix): boolean {
  const releases = new Map(taken.adapters.map((adapter) => [adapter.id, adapter.package.version]));
  return adapters.every((adapter) => releases.get(adapter.id) === adapter.package.version);
}

/**
 * The matrix of the last release, which later ones are compared with: a loss against it demands a major changeset. It
 * is taken again when a version changes, which is when the changesets are used up; until then it stays as it is.
 */
function released(file: string, reports: readonly CoverageReport[]): string {
  const now = matrixOf(reports.filter(isReleased));
  try {
    const kept = readFileSync(file, "utf8");
    return isOf(CoverageMatrix.parse(JSON.parse(kept)), now) ? kept : json(now);
  } catch (error) {
    if ((error as { code?: unknown }).code === "ENOENT") return json(now);
    throw new Error(`${file} is not a matrix; take the one of the last release from the history`, { cause: error });
  }
}

/** The files of the matrix across adapters: for people, for programs, and for the next release to be compared with. */
export async function matrixFiles(
  root: string,
  reports: readonly CoverageReport[],
  fields: readonly FieldCoverage[] = [],
): Promise<[string, string][]> {
  const matrix = matrixOf(reports, fields);
  const last = "docs/coverage/released.json";
  return [
    ["docs/coverage/matrix.md", renderMatrixMarkdown(matrix)],
    ["docs/coverage/matrix.json", json(matrix)],
    ["docs/coverage/matrix.html", await renderMatrixHtml(matrix)],
    ["docs/coverage/matrix-schema.json", json(coverageMatrixJsonSchema())],
    [last, released(`${root}/${last}`, reports)],
  ];
}
