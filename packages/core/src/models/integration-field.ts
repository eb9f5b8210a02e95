import { z } from "zod/mini";
import { openEnum } from "./open-enum.ts";
import { personal } from "./personal.ts";
import type * as records from "./records.generated.ts";

/** A field of the ATS that is passed through as it is. */
export const IntegrationField = z.object({
  /** The id of the field, the same in all records of the connection. */
  id: z.string(),
  /** The field's key in the ATS. */
  key: z.nullable(z.string()),
  /** The field's name in the ATS. */
  label: z.nullable(z.string()),
  /** Whether the ATS or the customer defines the field. */
  type: z.nullable(openEnum(["DEFAULT", "CUSTOM"])),
  /** The value as the ATS has it; null when there is none. */
  value: personal(z.unknown()),
});
export interface IntegrationField extends records.IntegrationFieldRecord {}
