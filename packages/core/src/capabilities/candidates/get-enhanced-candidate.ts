import { EnhancedCandidate } from "../../models/enhanced-candidate.ts";
import { capability } from "../capability.ts";
import { recordLookup } from "../record-lookup.ts";

export const getEnhancedCandidate = capability({
  id: "candidates.getEnhanced",
  kind: "query",
  effect: "reads",
  summary: "Get one candidate joined with what only the ATS's own API knows of the person.",
  input: recordLookup,
  output: EnhancedCandidate,
});
