import { z } from "zod";
import { openEnum } from "./open-enum.ts";
import { personal } from "./personal.ts";

/** A field of the ATS that the customer passes through as it is, without a place in the record's own fields. */
export const IntegrationField = z
  .object({
    id: z.string().describe("The id of the field, the same in all records of the connection."),
    key: z.string().nullable().describe("The field's key in the ATS."),
    label: z.string().nullable().describe("The field's name in the ATS."),
    type: openEnum(["DEFAULT", "CUSTOM"]).nullable().describe("Whether the ATS or the customer defines the field."),
    value: personal(z.unknown()).describe("The value as the ATS has it; null when there is none."),
  })
  .describe("A field of the ATS that is passed through as it is.");
export type IntegrationField = Readonly<z.output<typeof IntegrationField>>;
