import { z } from "zod/mini";
import type { Drift } from "../drift/drift-reports.ts";
import { quickest } from "./compiled-when-busy.ts";

/** How many values were replaced in this process. Parsing is synchronous, so what one parse adds is its own. */
let replaced = 0;
const unreadable = Symbol("unreadable");

/** A value that may be missing or null. One of another form is null, and the reader reports its place as drift. */
export function orNull<Schema extends z.core.$ZodType>(schema: Schema) {
  return z.catch(z.nullish(schema), () => {
    replaced += 1;
    return null;
  });
}

/** A value with a stand-in for one of another form, whose place the reader reports as drift. */
export function orElse<Schema extends z.core.$ZodType>(schema: Schema, standIn: z.output<Schema>) {
  return z.catch(schema, () => {
    replaced += 1;
    return standIn as never;
  });
}

/** A list that must be there. An entry of another form costs itself, and the reader reports it as drift. */
export function eachOf<Item extends z.core.$ZodType>(item: Item) {
  const each = z.catch(item, () => {
    replaced += 1;
    return unreadable as never;
  });
  const readable = (all: z.output<Item>[]): z.output<Item>[] => all.filter((one) => one !== unreadable);
  return z.pipe(z.array(each), z.transform(readable));
}

/** The same of a list that may be missing or null. One of another form is empty, and reported. */
export function entries<Item extends z.core.$ZodType>(item: Item) {
  return orElse(z.nullish(eachOf(item)), []);
}

/** Parses, and reports the places at which `orNull`, `orElse` and `entries` replaced something. @param at Where it stands. */
export function parsedLeniently<T>(
  schema: z.core.$ZodType<T>,
  raw: unknown,
  drift: Drift,
  at = "$",
): z.core.util.SafeParseResult<T> {
  const before = replaced;
  const parsed = z.safeParse(quickest(schema), raw);
  if (parsed.success && replaced !== before)
    for (const path of replacedIn(raw, parsed.data, at)) drift(path, "unreadable-value");
  return parsed;
}

function replacedIn(raw: unknown, read: unknown, path: string): readonly string[] {
  // Nothing, in the ways that servers write it.
  if (raw === undefined || raw === null || raw === false || raw === "") return [];
  if (read === null || read === undefined) return [path];
  if (Array.isArray(raw) && Array.isArray(read))
    return raw.length === read.length
      ? raw.flatMap((each, index) => replacedIn(each, read[index], `${path}[]`))
      : [path];
  if (typeof read === "object")
    return typeof raw === "object" && !Array.isArray(read)
      ? Object.entries(raw).flatMap(([name, value]) =>
          name in read ? replacedIn(value, (read as Record<string, unknown>)[name], `${path}.${name}`) : [],
        )
      : [path];
  return typeof read !== "string" && typeof raw !== typeof read ? [path] : [];
}
