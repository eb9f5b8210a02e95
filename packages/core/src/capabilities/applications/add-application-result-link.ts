import { z } from "zod";
import { ApplicationReference } from "../../models/identity.ts";
import { Receipt } from "../../models/receipt.ts";
import { capability } from "../capability.ts";
import { resultLinkFields } from "../result-link-input.ts";

export const addApplicationResultLink = capability({
  id: "applications.addResultLink",
  kind: "command",
  effect: "creates",
  summary: "Add a link to a result, such as that of an assessment, to an application.",
  details:
    "Where the ATS has no such links, the aggregator uses other fields. Nothing reads result links back: a lost answer ends in `OutcomeUnknown`.",
  input: z.strictObject({ application: ApplicationReference, ...resultLinkFields }),
  output: Receipt,
});
