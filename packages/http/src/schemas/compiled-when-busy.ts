import type { z } from "zod/mini";

/** How many records a schema parses before it is compiled: a page. For fewer, loading the compiler costs more than it gains. */
const few = 250;

interface Use {
  parsed: number;
  quickest: z.core.$ZodType;
}

const uses = new WeakMap<z.core.$ZodType, Use>();

/**
 * The quickest form of a schema for the next record: compiled once it has parsed many. Where the compiler
 * cannot be loaded, or the runtime makes no code from texts, the schema goes on as it is.
 */
export function quickest<T>(schema: z.core.$ZodType<T>): z.core.$ZodType<T> {
  let use = uses.get(schema);
  if (!use) uses.set(schema, (use = { parsed: 0, quickest: schema }));
  const known = use;
  known.parsed += 1;
  if (known.parsed === few)
    import("./compiler.ts").then(({ compiled }) => (known.quickest = compiled(schema))).catch(() => {});
  return known.quickest as z.core.$ZodType<T>;
}
