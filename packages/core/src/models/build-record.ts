import { z } from "zod/mini";

/** What can be left out: what may be null, is a list, or is an object without required fields. */
type Empty<Value> = null extends Value
  ? true
  : never[] extends Value
    ? true
    : Record<never, never> extends Value
      ? true
      : false;

type Required<Model> = { readonly [Key in keyof Model as Empty<Model[Key]> extends true ? never : Key]: Model[Key] };
type Optional<Model> = {
  readonly [Key in keyof Model as Empty<Model[Key]> extends true ? Key : never]?: Model[Key] | undefined;
};

/** What must be given of a record; the rest may be. */
export type RecordInput<Schema extends z.core.$ZodObject> = Required<z.output<Schema>> & Optional<z.output<Schema>>;

type Filling = readonly [key: string, make: () => unknown];
const fillings = new WeakMap<z.core.$ZodObject, readonly Filling[]>();

const empties: readonly (() => unknown)[] = [() => undefined, () => null, () => [], () => ({})];

function fillingsOf(schema: z.core.$ZodObject): readonly Filling[] {
  const known = fillings.get(schema);
  if (known) return known;
  const found = Object.entries<z.core.$ZodType>(schema._zod.def.shape).flatMap(([key, field]): Filling[] => {
    const make = empties.find((empty) => z.safeParse(field, empty()).success);
    return make && make() !== undefined ? [[key, make]] : [];
  });
  fillings.set(schema, found);
  return found;
}

/**
 * Builds a canonical record: `record(Job, { id, remoteId: id, changedAt, title })`. What is left out is null, an empty
 * list or an empty object, so a field that the model gains later breaks no adapter. It checks nothing.
 */
export function record<Schema extends z.core.$ZodObject>(schema: Schema, given: RecordInput<Schema>): z.output<Schema> {
  const built: Record<string, unknown> = { ...given };
  for (const [key, make] of fillingsOf(schema)) if (built[key] === undefined) built[key] = make();
  return built as z.output<Schema>;
}
