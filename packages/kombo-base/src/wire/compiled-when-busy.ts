import type { z } from "zod/mini";

/** How many records a schema parses before it is compiled: a page. For fewer, loading the compiler costs more than it gains. */
const few = 250;

/**
 * The schema, compiled once it has parsed many records. It compiles for `z.parse` and `z.safeParse`, not for its own
 * methods. Where the compiler cannot be loaded, the schema goes on as it is.
 */
export function compiledWhenBusy<Schema extends z.core.$ZodType>(schema: Schema): Schema {
  const internals = Object.create(schema._zod) as Schema["_zod"];
  let parsed = 0;
  internals.run = (payload, context) => {
    parsed += 1;
    if (parsed === few)
      import("./compiler.ts").then(
        ({ compile }) => (internals.run = compile(schema)._zod.run),
        () => {},
      );
    return schema._zod.run(payload, context);
  };
  return Object.create(schema, { _zod: { value: internals } }) as Schema;
}
