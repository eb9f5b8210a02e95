import { z } from "zod";
import { openEnum } from "./open-enum.ts";
import { personal } from "./personal.ts";

/** A field of the ATS that the customer passes through as it is, without a place in the record's own fields. */
export const IntegrationField = z
  .object({
    /** The id of the field, the same in all records of the connection. */
    id: z.string().describe("The id of the field, the same in all records of the connection."),
    /** The field's key in the ATS. */
    key: z.string().nullable().describe("The field's key in the ATS."),
    /** The field's name in the ATS. */
    label: z.string().nullable().describe("The field's name in the ATS."),
    /** Whether the ATS or the customer defines the field. */
    type: openEnum(["DEFAULT", "CUSTOM"]).nullable().describe("Whether the ATS or the customer defines the field."),
    /** The value as the ATS has it; null when there is none. */
    value: personal(z.unknown()).describe("The value as the ATS has it; null when there is none."),
  })
  .describe("A field of the ATS that is passed through as it is.");
export type IntegrationField = Readonly<z.output<typeof IntegrationField>>;
