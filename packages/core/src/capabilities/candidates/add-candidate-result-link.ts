import { z } from "zod";
import { CandidateReference } from "../../models/identity.ts";
import { Receipt } from "../../models/receipt.ts";
import { capability } from "../capability.ts";
import { resultLinkFields } from "../result-link-input.ts";

export const addCandidateResultLink = capability({
  id: "candidates.addResultLink",
  kind: "command",
  effect: "creates",
  summary: "Add a link to a result to a candidate; where there is an application, add it there.",
  details:
    "Where the ATS has no such links, the aggregator uses other fields. Nothing reads result links back: a lost answer ends in `OutcomeUnknown`.",
  input: z.strictObject({ candidate: CandidateReference, ...resultLinkFields }),
  output: Receipt,
});
