import { z } from "zod/mini";

/** A JSON Schema, as far as it matters for where a record has fields. */
interface Shape {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly enum?: readonly string[];
  readonly items?: Shape;
  readonly anyOf?: readonly Shape[];
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Shape>>;
  readonly additionalProperties?: unknown;
}

type Leaves = readonly (readonly [path: string, shape: Shape])[];

const known = new WeakMap<z.core.$ZodType, Leaves>();

/** Every field of a schema that holds a value itself, with the shape of that value. */
function leavesOf(schema: z.core.$ZodType): Leaves {
  const found = known.get(schema) ?? readLeaves(schema);
  known.set(schema, found);
  return found;
}

function readLeaves(schema: z.core.$ZodType): Leaves {
  const root = z.toJSONSchema(schema, { io: "output", unrepresentable: "any" }) as Shape;
  const leaves = (shape: Shape, at: string): Leaves => {
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
 * @param within What holds such a value, as the first part of each path.
 */
export function fieldPaths(schema: z.core.$ZodType, within = ""): readonly string[] {
  const under = (path: string) => (within === "" || path === "" || path.startsWith("[]") ? "" : ".") + path;
  return [...new Set(leavesOf(schema).map(([path]) => within + under(path)))];
}

/** The known words of each field that holds one of a vocabulary, by the field's path. */
export function wordsOf(schema: z.core.$ZodType): ReadonlyMap<string, readonly string[]> {
  const known = leavesOf(schema).map(([path, shape]) => {
    const words = (shape.anyOf ?? [shape]).flatMap((each) => each.enum ?? []);
    return [path, words] as const;
  });
  return new Map(known.filter(([, words]) => words.length > 0));
}

const isScalar = ({ type, anyOf = [] }: Shape): boolean =>
  [type ?? []].flat().some((each) => /^(number|integer|boolean)$/.test(each)) || anyOf.some(isScalar);

/** The fields that hold a number or a truth, as paths. */
export const scalarPaths = (schema: z.core.$ZodType): readonly string[] => [
  ...new Set(leavesOf(schema).flatMap(([path, shape]) => (isScalar(shape) ? [path] : []))),
];

const isListOrText = ({ anyOf = [] }: Shape): boolean =>
  anyOf.some(({ type }) => type === "string") && anyOf.some(({ items }) => items?.type === "string");

/** The fields that hold a text or a list of texts, as paths. */
export const listOrTextPaths = (schema: z.core.$ZodType): readonly string[] =>
  leavesOf(schema).flatMap(([path, shape]) => (isListOrText(shape) ? [path] : []));

/** The values at a path of a value: of every item where a list is on the way. */
export function valuesAt(value: unknown, path: string): readonly unknown[] {
  let values: unknown[] = [value];
  for (const part of path.split(".")) {
    const isList = part.endsWith("[]");
    const name = isList ? part.slice(0, -2) : part;
    const inside: unknown[] = [];
    for (const each of values) {
      if (each === null || each === undefined) continue;
      const held = (each as Readonly<Record<string, unknown>>)[name];
      if (!isList) inside.push(held);
      else if (Array.isArray(held)) for (const entry of held as unknown[]) inside.push(entry);
    }
    values = inside;
  }
  return values;
}

/** Whether something stands there: not null, and not an empty list, text or record. */
export function isFilled(value: unknown): boolean {
  if (value === null || value === undefined || value === "") return false;
  return typeof value !== "object" || Object.keys(value).length > 0;
}
