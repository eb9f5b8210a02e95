import { isFields, valueAt, type Field, type Path, type Place } from "./fields.ts";
import type { Moment } from "./moments.ts";
import { oneOf, oneOfKinds, type Random } from "../mutants/sampled.ts";

/** In which state of things a fault shows: authors are right in general, and wrong in one state. */
export interface Condition {
  readonly text: string;
  holds(place: Place, moment: Moment): boolean;
}

const isNothing = (value: unknown) =>
  value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
const isOffAscii = (value: unknown) => typeof value === "string" && /[^\u0000-\u007f]/.test(value);
/** Whether an instant is of another day in New York than in UTC. */
const isOfAnotherDay = (value: unknown) => typeof value === "string" && /T0[0-3]:/.test(value);

const shown = (path: Path) => path.join(".").replaceAll(".[]", "[]") || "the whole";

/** The entries of the innermost list around a step of a path, but for the one that the place is in. */
export function others({ around, indexes }: Place, depth: number): readonly unknown[] {
  const at = indexes.findLastIndex((index, step) => index !== undefined && step <= depth);
  return at < 0 ? [] : (around[at - 1] as readonly unknown[]).filter((_each, index) => index !== indexes[at]);
}

/** The names from the innermost list on the way to a field. */
const withinEntry = (path: Path): Path => path.slice(path.lastIndexOf("[]") + 1);

/** What a field says that stands around a place. */
function* ofField(field: Field): Generator<Condition> {
  const { path, kind, words, empty } = field;
  const depth = path.length - 1;
  const name = path[depth]!;
  const inPlace = ({ value, around }: Place) => valueAt(depth === around.length ? value : around[depth], [name]);
  const where = (what: string, says: (value: unknown, place: Place) => boolean): Condition => ({
    text: `${shown(path)} ${what}`,
    holds: (place) => says(inPlace(place), place),
  });
  if (empty.length > 0) {
    yield where("says nothing", isNothing);
    yield where("says something", (value) => !isNothing(value));
  }
  for (const word of words) yield where(`is ${word}`, (value) => value === word);
  if (words.length > 0)
    yield where("is a word that nobody knows", (value) => !isNothing(value) && !words.includes(String(value)));
  if (kind === "list") {
    yield where("has one entry", (value) => Array.isArray(value) && value.length === 1);
    yield where("has several entries", (value) => Array.isArray(value) && value.length > 1);
    yield where("has more than three entries", (value) => Array.isArray(value) && value.length > 3);
  }
  if (kind === "map") yield where("has several fields", (value) => isFields(value) && Object.keys(value).length > 1);
  if (kind === "text") yield where("has letters beyond ASCII", isOffAscii);
  if (kind === "text" && path.includes("[]"))
    yield where(
      "says the same in another entry",
      (value, place) =>
        !isNothing(value) && others(place, depth).some((entry) => valueAt(entry, withinEntry(path)) === value),
    );
  if (kind === "boolean") for (const is of [true, false]) yield where(`is ${is}`, (value) => value === is);
  if (kind === "number") yield where("is 0", (value) => value === 0);
  if (kind === "number")
    yield where("has a fraction", (value) => typeof value === "number" && !Number.isInteger(value));
  if (kind === "instant") yield where("is of another day in New York", isOfAnotherDay);
}

/** Which entry of its list a place is in. */
function ofEntry(path: Path): readonly Condition[] {
  const depth = path.lastIndexOf("[]") + 1;
  if (depth === 0) return [];
  const index = ({ indexes }: Place) => indexes[depth]!;
  const length = ({ around }: Place) => (around[depth - 1] as readonly unknown[]).length;
  return [
    { text: "it is not in the first entry", holds: (place) => index(place) > 0 },
    { text: "it is in the first of several entries", holds: (place) => index(place) === 0 && length(place) > 1 },
    {
      text: "it is in the last of several entries",
      holds: (place) => index(place) > 0 && index(place) === length(place) - 1,
    },
    { text: "it is in the only entry", holds: (place) => length(place) === 1 },
  ];
}

/** What went before on the connection. */
const ofConnection: readonly Condition[] = [
  { text: "the capability was called before", holds: (_place, { callsBefore }) => callsBefore > 0 },
  { text: "a command was called before", holds: (_place, { wroteBefore }) => wroteBefore },
  { text: "a call failed before", holds: (_place, { failedBefore }) => failedBefore },
  { text: "another call is under way", holds: (_place, { isBesideAnother }) => isBesideAnother },
];

const ofStream: readonly Condition[] = [
  { text: "the page is not the first", holds: (_place, { position }) => position !== null },
  { text: "the page was asked for with a size", holds: (_place, { call }) => call.pageSize !== undefined },
];

/** What the caller gave. */
function ofInput(fields: readonly Field[], random: Random): readonly Condition[] {
  const optional = fields.filter(({ path, empty }) => path.length > 0 && !path.includes("[]") && empty.length > 0);
  const isGiven = ({ path }: Field, { input }: Moment) => !isNothing(valueAt(input, path));
  const [one, other] = [oneOf(random, optional), oneOf(random, optional)];
  return [
    ...optional.map((field) => ({
      text: `${shown(field.path)} is given`,
      holds: (_place: Place, moment: Moment) => isGiven(field, moment),
    })),
    ...(one && other && one !== other
      ? [
          {
            text: `${shown(one.path)} and ${shown(other.path)} are given`,
            holds: (_place: Place, moment: Moment) => isGiven(one, moment) && isGiven(other, moment),
          },
        ]
      : []),
    {
      text: "the same record was named by an earlier call",
      holds: (_place, { input, inputsBefore }) =>
        inputsBefore.some((before) => namedIn(before).some((id) => namedIn(input).includes(id))),
    },
  ];
}

/** The ids of the records that an input names. */
function namedIn(input: unknown): readonly string[] {
  const fields = Object.entries((input ?? {}) as Readonly<Record<string, unknown>>);
  return fields.flatMap(([name, held]) => {
    const id = name === "id" ? held : (held as { readonly id?: unknown } | null | undefined)?.id;
    return typeof id === "string" ? [id] : [];
  });
}

/** One of the conditions under which a place can be wrong: drawn by kind first, since fields are many. */
export function drawnCondition(
  random: Random,
  {
    path,
    fields,
    input,
    isStream,
  }: {
    readonly path: Path;
    readonly fields: readonly Field[];
    readonly input: readonly Field[];
    readonly isStream: boolean;
  },
): Condition {
  const isAround = ({ path: of }: Field) =>
    of.at(-1) !== "[]" && of.length > 0 && of.slice(0, -1).every((step, at) => path[at] === step);
  const field = oneOf(random, fields.filter(isAround));
  const kinds: readonly (readonly Condition[])[] = [
    field ? [...ofField(field)] : [],
    field ? [...ofField(field)] : [],
    ofEntry(path),
    ofInput(input, random),
    ofConnection,
    isStream ? ofStream : [],
  ];
  return oneOfKinds(random, kinds);
}
