import { z } from "zod/mini";
import type { Trial } from "../../contract-test.ts";
import type { Kind, WorldRecord } from "../../world.ts";
import { allOf } from "./all-of.ts";
import { isAbsent } from "./absent-fields.ts";
import { isDeleted } from "./records.ts";
import { isAskable } from "./askable.ts";
import { valuesAt } from "./schema-paths.ts";

export type Value = string | readonly string[] | boolean;

/** How a filter chooses: by which values of a record, and how one of them meets what was asked for. */
interface Meaning {
  /** The paths of a record in canonical form that the filter looks at. */
  readonly looksAt: (group: string) => readonly string[];
  readonly meets: (held: unknown, asked: string) => boolean;
  /** Asked for as a list of values, of which one must meet. */
  readonly list: boolean;
}

const equal = (held: unknown, asked: string) => held === asked;
const sameText = (held: unknown, asked: string) => String(held).toLowerCase() === asked.toLowerCase();
const at = (path: string) => () => [path];
const oneOf = (path: string): Meaning => ({ looksAt: at(path), meets: equal, list: true });

const jobIds: Readonly<Record<string, string>> = {
  applications: "jobId",
  candidates: "applications[].job.id",
  interviews: "application.job.id",
};

/**
 * What each filter of the catalogue's streams means, by its name. A filter without a row fails the kit's own tests. Not
 * here: `updatedAfter`, `includeDeleted` and `ignoreUnsupportedFilters`, which have tests of their own.
 */
export const filterMeanings: Readonly<Record<string, Meaning>> = {
  ids: oneOf("id"),
  remoteIds: oneOf("remoteId"),
  statuses: oneOf("status"),
  requisitionCodes: oneOf("requisitionCode"),
  employmentTypes: oneOf("employmentType"),
  visibilities: oneOf("visibility"),
  titleContains: {
    looksAt: at("title"),
    meets: (held, asked) =>
      String(held ?? "")
        .toLowerCase()
        .includes(asked.toLowerCase()),
    list: false,
  },
  postUrl: { looksAt: at("postUrl"), meets: equal, list: false },
  createdAfter: {
    looksAt: at("createdAt"),
    meets: (held, asked) => typeof held === "string" && held.slice(0, 10) >= asked.slice(0, 10),
    list: false,
  },
  jobIds: { looksAt: (group) => [jobIds[group]!], meets: equal, list: true },
  jobRemoteIds: oneOf("job.remoteId"),
  outcomes: oneOf("outcome"),
  stageIds: oneOf("stageId"),
  email: { looksAt: at("emailAddresses[].address"), meets: sameText, list: false },
  firstName: { looksAt: at("firstName"), meets: sameText, list: false },
  lastName: { looksAt: at("lastName"), meets: sameText, list: false },
  emails: { looksAt: at("email"), meets: sameText, list: true },
  candidateIds: oneOf("candidateId"),
  applicationIds: oneOf("applicationId"),
  scopes: oneOf("scope"),
};

const elsewhere = new Set(["updatedAfter", "includeDeleted", "ignoreUnsupportedFilters"]);

/** The filters of a stream that are tested by their meaning. */
export function filtersOf({ input }: Trial["capability"]): readonly string[] {
  const { shape } = input as unknown as { readonly shape: Readonly<Record<string, unknown>> };
  return Object.keys(shape).filter((name) => !elsewhere.has(name));
}

export interface Filtered {
  readonly living: readonly WorldRecord[];
  readonly group: string;
  /** Filters whose values the records do not show: they are known from other records of the world. */
  readonly unshown?: readonly string[];
  /** What the stream gives without a filter, by id. */
  readonly rows?: ReadonlyMap<string, unknown>;
}

export const heldValues = ({ group }: Pick<Filtered, "group">, name: string, record: WorldRecord) =>
  filterMeanings[name]!.looksAt(group).flatMap((path) => valuesAt(record, path));

export function matches(filtered: Filtered, name: string, asked: Value, record: WorldRecord): boolean {
  const { meets } = filterMeanings[name]!;
  const wanted = typeof asked === "string" ? [asked] : (asked as readonly string[]);
  return heldValues(filtered, name, record).some((held) => wanted.some((value) => meets(held, value)));
}

/** A text in capitals, where these are the same letters: an ATS may or may not know that `GROSS` is `Groß`. */
function inCapitals(text: string): string {
  const capitals = text.toUpperCase();
  return sameText(text, capitals) ? capitals : text;
}

