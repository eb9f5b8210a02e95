import { CoverageReport } from "@anyats/core/coverage";
import { CoverageMatrix, matrixOf } from "@anyats/coverage";
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { UsageError } from "../../failure.ts";

const saved = z.union([
  CoverageMatrix,
  z.pipe(
    CoverageReport,
    z.transform((report) => matrixOf([report])),
  ),
]);

/** Reads a report or a matrix that was written as JSON, as a matrix. @throws {UsageError} */
export async function readSaved(file: string): Promise<CoverageMatrix> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch {
    throw new UsageError(`the file ${file} cannot be read`);
  }
  try {
    return saved.parse(JSON.parse(text));
  } catch {
    throw new UsageError(`${file} is not a coverage: write one with anyats coverage --format json`);
  }
}
