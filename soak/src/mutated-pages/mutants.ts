import { unknownValue } from "./unknown-values.ts";

/** Deeper than any record is. */
const nested = (depth: number): unknown => {
  let inner: unknown = "the innermost";
  for (let level = 0; level < depth; level += 1) inner = { inner };
  return inner;
};

/** What may stand in a field instead of what belongs there. */
const replacements: readonly unknown[] = [
  null,
  17,
  -0.5,
  unknownValue,
  "",
  "x".repeat(100_000),
  "2026-13-45T99:00:00Z",
  true,
  [],
  [null],
  {},
  { __proto__: null, toString: 1 },
  nested(200),
  JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}'),
];

type Path = readonly (string | number)[];
type Holder = Record<string | number, unknown>;

/** Every place in a record: of a list, the first entry. */
function placesOf(value: unknown, at: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [];
  const keys: (string | number)[] = Array.isArray(value) ? (value.length > 0 ? [0] : []) : Object.keys(value);
  return keys.flatMap((key) => [[...at, key], ...placesOf((value as Holder)[key], [...at, key])]);
}

function changed(record: object, place: Path, change: (holder: Holder, key: string | number) => void): object {
  const copy = structuredClone(record);
  const holder = place.slice(0, -1).reduce<unknown>((at, key) => (at as Holder)[key], copy);
  change(holder as Holder, place.at(-1)!);
  return copy;
}

/** A record with one thing wrong. */
export interface Mutant {
  /** Makes the record: most runs try a few of all variations. */
  readonly record: () => object;
  /** Where it is, such as `stages.status`; places in lists are left out. */
  readonly place: string;
}

const named = (place: Path) => place.filter((part) => typeof part === "string").join(".");

/** Each field dropped, renamed, and given every replacement, one after the other. */
export function mutantsOf(record: object): Mutant[] {
  return placesOf(record).flatMap((place) => {
    const changes: ((holder: Holder, key: string | number) => void)[] = [
      (holder, key) => void delete holder[key],
      (holder, key) => {
        holder[`${key}_renamed`] = holder[key];
        delete holder[key];
      },
      ...replacements.map((value) => (holder: Holder, key: string | number) => void (holder[key] = value)),
    ];
    return changes.map((change) => ({ record: () => changed(record, place, change), place: named(place) }));
  });
}
