import { readFileSync } from "node:fs";
import { EvidenceFile } from "@anyats/core/coverage";

/** Reads an evidence file. @throws when it is none. */
export function readEvidence(file: string | URL): EvidenceFile {
  return EvidenceFile.parse(JSON.parse(readFileSync(file, "utf8")));
}

/**
 * Whether a run writes evidence again that it was only to be compared with: that of a red run says no more than that it was
 * red, and the author repairs what was red. CI refuses it.
 */
export const isRenewed = ({ cells }: EvidenceFile, ci = process.env["CI"] ?? ""): boolean =>
  ci === "" && Object.values(cells).some(({ result }) => result === "failed");
