import { z } from "zod";
import { CustomFieldDefinition } from "../../models/custom-field.ts";
import { capability } from "../capability.ts";

export const listCandidateCustomFields = capability({
  id: "candidates.listCustomFields",
  kind: "query",
  effect: "reads",
  summary: "List the custom fields that candidates can have.",
  sourceName: "_get_candidate_custom_fields()",
  input: z.strictObject({
    refresh: z.boolean().default(false).describe("Read the definitions anew instead of those kept on the connection."),
  }),
  output: z.array(CustomFieldDefinition),
});
