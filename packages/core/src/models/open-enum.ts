import { z } from "zod";

/**
 * One of the known values, or whatever else the ATS said. An unknown value is data, not an error: a new status in an
 * ATS must not stop a stream. The type keeps the known values for completion and accepts any text.
 */
export function openEnum<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z.union([z.enum(values), z.string()]) as z.ZodType<Values[number] | (string & {})>;
}