/** Values to ask for: some that records hold, and one that none does. */
export function askedFor(filtered: Filtered, name: string): readonly Value[] {
  const held = filtered.living.flatMap((record) => heldValues(filtered, name, record));
  const texts = [...new Set(held.filter((value): value is string => typeof value === "string" && value !== ""))];
  const usable = texts.filter((text) => !text.includes(",") && (name !== "email" || isAskable(text)));
  const { list, meets } = filterMeanings[name]!;
  const ends = [usable[0], usable.at(-1), usable[Math.floor(usable.length / 2)]];
  if (name === "titleContains") return some(ends).map((text) => inCapitals(text.slice(1, 6)));
  // The end of a day names the day as its beginning does.
  if (name === "createdAfter")
    return some([...ends, ...ends.slice(2).map((text) => text && `${text.slice(0, 10)}T23:59:59.999Z`)]);
  const chosen = some([...ends, secondOf(filtered, name, usable), usable.find((text) => signs.test(text))]);
  const written = (text: string) => (meets === sameText ? inCapitals(text) : text);
  if (!list) return chosen.map(written);
  // Words of a fixed list are few: each is asked for.
  const singles = knownValues[name] === undefined ? chosen : usable;
  return [...singles.map((text) => [written(text)]), usable.slice(0, 7)].filter((values) => values.length > 0);
}

const some = (texts: readonly (string | undefined)[]): readonly string[] => [
  ...new Set(texts.filter((text) => text !== undefined)),
];

