import { z } from "zod";
import { CustomFieldUpdates } from "../../models/custom-field.ts";
import { ApplicationReference } from "../../models/identity.ts";
import { Receipt } from "../../models/receipt.ts";
import { capability } from "../capability.ts";

export const updateApplicationCustomFields = capability({
  id: "applications.updateCustomFields",
  kind: "command",
  effect: "idempotent",
  summary: "Set custom fields of one application, all or none of them.",
  details: "Checked against the customer's definitions before anything is sent; all problems are reported at once.",
  sourceName: "_update_application_custom_fields(application, updates)",
  input: z.strictObject({ application: ApplicationReference, updates: CustomFieldUpdates }),
  output: Receipt,
});
