import { readFileSync } from "node:fs";
import { EvidenceFile } from "@anyats/core/coverage";

/** Reads an evidence file. @throws when it is none. */
export function readEvidence(file: string | URL): EvidenceFile {
  return EvidenceFile.parse(JSON.parse(readFileSync(file, "utf8")));
}
