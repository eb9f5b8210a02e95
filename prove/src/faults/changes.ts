import { others } from "./conditions.ts";
import { absent, Twice, valueAt, isFields, type Field, type Fields, type Path, type Place } from "./fields.ts";
import type { Moment } from "./moments.ts";
import { oneOf, oneOfKinds, type Random } from "../mutants/sampled.ts";

/** What is wrong in a place. */
export interface Change {
  readonly text: string;
  /** The wrong value; the same one where this change cannot be made there. */
  make(place: Place, moment: Moment): unknown;
}

const change = (text: string, make: (value: never) => unknown, is: (value: unknown) => boolean): Change => ({
  text,
  make: ({ value }) => (is(value) ? make(value as never) : value),
});
const isText = (value: unknown) => typeof value === "string";
const isList = (value: unknown) => Array.isArray(value) && value.length > 0;
const ofText = (text: string, make: (value: string) => string) => change(text, make, isText);
const ofList = (text: string, make: (value: readonly unknown[]) => unknown) => change(text, make, isList);

const texts: readonly Change[] = [
  ofText("in lower case", (value) => value.toLowerCase()),
  ofText("without blanks around it", (value) => value.trim()),
  ofText("its blanks in one", (value) => value.replaceAll(/\s+/g, " ")),
  ofText("its first word", (value) => value.trim().split(/\s/)[0]!),
  ofText("its first 20 characters", (value) => value.slice(0, 20)),
  ofText("without marks on letters", (value) => value.normalize("NFD").replaceAll(/\p{M}/gu, "")),
];
const instants: readonly Change[] = [
  ofText("to the second", (value) => value.replace(/\.\d+Z$/, ".000Z")),
  ofText("to the day", (value) => value.replace(/T.*$/, "T00:00:00.000Z")),
  ofText("an hour later", (value) => new Date(Date.parse(value) + 3_600_000).toISOString()),
];
const lists: readonly Change[] = [
  ofList("its first entry", (value) => value.slice(0, 1)),
  ofList("its last entry", (value) => value.slice(-1)),
  ofList("without its last entry", (value) => value.slice(0, -1)),
  ofList("in the other order", (value) => value.toReversed()),
  ofList("its first entry twice", (value) => [value[0], ...value]),
];

const isMap = (value: unknown) => isFields(value) && Object.keys(value).length > 0;
const ofMap = (text: string, make: (value: readonly [string, unknown][]) => unknown) =>
  change(text, (value: Fields) => Object.fromEntries(make(Object.entries(value)) as [string, unknown][]), isMap);
const maps: readonly Change[] = [
  ofMap("its first field alone", (value) => value.slice(0, 1)),
  ofMap("without its last field", (value) => value.slice(0, -1)),
  ofMap("without what is null", (value) => value.filter(([, held]) => held !== null)),
];

/** What the entry before says, or the next one for the first; where there is none, what the call before did. */
function ofAnother(path: Path, isInput: boolean): Change {
  const start = path.lastIndexOf("[]") + 1;
  return {
    text: start > 0 ? "that of another entry" : "that of the call before",
    make: (place, { inputsBefore, resultBefore }) => {
      const [another] =
        start > 0 ? others(place, path.length).toReversed() : [isInput ? inputsBefore.at(-1) : resultBefore];
      const value = valueAt(another, path.slice(start));
      return value === undefined ? place.value : value;
    },
  };
}

/** What was read there first on this connection, by the ids around it. */
const asFirstRead = (path: Path): Change => ({
  text: "as it was first read",
  make: ({ value, around }, { firstRead, input }) => {
    const ids = around.map((held) => (held as { readonly id?: unknown } | null)?.id ?? null);
    const key = JSON.stringify([path, ids, ids.every((id) => id === null) ? input : null]);
    if (!firstRead.has(key)) firstRead.set(key, value);
    return firstRead.get(key);
  },
});

/** What another field of the same record says that holds the same kind of value. */
function ofAnotherField(random: Random, field: Field, fields: readonly Field[]): readonly Change[] {
  const place = field.path.slice(0, -1).join(".");
  const alike = fields.filter(
    ({ path, kind }) =>
      path.length > 0 && path.slice(0, -1).join(".") === place && kind === field.kind && path !== field.path,
  );
  const other = field.kind === "other" ? undefined : oneOf(random, alike);
  const name = other?.path.at(-1);
  if (name === undefined) return [];
  const make = ({ value, around }: Place) => {
    const said = (around.at(-1) as Readonly<Record<string, unknown>>)[name];
    return said === undefined ? value : said;
  };
  return [{ text: `what ${name} says`, make }];
}

/** One of the changes that a field can suffer. */
export function drawnChange(random: Random, field: Field, fields: readonly Field[], side: string): Change {
  const { path, kind, words, empty } = field;
  const nothing = oneOf(random, empty);
  const word = oneOf(random, words);
  const kinds: readonly (readonly Change[])[] = [
    empty.length === 0
      ? []
      : [
          {
            text: nothing === undefined ? "left out" : JSON.stringify(nothing),
            make: () => (nothing === undefined ? absent : nothing),
          },
        ],
    side === "input" ? [ofAnother(path, true)] : [],
    side === "result" ? [ofAnother(path, false), asFirstRead(path)] : [],
    side === "input" || side === "result" ? ofAnotherField(random, field, fields) : [],
    kind === "text" ? texts : [],
    kind === "instant" ? instants : [],
    kind === "list" ? lists : [],
    kind === "map" ? maps : [],
    word === undefined ? [] : [change(word, () => word, isText)],
    kind === "boolean"
      ? [
          change(
            "the opposite",
            (value) => !value,
            (value) => typeof value === "boolean",
          ),
        ]
      : [],
    kind === "number"
      ? [
          change(
            "one more",
            (value) => value + 1,
            (value) => typeof value === "number",
          ),
          change("as a whole number", Math.trunc, (value) => typeof value === "number"),
        ]
      : [],
  ];
  return oneOfKinds(random, kinds);
}

/** What an entry of a list can suffer. */
export const changesOfEntries: readonly Change[] = [
  { text: "left out", make: () => absent },
  { text: "given twice", make: ({ value }) => new Twice(value) },
];
