import { z } from "zod";
import { Attachment } from "../../models/attachment.ts";
import { CandidateReference } from "../../models/identity.ts";
import { capability } from "../capability.ts";

export const listCandidateAttachments = capability({
  id: "candidates.listAttachments",
  kind: "query",
  effect: "reads",
  summary: "List the files of a candidate and of all the candidate's applications: where to fetch each.",
  details: "Read live from the ATS.",
  input: z.strictObject({ candidate: CandidateReference }),
  output: z.array(Attachment),
});
