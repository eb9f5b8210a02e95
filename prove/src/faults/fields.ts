import { partsOf } from "@anyats/core/redaction";
import { z } from "zod/mini";

/** Where something stands in a value: names of fields, and `[]` for each entry of a list. */
export type Path = readonly string[];

/** A field of a schema: what kind of value it has, and what stands there where nothing does. */
export interface Field {
  readonly path: Path;
  readonly kind: "text" | "instant" | "number" | "boolean" | "words" | "list" | "map" | "other";
  /** Of `words`, those that the schema knows. */
  readonly words: readonly string[];
  /** Null, an empty list, or undefined where it is left out; none where the field always has a value. */
  readonly empty: readonly unknown[];
}

/** What only a caller asks for, and what a record came from. */
const notOfTheAts: ReadonlySet<string> = new Set(["raw", "provenance", "onProgress"]);

/** The schemas that a value may follow: nothing that wraps another one is left. */
function optionsOf(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if (def.type === "pipe" && (def.in as z.core.$ZodTypes)._zod.def.type === "transform") return optionsOf(def.out);
  const parts = partsOf(schema);
  if (parts.kind === "choices") return parts.choices.flatMap(optionsOf);
  return parts.kind === "same" ? optionsOf(parts.inner) : [schema];
}

const empties: readonly unknown[] = [undefined, null, []];

/** Every field of a value that follows a schema, at any depth. An input is as its handler gets it. */
export function fieldsOf(schema: z.core.$ZodType, path: Path = []): readonly Field[] {
  const definitions = optionsOf(schema).map((each) => (each as z.core.$ZodTypes)._zod.def);
  const types = new Set<string>(definitions.map(({ type }) => type));
  const words = definitions.flatMap((def) => (def.type === "enum" ? Object.values(def.entries).map(String) : []));
  const isInstant = definitions.some((def) => def.type === "date" || ("format" in def && def.format === "datetime"));
  const kinds = { words: words.length > 0, instant: isInstant, text: types.has("string"), number: types.has("number") };
  const [kind] = Object.entries({
    list: types.has("array"),
    map: types.has("record"),
    ...kinds,
    boolean: types.has("boolean"),
    other: true,
  })
    .filter(([, is]) => is)
    .map(([name]) => name as Field["kind"]);
  const empty = empties.filter((value) => z.safeParse(schema, value).success);
  const inner = new Map<string, readonly Field[]>();
  for (const def of definitions) {
    if (def.type === "array") inner.set("[]", fieldsOf(def.element, [...path, "[]"]));
    for (const [name, field] of Object.entries<z.core.$ZodType>(def.type === "object" ? def.shape : {}))
      if (!inner.has(name) && !notOfTheAts.has(name)) inner.set(name, fieldsOf(field, [...path, name]));
  }
  return [{ path, kind: kind!, words, empty }, ...[...inner.values()].flat()];
}

const plainValues: Readonly<Record<string, unknown>> = { string: "4711", number: 0, boolean: true, record: {} };

/** The plainest value that follows a schema, as a handler gives it that knows nothing; undefined where there is none. */
export function plainValueOf(schema: z.core.$ZodType): unknown {
  const empty = empties.find((value) => z.safeParse(schema, value).success && value !== undefined);
  if (empty !== undefined) return empty;
  const [first] = optionsOf(schema);
  const { def } = (first as z.core.$ZodTypes)._zod;
  if (def.type === "enum") return Object.values(def.entries)[0];
  if (def.type !== "object") return plainValues[def.type];
  const entries = Object.entries<z.core.$ZodType>(def.shape).map(
    ([name, field]) => [name, plainValueOf(field)] as const,
  );
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** Takes a field out, or an entry of a list. */
export const absent: unique symbol = Symbol("absent");

/** Puts an entry into its list twice. */
export class Twice {
  readonly entry: unknown;

  constructor(entry: unknown) {
    this.entry = entry;
  }
}

/** A place in a value that a path leads to. */
export interface Place {
  readonly value: unknown;
  /** What stands at each step of the path, from the outermost. */
  readonly around: readonly unknown[];
  /** Of each step that is an entry of a list, its index. */
  readonly indexes: readonly number[];
}

export type Fields = Readonly<Record<string, unknown>>;
export const isFields = (value: unknown): value is Fields =>
  typeof value === "object" &&
  value !== null &&
  [Object.prototype, null].includes(Object.getPrototypeOf(value) as null);

/** A value with something else in each place that a path leads to; the value itself where that changes nothing. */
export function changedAt(root: unknown, path: Path, change: (place: Place) => unknown): unknown {
  const at = (value: unknown, around: readonly unknown[], indexes: readonly number[]): unknown => {
    const step = path[around.length];
    if (step === undefined) return change({ value, around, indexes });
    const within = [...around, value];
    if (step === "[]") {
      if (!Array.isArray(value)) return value;
      const made = value.map((each: unknown, index) => {
        const inner = [...indexes];
        inner[within.length] = index;
        return at(each, within, inner);
      });
      if (made.every((each, index) => each === value[index])) return value;
      return made.flatMap((each) => (each === absent ? [] : each instanceof Twice ? [each.entry, each.entry] : [each]));
    }
    // A field that is not given may get a value, but not a field within it.
    if (!isFields(value) || !(Object.hasOwn(value, step) || within.length === path.length)) return value;
    const made = at(value[step], within, indexes);
    if (made === value[step] || (made === absent && value[step] === undefined)) return value;
    const { [step]: _before, ...others } = value;
    return made === absent ? others : { ...value, [step]: made };
  };
  return at(root, [], []);
}

/** What stands at a path that leads through no list; undefined where there is no such place. */
export const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce((held, name) => (isFields(held) ? held[name] : undefined), value);