/** What means something in an address or a query language, and stands in names and addresses of people. */
const signs = /['"+&#%\\()]/;

/** A value that is not the first of its record: that one counts, too. */
const secondOf = (filtered: Filtered, name: string, usable: readonly string[]) =>
  filtered.living
    .map((record) => heldValues(filtered, name, record)[1])
    .find((value): value is string => usable.includes(value as string));

const kinds: readonly Kind[] = ["jobs", "candidates", "applications"];

/** An id of a record of each other kind. */
export const idsOfOthers = (world: Trial["world"], group: string): readonly string[] =>
  kinds.filter((kind) => kind !== group).flatMap((kind) => world.ids(kind).slice(1, 2));

/**
 * A value as query languages and addresses write it: with a backslash, a quotation mark twice, or a sign by its number. Where
 * it is asked for without being escaped, the server reads the value that it stands for.
 */
const escapedForms = (text: string): readonly string[] => [
  `${text.slice(0, 1)}\\${text.slice(1)}`,
  `%${text.charCodeAt(0).toString(16)}${text.slice(1)}`,
  ...(text.includes("'") ? [text.replace("'", "''")] : []),
];

/** Values that only a part of one that a record holds is, or of which that one is a part: a filter compares the whole. */
export function nearlyHeld({ capability, world }: Trial, filtered: Filtered, name: string): readonly Value[] {
  const { list, meets } = filterMeanings[name]!;
  if (name === "titleContains" || (knownValues[name] !== undefined && meets !== sameText)) return [];
  const held = filtered.living.flatMap((record) => heldValues(filtered, name, record));
  const texts = held.filter((value): value is string => typeof value === "string" && /^[^,]{3,}$/.test(value));
  const [text, words] = [texts[0], texts.find((each) => each.trim().includes(" "))];
  if (text === undefined) return [];
  const plain = texts.find((each) => /^[a-z]/i.test(each));
  const quoted = texts.find((each) => each.includes("'"));
  const parts = [
    text.slice(0, -1),
    text.slice(1),
    ...(words === undefined ? [] : [words.split(" ")[0]!]),
    ...new Set([plain, quoted].flatMap((each) => (each === undefined ? [] : escapedForms(each)))),
  ];
  // Nor does the id of a record of another kind mean one of this kind.
  const others = name === "ids" ? idsOfOthers(world, filtered.group) : [];
  const near = [...parts, ...others].filter(
    (value) => z.safeParse(capability.input, { [name]: list ? [value] : value }).success,
  );
  // A list is asked for in one request.
  return list ? [near].filter((values) => values.length > 0) : near;
}

/** What stands for any character, or for any text, where a search treats a value as a pattern. */
const patternSigns = ["_", "%", "*"] as const;

/** Values that a record would meet if they were patterns, and does not hold. Of words of a fixed list and of ids there are none. */
export function patternsFor({ capability }: Trial, filtered: Filtered, name: string): readonly Value[] {
  const isText = !/ids$/i.test(name) && (name === "email" || knownValues[name] === undefined);
  const held = filtered.living.flatMap((record) => heldValues(filtered, name, record));
  const text = held.find((value): value is string => typeof value === "string" && /^[^,]{3,}$/.test(value));
  if (!isText || text === undefined) return [];
  const { list } = filterMeanings[name]!;
  const patterns = patternSigns.map((sign) => `${text[0]}${sign}${text.slice(2)}`);
  const isTaken = (value: string) => z.safeParse(capability.input, { [name]: list ? [value] : value }).success;
  const taken = patterns.filter(isTaken);
  // A list is asked for in one request; of single values, the sign that a database knows must do.
  if (list) return taken.length > 0 ? [taken] : [];
  return name === "titleContains" ? taken : taken.slice(0, 1);
}

export async function filtered(trial: Trial): Promise<Filtered> {
  const { group } = trial.cell;
  const all = await trial.world.records(group);
  const rows = new Map((await allOf(trial)).map((row) => [row.id, row]));
  const living = all.filter(({ id }) => rows.has(id));
  const isUnshown =
    group === "candidates" && appliedFilters(trial).includes("jobIds") && isAbsent(trial, jobIds[group]!);
  if (!isUnshown) return { group, living, rows };
  return { group, living: await withApplications(trial, living), unshown: ["jobIds"], rows };
}

/** Candidates with the jobs that they applied to, where the adapter's candidates do not show them. */
async function withApplications({ world }: Trial, candidates: readonly WorldRecord[]): Promise<readonly WorldRecord[]> {
  const living = (await world.records("applications")).filter((each) => !isDeleted(each));
  const byCandidate = Map.groupBy(living, ({ candidateId }) => candidateId);
  return candidates.map((candidate) => {
    const applications = byCandidate.get(candidate.id) ?? [];
    return { ...candidate, applications: applications.map(({ jobId }) => ({ job: { id: jobId } })) };
  });
}

/** A value that only this ATS has is asked for as `{ other }`. */
export function acceptable({ capability }: Trial, name: string, value: Value): unknown {
  const { success } = z.safeParse(capability.input, { [name]: value });
  return success || !Array.isArray(value) ? value : value.map((each: string) => ({ other: each }));
}

/** A filter by values of records. */
export type Asked = Readonly<Record<string, Value>>;

/** A filter as the stream takes it, and the ids of the records that meet it. */
export function questionOf(trial: Trial, given: Filtered, filter: Asked) {
  const wanted = given.living.filter((record) =>
    Object.entries(filter).every(([name, asked]) => matches(given, name, asked, record)),
  );
  const asked = Object.entries(filter).map(([name, value]) => [name, acceptable(trial, name, value)] as const);
  return { filter: Object.fromEntries(asked), wanted: wanted.map(({ id }) => id) };
}

/** The filters that the adapter applies: not those that a trait says its ATS ignores. */
export function appliedFilters({ adapter, capability }: Trial): readonly string[] {
  const ignored = adapter.facts.traits?.ignoredFilters?.[capability.id] ?? [];
  return filtersOf(capability).filter((name) => !ignored.includes(name));
}

/** Values that the input schema takes, for filters that do not take any text. */
export const knownValues: Readonly<Record<string, string>> = {
  email: "nobody@nowhere.example",
  createdAfter: "2100-01-01",
  employmentTypes: "SEASONAL",
  visibilities: "CONFIDENTIAL",
  statuses: "ARCHIVED",
  outcomes: "HIRED",
  scopes: "SYSTEM",
};

export function filterExample(name: string): Readonly<Record<string, unknown>> {
  const value = knownValues[name] ?? "nothing-4728";
  return { [name]: filterMeanings[name]!.list ? [value] : value };
}

/** One input for each filter of a stream, which no record need meet. */
export const filterExamples = ({ capability }: Trial) => filtersOf(capability).map(filterExample);

/** For each filter that is applied, one that a record meets. */
export async function filtersMeeting(trial: Trial, id: string): Promise<readonly object[]> {
  const { group } = trial.cell;
  const record = (await trial.world.records(group)).find((each) => each.id === id);
  if (!record) return [];
  return appliedFilters(trial).flatMap((name) => {
    const value = heldValues({ group }, name, record).find(
      (held): held is string =>
        typeof held === "string" && held !== "" && !held.includes(",") && (name !== "email" || isAskable(held)),
    );
    if (value === undefined) return [];
    return [{ [name]: acceptable(trial, name, filterMeanings[name]!.list ? [value] : value) }];
  });
}
