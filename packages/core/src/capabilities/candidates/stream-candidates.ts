import { z } from "zod";
import { Candidate } from "../../models/candidate.ts";
import { Id } from "../../models/identity.ts";
import { personal } from "../../models/personal.ts";
import { capability } from "../capability.ts";
import { listOf, streamFilterFields } from "../stream-filter.ts";

export const streamCandidates = capability({
  id: "candidates.stream",
  kind: "stream",
  effect: "reads",
  summary: "Stream the candidates.",
  details:
    "`updatedAfter` gives candidates whose own fields changed, who gained or lost a tag, or one of whose applications changed. A change of a stage's or a job's own fields does not count. A deletion shows only with `includeDeleted`.",
  sourceName: "_stream_candidates(updated_after)",
  input: z.strictObject({
    ...streamFilterFields,
    email: personal(z.email()).optional().describe("Only candidates with this e-mail address, whatever its case."),
    firstName: personal(z.string().min(1)).optional(),
    lastName: personal(z.string().min(1)).optional(),
    jobIds: listOf(Id).optional().describe("Only candidates who applied to one of these jobs."),
  }),
  output: Candidate,
});
