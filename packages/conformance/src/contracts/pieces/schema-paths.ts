import { z } from "zod";

/** A JSON Schema, as far as it matters for where a record has fields. */
interface Shape {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly enum?: readonly string[];
  readonly const?: unknown;
  readonly items?: Shape;
  readonly anyOf?: readonly Shape[];
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Shape>>;
  readonly additionalProperties?: unknown;
}

/** Every field of a schema that holds a value itself, with the shape of that value. */
function leavesOf(
  schema: z.ZodType,
  io: "input" | "output" = "output",
): readonly (readonly [path: string, shape: Shape])[] {
  const root = z.toJSONSchema(schema, { io, unrepresentable: "any" }) as Shape;
  const leaves = (shape: Shape, at: string): readonly (readonly [string, Shape])[] => {
    if (shape.$ref) return leaves(root.$defs![shape.$ref.slice("#/$defs/".length)]!, at);
    const choices = shape.anyOf?.filter(({ type }) => type !== "null");
    if (choices?.length === 1) return leaves(choices[0]!, at);
    const structured = choices?.find(({ properties, items }) => properties ?? items);
    if (structured && choices!.every((choice) => choice === structured)) return leaves(structured, at);
    if (shape.properties)
      return Object.entries(shape.properties).flatMap(([name, field]) =>
        leaves(field, at === "" ? name : `${at}.${name}`),
      );
    if (shape.items?.properties ?? shape.items?.anyOf ?? shape.items?.$ref) return leaves(shape.items!, `${at}[]`);
    return [[at, shape]];
  };
  return leaves(root, "");
}

/**
 * Every field of a schema that holds a value itself, as a path: `location.city`, `emailAddresses[].address`. What may hold
 * anything, such as custom fields, counts as one field.
 */
export function fieldPaths(schema: z.ZodType): readonly string[] {
  return [...new Set(leavesOf(schema).map(([path]) => path))];
}

/** The known words of each field that holds one of a vocabulary, by the field's path. */
export function wordsOf(schema: z.ZodType): ReadonlyMap<string, readonly string[]> {
  const known = leavesOf(schema).map(([path, shape]) => {
    const words = (shape.anyOf ?? [shape]).flatMap((each) => each.enum ?? []);
    return [path, words] as const;
  });
  return new Map(known.filter(([, words]) => words.length > 0));
}

const isScalar = ({ type, anyOf = [] }: Shape): boolean =>
  [type ?? []].flat().some((each) => /^(number|integer|boolean)$/.test(each)) || anyOf.some(isScalar);

/** The fields that hold a number or a truth, as paths. */
export const scalarPaths = (schema: z.ZodType): readonly string[] => [
  ...new Set(leavesOf(schema).flatMap(([path, shape]) => (isScalar(shape) ? [path] : []))),
];

/** The values at a path of a value: of every item where a list is on the way. */
export function valuesAt(value: unknown, path: string): readonly unknown[] {
  const [first, ...rest] = path.split(".");
  if (value === null || value === undefined || first === undefined) return [];
  const isList = first.endsWith("[]");
  const held = (value as Readonly<Record<string, unknown>>)[isList ? first.slice(0, -2) : first];
  const values = isList ? (Array.isArray(held) ? held : []) : [held];
  return rest.length === 0 ? values : values.flatMap((each) => valuesAt(each, rest.join(".")));
}

/** Whether something stands there: not null, and not an empty list, text or record. */
export function isFilled(value: unknown): boolean {
  if (value === null || value === undefined || value === "") return false;
  return typeof value !== "object" || Object.keys(value).length > 0;
}

/** What may be said in each field of an input that takes a word of a fixed list, or yes and no: by the field's path. */
export function choicesOf(schema: z.ZodType): ReadonlyMap<string, readonly (string | boolean)[]> {
  const choices = leavesOf(schema, "input").map(([path, shape]) => {
    const words = (shape.anyOf ?? [shape]).flatMap(
      (each) => each.enum ?? (typeof each.const === "string" ? each.const : []),
    );
    return [path, shape.type === "boolean" ? [true, false] : words] as const;
  });
  return new Map(choices.filter(([, words]) => words.length > 1));
}

/** The same with another value at a path, in the first entry of each list on the way; unchanged where nothing stands there. */
export function withValueAt<Value>(value: Value, path: string, other: unknown): Value {
  if (path === "") return other as Value;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const [first, ...rest] = value as readonly unknown[];
    const changed = withValueAt(first, path, other);
    return changed === first ? value : ([changed, ...rest] as Value);
  }
  const [name = "", ...rest] = path.split(".");
  const field = name.replace(/\[\]$/, "") as keyof Value;
  if (value[field] === undefined) return value;
  const changed = withValueAt(value[field], rest.join("."), other);
  return changed === value[field] && rest.length > 0 ? value : { ...value, [field]: changed };
}
