import { z } from "zod";
import { JobReference, StageReference } from "../../models/identity.ts";
import { receiptFields } from "../../models/receipt.ts";
import { CandidateInput, applicationInputFields } from "../candidate-input.ts";
import { capability } from "../capability.ts";

export const createCandidate = capability({
  id: "candidates.create",
  kind: "command",
  effect: "creates",
  summary: "Create a candidate with one application; applications.create does the same and is the better choice.",
  details: "A person who is known by the e-mail address is not created again: the application goes to that candidate.",
  input: z.strictObject({
    candidate: CandidateInput,
    job: JobReference.describe("The job that the candidate applies to: its id, or the record."),
    stage: StageReference.optional().describe("Absent: the job's first stage."),
    ...applicationInputFields,
  }),
  output: z
    .object({
      candidateId: z.string(),
      remoteId: z.string().nullable().describe("The candidate's id in the ATS."),
      applicationId: z.string().nullable().describe("The application to that job; null when the answer shows none."),
      ...receiptFields,
    })
    .describe("The ids of the new candidate and its application."),
});
