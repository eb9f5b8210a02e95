import { z } from "zod";
import { FileInput } from "../../models/file.ts";
import { CandidateReference } from "../../models/identity.ts";
import { Receipt } from "../../models/receipt.ts";
import { capability } from "../capability.ts";

export const addCandidateAttachment = capability({
  id: "candidates.addAttachment",
  kind: "command",
  effect: "creates",
  summary: "Attach a file to a candidate.",
  sourceName: "_add_attachment_to_candidate(filename, candidate_id, pdf_b64)",
  input: z.strictObject({ candidate: CandidateReference, file: FileInput }),
  output: Receipt,
});
