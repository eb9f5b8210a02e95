import { z } from "zod";
import { CustomFieldValue } from "../../models/custom-field.ts";
import { ApplicationReference } from "../../models/identity.ts";
import { capability } from "../capability.ts";

export const getApplicationCustomFieldValues = capability({
  id: "applications.getCustomFieldValues",
  kind: "query",
  effect: "reads",
  summary: "Get the custom fields of one application, with their values.",
  input: z.strictObject({ application: ApplicationReference }),
  output: z.array(CustomFieldValue),
});
