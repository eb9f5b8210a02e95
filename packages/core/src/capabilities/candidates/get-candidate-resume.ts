import { z } from "zod";
import { Resume } from "../../models/attachment.ts";
import { CandidateReference } from "../../models/identity.ts";
import { capability } from "../capability.ts";

export const getCandidateResume = capability({
  id: "candidates.getResume",
  kind: "query",
  effect: "reads",
  summary: "Get a candidate's résumé: where to fetch it.",
  sourceName: "_get_resume_for_candidate_id(candidate_id)",
  input: z.strictObject({ candidate: CandidateReference }),
  output: Resume,
});
