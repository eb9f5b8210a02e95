import { z } from "zod/mini";

type Schema = z.core.$ZodType;
type Definition = Readonly<Record<string, unknown>> & { readonly type: string };

/** Where the parts of a schema stand in its definition. A union is left as it is: without a stand-in, another choice would do. */
const parts = ["innerType", "element", "in", "out", "valueType", "shape"];

const made = new WeakMap<Schema, Schema>();

function exactPart(part: unknown): unknown {
  if (part instanceof z.core.$ZodType) return exact(part);
  return Object.fromEntries(Object.entries(part as object).map(([name, held]) => [name, exactPart(held)]));
}

function without(schema: Schema): Schema {
  const { type, ...def } = schema._zod.def as unknown as Definition;
  if (type === "catch") return exact(def["innerType"] as Schema);
  const changed = parts.filter((name) => name in def).map((name) => [name, exactPart(def[name])] as const);
  return changed.length === 0 ? schema : z.core.clone(schema, { ...schema._zod.def, ...Object.fromEntries(changed) });
}

/**
 * A schema without its stand-ins. What it takes, the schema takes as it is; it can be compiled, and so reads most records in a
 * third of the time.
 */
export function exact<T>(schema: z.core.$ZodType<T>): z.core.$ZodType<T> {
  if (!made.has(schema)) {
    made.set(schema, schema); // One that contains itself stays as it is in there.
    made.set(schema, without(schema));
  }
  return made.get(schema) as z.core.$ZodType<T>;
}
