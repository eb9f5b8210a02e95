import { z } from "zod";
import { CustomFieldValue } from "../../models/custom-field.ts";
import { JobReference } from "../../models/identity.ts";
import { capability } from "../capability.ts";

export const getJobCustomFieldValues = capability({
  id: "jobs.getCustomFieldValues",
  kind: "query",
  effect: "reads",
  summary: "Get the custom fields of one job, with their values.",
  sourceName: "_get_job_custom_field_values(job_id)",
  input: z.strictObject({ job: JobReference }),
  output: z.array(CustomFieldValue),
});
