import { z } from "zod";
import { openEnum } from "./open-enum.ts";
import { personal } from "./personal.ts";
import type * as records from "./records.generated.ts";

/** A field of the ATS that is passed through as it is. */
export const IntegrationField = z.object({
  /** The id of the field, the same in all records of the connection. */
  id: z.string(),
  /** The field's key in the ATS. */
  key: z.string().nullable(),
  /** The field's name in the ATS. */
  label: z.string().nullable(),
  /** Whether the ATS or the customer defines the field. */
  type: openEnum(["DEFAULT", "CUSTOM"]).nullable(),
  /** The value as the ATS has it; null when there is none. */
  value: personal(z.unknown()),
});
export interface IntegrationField extends records.IntegrationFieldRecord {}
