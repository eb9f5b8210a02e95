import { z } from "zod";
import { CustomFieldUpdates } from "../../models/custom-field.ts";
import { CandidateReference } from "../../models/identity.ts";
import { Receipt } from "../../models/receipt.ts";
import { capability } from "../capability.ts";

export const updateCandidateCustomFields = capability({
  id: "candidates.updateCustomFields",
  kind: "command",
  effect: "idempotent",
  summary: "Set custom fields of one candidate, all or none of them.",
  details: "Checked against the customer's definitions before anything is sent; all problems are reported at once.",
  sourceName: "_update_candidate_custom_fields(candidate, updates)",
  input: z.strictObject({ candidate: CandidateReference, updates: CustomFieldUpdates }),
  output: Receipt,
});
