import { Candidate } from "../../models/candidate.ts";
import { capability } from "../capability.ts";
import { recordLookup } from "../record-lookup.ts";

export const getCandidate = capability({
  id: "candidates.get",
  kind: "query",
  effect: "reads",
  summary: "Get one candidate by id or by the id in the ATS.",
  sourceName: "_get_candidate_by_id(candidate_id)",
  input: recordLookup,
  output: Candidate,
});
