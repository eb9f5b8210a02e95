import { z } from "zod";

/**
 * The schema, compiled when it first parses something: compiling all of them costs a cold start more than loading this
 * package does. Inside another schema it stays as it is, for that one is compiled whole.
 */
export function compiledAtFirstUse<Schema extends z.ZodType>(schema: Schema): Schema {
  let compiled: Schema | undefined;
  const parser = () => (compiled ??= z.compile(schema));
  const parse: Pick<z.ZodType, "parse" | "safeParse"> = {
    parse: (data, context) => parser().parse(data, context),
    safeParse: (data, context) => parser().safeParse(data, context) as never,
  };
  return Object.assign(Object.create(schema) as Schema, parse);
}
