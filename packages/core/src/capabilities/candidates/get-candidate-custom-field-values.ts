import { z } from "zod";
import { CustomFieldValue } from "../../models/custom-field.ts";
import { CandidateReference } from "../../models/identity.ts";
import { capability } from "../capability.ts";

export const getCandidateCustomFieldValues = capability({
  id: "candidates.getCustomFieldValues",
  kind: "query",
  effect: "reads",
  summary: "Get the custom fields of one candidate, with their values.",
  input: z.strictObject({ candidate: CandidateReference }),
  output: z.array(CustomFieldValue),
});
