import { changedWithin, isFields } from "../../fields.ts";
import { isIdName } from "../../worlds/tapped.ts";

const changed = (entry: object, change: (name: string, held: unknown) => readonly [string, unknown][]) =>
  Object.fromEntries(Object.entries(entry).flatMap(([name, held]) => change(name, held)));

/** What stands in the place of an entry of a list that cannot be read. */
export const oddWays: readonly ((entry: unknown) => unknown)[] = [
  () => 4931,
  () => null,
  (entry) => (isFields(entry) ? changed(entry, (name, held) => (isIdName(name) ? [] : [[name, held]])) : {}),
  (entry) =>
    isFields(entry)
      ? changed(entry, (name, held) => [[name, isIdName(name) || typeof held === "object" ? held : { odd: 4931 }]])
      : { odd: 4931 },
];

/** Every entry of a list in a body, from the outside in. */
export function entriesIn(body: unknown): readonly unknown[] {
  if (typeof body !== "object" || body === null) return [];
  return [...(Array.isArray(body) ? (body as unknown[]) : []), ...Object.values(body).flatMap(entriesIn)];
}

/** The same value with something else in the place of some entries of lists. */
export const withOdd = (
  value: unknown,
  isMeant: (entry: unknown) => boolean,
  way: (entry: unknown) => unknown,
): unknown =>
  changedWithin(value, (held) =>
    Array.isArray(held) && held.length > 0
      ? held.map((entry: unknown) => (isMeant(entry) ? way(entry) : withOdd(entry, isMeant, way)))
      : undefined,
  );
