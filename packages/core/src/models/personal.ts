import { z } from "zod/mini";

/**
 * Marks what tells who a person is, was written about one or by one, or opens a person's files. `@anyats/core/redaction`
 * goes by the marks, and so does JSON Schema, where they show as `personal: true`.
 */
export function personal<Schema extends z.core.$ZodType>(schema: Schema): Schema {
  const marked = z.clone(schema);
  z.globalRegistry.add(marked, { personal: true });
  return marked;
}
