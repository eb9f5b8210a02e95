import { z } from "zod/mini";
import type { Drift } from "../drift/drift-reports.ts";
import { quickest } from "./compiled-when-busy.ts";

/** The values that were replaced in the parse that goes on, where somebody asks: parsing is synchronous. */
let replaced: unknown[] | undefined;
const unreadable = Symbol("unreadable");

/** A schema with a stand-in for a value of another form. */
const caught = <Schema extends z.core.$ZodType>(schema: Schema, standIn: unknown) =>
  z.catch(schema, ({ input }) => {
    replaced?.push(input);
    return standIn as never;
  });

/** A value that may be missing or null. One of another form is null, and the reader reports its place as drift. */
export function orNull<Schema extends z.core.$ZodType>(schema: Schema) {
  return caught(z.nullish(schema), null);
}

/** A value with a stand-in for one of another form, whose place the reader reports as drift. */
export function orElse<Schema extends z.core.$ZodType>(schema: Schema, standIn: z.output<Schema>) {
  return caught(schema, standIn);
}

/** A list that must be there. An entry of another form costs itself, and the reader reports it as drift. */
export function eachOf<Item extends z.core.$ZodType>(item: Item) {
  const each = caught(item, unreadable);
  // Nearly all lists are readable as they are, and need no copy.
  const readable = (all: z.output<Item>[]): z.output<Item>[] =>
    all.includes(unreadable as never) ? all.filter((one) => one !== unreadable) : all;
  return z.pipe(z.array(each), z.transform(readable));
}

/** The same of a list that may be missing or null. One of another form is empty, and reported. */
export function entries<Item extends z.core.$ZodType>(item: Item) {
  return orElse(z.nullish(eachOf(item)), []);
}

/** Parses, and reports the places at which `orNull`, `orElse`, `eachOf` and `entries` replaced something. @param at Where it stands. */
export function parsedLeniently<T>(
  schema: z.core.$ZodType<T>,
  raw: unknown,
  drift: Drift,
  at = "$",
): z.core.util.SafeParseResult<T> {
  const outer = replaced;
  const own: unknown[] = (replaced = []);
  let parsed;
  try {
    parsed = z.safeParse(quickest(schema), raw);
  } finally {
    replaced = outer;
  }
  if (parsed.success && own.length > 0)
    for (const path of placesOf(new Set(own), raw, parsed.data, at)) drift(path, "unreadable-value");
  return parsed;
}

/** Where the values stand that were replaced. */
function placesOf(values: ReadonlySet<unknown>, raw: unknown, read: unknown, path: string): readonly string[] {
  // Nothing, in the ways that servers write it.
  if (raw === undefined || raw === null || raw === false || raw === "" || raw === read) return [];
  if (values.has(raw)) return [path];
  if (typeof raw !== "object" || typeof read !== "object" || read === null) return [];
  if (Array.isArray(raw) && Array.isArray(read))
    return raw.length === read.length
      ? raw.flatMap((each, index) => placesOf(values, each, read[index], `${path}[]`))
      : raw.some((each) => values.has(each))
        ? [path]
        : [];
  return Object.entries(raw).flatMap(([name, value]) =>
    name in read ? placesOf(values, value, (read as Record<string, unknown>)[name], `${path}.${name}`) : [],
  );
}
