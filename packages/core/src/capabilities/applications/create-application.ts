import { z } from "zod";
import { JobReference, StageReference } from "../../models/identity.ts";
import { receiptFields } from "../../models/receipt.ts";
import { capability } from "../capability.ts";
import { CandidateInput, applicationInputFields } from "../candidate-input.ts";

export const createApplication = capability({
  id: "applications.create",
  kind: "command",
  effect: "creates",
  summary: "Create an application of a candidate to a job; the candidate is created when no one matches.",
  sourceName: "_create_application_for_candidate(candidate, job)",
  input: z.strictObject({
    job: JobReference,
    candidate: CandidateInput,
    stage: StageReference.optional().describe("Absent: the job's first stage."),
    ...applicationInputFields,
  }),
  output: z
    .object({
      applicationId: z.string(),
      candidateId: z.string().nullable(),
      remoteId: z.string().nullable(),
      ...receiptFields,
    })
    .describe("The ids of the new application and its candidate."),
});
