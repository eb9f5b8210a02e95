import { z } from "zod";
import { CustomFieldUpdates } from "../../models/custom-field.ts";
import { JobReference } from "../../models/identity.ts";
import { Receipt } from "../../models/receipt.ts";
import { capability } from "../capability.ts";

export const updateJobCustomFields = capability({
  id: "jobs.updateCustomFields",
  kind: "command",
  effect: "idempotent",
  summary: "Set custom fields of one job, all or none of them.",
  details: "Checked against the customer's definitions before anything is sent; all problems are reported at once.",
  sourceName: "_update_job_custom_fields(job, updates)",
  input: z.strictObject({ job: JobReference, updates: CustomFieldUpdates }),
  output: Receipt,
});
