import { isFields } from "../fields.ts";

/** How a world makes a record sparse: which fields it cannot lack, and which lists the ATS always sends. */
export interface SparseOptions {
  readonly needed: (name: string, at: string) => boolean;
  readonly alwaysSent?: (at: string) => boolean;
  /** Lists that lose no entry, by place: such as a history whose last entry counts. */
  readonly isWhole?: (at: string) => boolean;
  /** Lists whose entries are records of another list: the ATS loses none of them. */
  readonly ofRecords?: (name: string) => boolean;
}

/** How many ways of taking some fields away there are. */
const selections = 7;

const everyWay: readonly number[] = Array.from({ length: selections }, (_each, nth) => nth);

/** Every choice of so many things, as bits, by how many there are and how many are chosen. The later things come first. */
const choices = Array.from({ length: selections + 1 }, (_of, of) =>
  Object.groupBy(
    Array.from({ length: 2 ** of }, (_bits, nth) => 2 ** of - 1 - nth),
    (bits) => bits.toString(2).replaceAll("0", "").length,
  ),
);

/**
 * In which of the ways in which its record is there a field stays: no two values in the same, and no two records within it in
 * the same. So of any two fields each is there without the other in one of them, as the name of an office without its id, also
 * inside a record that goes away itself in other ways. The first ten values stay in the last two ways, in one of which each of
 * the first records goes.
 */
function staying(within: readonly number[], nth: number, isRecord: boolean): readonly number[] {
  const going = Math.min(within.length - 1, within.length === selections ? 2 : 1);
  const all = choices[within.length]![isRecord ? going : Math.ceil(within.length / 2)]!;
  const bits = all[nth % all.length]!;
  return within.filter((_way, at) => ((bits >> at) & 1) === (isRecord ? 0 : 1));
}

/** The ways in which an answer can be sparse. A number says which fields are null. */
export const ways = [
  "null",
  "missing",
  "null inside",
  "missing inside",
  "empty",
  "one of each list",
  ...everyWay,
] as const;

/**
 * A record that lacks what it may lack.
 * @param nth In which way.
 */
function sparse(
  record: unknown,
  nth: number,
  { needed, alwaysSent = () => false, isWhole = () => false, ofRecords = () => false }: SparseOptions,
): { readonly record: unknown; readonly lost: readonly string[] } {
  const way = ways[nth % ways.length]!;
  const lost = new Set<string>();
  const isInside = way === "null inside" || way === "missing inside";
  const change = (value: unknown, at: string, within = everyWay, isEntry = false): unknown => {
    if (Array.isArray(value)) return value.map((each) => change(each, at, within, at !== "$"));
    if (!isFields(value)) return value;
    let records = 0;
    const entries = Object.entries(value).flatMap(([name, held], index): (readonly [string, unknown])[] => {
      const place = `${at}.${name}`;
      if (ofRecords(name)) return [[name, change(held, place, within)]];
      if (way === "one of each list") return [[name, Array.isArray(held) && !isWhole(place) ? held.slice(0, 1) : held]];
      const isContainer = isFields(held) || (Array.isArray(held) && held.some(isFields));
      const ofItsKind = isContainer ? records++ : index;
      if (needed(name, place)) return [[name, change(held, place, within)]];
      // What is kept of a record lacks some fields itself. Of an entry of a list in it, the first field often says what the others mean.
      const inWays = isEntry ? (index % 2 === 0 ? within : []) : staying(within, ofItsKind, isContainer);
      if (inWays.includes(way as number)) return [[name, change(held, place, inWays)]];
      // What stands in a record within the record is gone as a whole, too.
      const isDeep = way === "missing inside" && at !== "$";
      if (isInside && isContainer && !isDeep) return [[name, change(held, place, within)]];
      if (way === "empty") return [[name, isExact(name) ? held : emptied(held)]];
      if (Array.isArray(held) && alwaysSent(place)) lost.add(place);
      return way === "missing" || way === "missing inside" ? [] : [[name, null]];
    });
    return Object.fromEntries(entries);
  };
  return { record: change(record, "$"), lost: [...lost] };
}

/** No ATS that is known writes an empty text for a time or an id. */
const isExact = (name: string) => /(_at|_date|Date|Contacted|Ids?|At|Time)$/.test(name);

function emptied(value: unknown): unknown {
  if (typeof value === "string") return "";
  return Array.isArray(value) ? [] : value;
}

/**
 * The records of an answer, a list or a single one, each of which lacks something.
 * @param turn How many answers were made sparse before: each begins with another way.
 */
export function sparseRecords(
  held: object,
  turn: number,
  options: SparseOptions,
): { readonly records: unknown; readonly lost: readonly string[] } {
  const made = [held].flat().map((each, index) => sparse(each, index + turn, options));
  const records = made.map(({ record }) => record);
  return {
    records: Array.isArray(held) ? records : records[0],
    lost: [...new Set(made.flatMap(({ lost }) => lost))],
  };
}

/** What stands in the place of an entry that cannot be read. */
const brokenEntries = [4780, null] as const;

/**
 * Puts something other than a record in the place of the last entry of a list in an answer.
 * @param nth What: a number, or nothing.
 * @returns Whether the answer has such a list.
 */
export function breakEntry(held: object, nth = 0): boolean {
  const entries = entriesIn(held);
  if (!entries) return false;
  entries[entries.length - 1] = brokenEntries[nth % brokenEntries.length];
  return true;
}

/** The first list of several records in an answer: the answer itself, or one of its fields. One of plain values is a value. */
function entriesIn(held: object): unknown[] | undefined {
  const isList = (each: unknown): each is unknown[] => Array.isArray(each) && each.length > 1 && each.some(isFields);
  return Array.isArray(held) ? (isList(held) ? held : undefined) : Object.values(held).find(isList);
}
