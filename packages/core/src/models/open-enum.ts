import { z } from "zod/mini";

/**
 * One of the known values, or whatever else the ATS said. An unknown value is data, not an error: a new status in an
 * ATS must not stop a stream. The type keeps the known values for completion and accepts any text.
 */
export function openEnum<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z.union([z.enum(values), z.string()]) as z.ZodMiniType<Values[number] | (string & {})>;
}

/** How a filter names a value beyond the known ones. */
export interface OtherValue {
  /** The value as the ATS has it. */
  readonly other: string;
}

/**
 * One of the known values, or `{ other }` for one that only this ATS has. A misspelt value is an error at compile time and
 * before any request: as a filter, it would match nothing or be rejected without naming the field.
 */
export function filterEnum<const Values extends readonly [string, ...string[]]>(values: Values) {
  const known = z.enum(values, { error: `must be one of ${values.join(", ")}, or { other } for the ATS's own value` });
  const other = z.pipe(
    z.strictObject({ other: z.string().check(z.minLength(1)) }),
    z.transform((value) => value.other),
  );
  return z.union([known, other]) as z.ZodMiniType<string, Values[number] | OtherValue>;
}
