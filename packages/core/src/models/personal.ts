import type { z } from "zod";

/**
 * Marks what tells who a person is, was written about one or by one, or opens a person's files. `@anyats/core/redaction`
 * goes by the marks, and so does JSON Schema, where they show as `personal: true`.
 */
export function personal<Schema extends z.ZodType>(schema: Schema): Schema {
  return schema.meta({ personal: true });
}
