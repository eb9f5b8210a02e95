import { strict as assert } from "node:assert";
import { AtsError, InvalidInput } from "@anyats/core";
import { sameIds } from "../assertions.ts";
import type { ContractPromise, Trial } from "../contract-test.ts";
import type { WorldRecord } from "../world.ts";
import { isAbsent } from "./absent-fields.ts";
import { isDeleted } from "./fields.ts";
import { valuesAt } from "./schema-paths.ts";
import { worldHas } from "../world-lacks.ts";

type Value = string | readonly string[] | boolean;

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
}

const heldValues = ({ group }: Pick<Filtered, "group">, name: string, record: WorldRecord) =>
  filterMeanings[name]!.looksAt(group).flatMap((path) => valuesAt(record, path));

function matches(filtered: Filtered, name: string, asked: Value, record: WorldRecord): boolean {
  const { meets } = filterMeanings[name]!;
  const wanted = typeof asked === "string" ? [asked] : (asked as readonly string[]);
  return heldValues(filtered, name, record).some((held) => wanted.some((value) => meets(held, value)));
}

/** Values to ask for: some that records hold, and one that none does. */
export function askedFor(filtered: Filtered, name: string): readonly Value[] {
  const held = filtered.living.flatMap((record) => heldValues(filtered, name, record));
  const texts = [...new Set(held.filter((value): value is string => typeof value === "string" && value !== ""))];
  const usable = texts.filter((text) => !text.includes(","));
  const { list } = filterMeanings[name]!;
  const some = [usable[0], usable.at(-1), usable[Math.floor(usable.length / 2)]].filter((text) => text !== undefined);
  if (name === "titleContains") return some.map((text) => text.slice(1, 6).toUpperCase());
  if (name === "createdAfter") return some;
  if (!list) return some.map((text) => (filterMeanings[name]!.meets === sameText ? text.toUpperCase() : text));
  // Words of a fixed list are few: each is asked for.
  const singles = knownValues[name] === undefined ? some : usable;
  return [...singles.map((text) => [text]), usable.slice(0, 7)].filter((values) => values.length > 0);
}

export async function filtered(trial: Trial): Promise<Filtered> {
  const { group } = trial.cell;
  const all = await trial.world.records(group);
  const shown = new Set((await trial.stream(trial.capability.id).toArray()).map(({ id }) => id));
  const living = all.filter(({ id }) => shown.has(id));
  const isUnshown =
    group === "candidates" && appliedFilters(trial).includes("jobIds") && isAbsent(trial, jobIds[group]!);
  return isUnshown ? { group, living: await withApplications(trial, living), unshown: ["jobIds"] } : { group, living };
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

async function idsOrRefused(trial: Trial, filter: object): Promise<readonly string[] | undefined> {
  try {
    return (await trial.stream(trial.capability.id, filter).toArray()).map(({ id }) => id);
  } catch (error) {
    if (AtsError.is(error) && error.code === "limitation.refused") return undefined;
    throw error;
  }
}

/** A value that only this ATS has is asked for as `{ other }`. */
function acceptable({ capability }: Trial, name: string, value: Value): unknown {
  const { success } = capability.input.safeParse({ [name]: value });
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

/** @returns How many records the filter selects; undefined when a declared limitation refuses it. */
async function selects(trial: Trial, given: Filtered, filter: Asked): Promise<number | undefined> {
  const { filter: asked, wanted } = questionOf(trial, given, filter);
  const found = await idsOrRefused(trial, asked);
  if (found === undefined) return undefined;
  sameIds(found, wanted, JSON.stringify(filter));
  return wanted.length;
}

/** The only values that a field can have, where the adapter declares them. */
const onlyValuesOf = ({ adapter, cell }: Trial, path: string) => adapter.facts.traits?.onlyValues?.[cell.group]?.[path];

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

function filterExample(name: string): Readonly<Record<string, unknown>> {
  const value = knownValues[name] ?? "nothing-4728";
  return { [name]: filterMeanings[name]!.list ? [value] : value };
}

/** One input for each filter of a stream, which no record need meet. */
export const filterExamples = ({ capability }: Trial) => filtersOf(capability).map(filterExample);

/** A filter by a field that the ATS does not have gives no record, or is refused: it is never left out. */
async function refusesOrFindsNothing(trial: Trial, name: string): Promise<void> {
  const found = await idsOrRefused(trial, filterExample(name));
  assert.equal(found?.length ?? 0, 0, `${name}: the ATS has no such field, and the filter was left out`);
}

async function selectsExactly(trial: Trial, names: readonly string[]): Promise<void> {
  const given = await filtered(trial);
  for (const name of names) {
    const paths = filterMeanings[name]!.looksAt(given.group);
    const isNowhere = !given.unshown?.includes(name) && paths.every((path) => isAbsent(trial, path));
    const isEverywhere = paths.every((path) => onlyValuesOf(trial, path)?.length === 1);
    if (isNowhere || isEverywhere) await refusesOrFindsNothing(trial, name);
    if (isNowhere) continue;
    let selective = false;
    for (const asked of askedFor(given, name)) {
      const count = await selects(trial, given, { [name]: asked });
      selective ||=
        count === undefined ||
        (count > 0 && (count < given.living.length || given.living.length === 1 || isEverywhere));
    }
    worldHas(selective, `${name}: the world has no records that it tells apart`);
  }
}

/** For each filter that is applied, one that a record meets. */
export async function filtersMeeting(trial: Trial, id: string): Promise<readonly object[]> {
  const { group } = trial.cell;
  const record = (await trial.world.records(group)).find((each) => each.id === id);
  if (!record) return [];
  return appliedFilters(trial).flatMap((name) => {
    const value = heldValues({ group }, name, record).find(
      (held): held is string => typeof held === "string" && held !== "" && !held.includes(","),
    );
    if (value === undefined) return [];
    return [{ [name]: acceptable(trial, name, filterMeanings[name]!.list ? [value] : value) }];
  });
}

/** Each page of a list by ids brings what was asked for: none follows the last for which nothing was asked. */
async function asksForEachPage(trial: Trial, ids: readonly string[]): Promise<void> {
  const before = trial.world.requests();
  let pages = 0;
  for await (const _page of trial.stream(trial.capability.id, { ids }, { lookAhead: false }).pages()) pages += 1;
  const requests = trial.world.requests() - before;
  assert.ok(pages <= requests, `${ids.length} ids came in ${pages} pages, for which ${requests} requests were sent`);
}

/** What stands between the values of a list in one parameter of a request, or at an end of one. */
const separators = [",", ";", "|", "\n"] as const;

/** What a filter gives; undefined where its value is refused as wrong. */
async function unlessInvalid<T>(attempt: () => Promise<T>): Promise<T | undefined> {
  try {
    return await attempt();
  } catch (error) {
    if (error instanceof InvalidInput) return undefined;
    throw error;
  }
}

/** What every stream promises of its filters, derived from its input schema. */
export const derivedFilterPromises: readonly ContractPromise[] = [
  {
    promise: "each filter selects exactly the records that meet it",
    run: async (trial) => selectsExactly(trial, appliedFilters(trial)),
    async ofTimes(trial) {
      const dates = appliedFilters(trial).filter((name) => name === "createdAfter");
      if (dates.length > 0) await selectsExactly(trial, dates);
    },
  },
  {
    promise: "a list filter selects by each value, by none, and by more than one request takes",
    async run(trial) {
      const given = await filtered(trial);
      const names = appliedFilters(trial);
      // Words of a fixed list are few; ids and texts may be many.
      const isMany = (name: string) => filterMeanings[name]!.list && knownValues[name] === undefined;
      for (const name of names.filter(isMany)) {
        const isId = name === "ids" || name === "remoteIds";
        const held = given.living.flatMap((record) => heldValues(given, name, record));
        const known = held
          .filter((value) => typeof value === "string" && !value.includes(","))
          .slice(0, isId ? 60 : 20) as string[];
        const nobody = (nth: number) =>
          name === "emails" ? `nobody${nth}@nowhere.example` : `999${String(nth).padStart(5, "0")}`;
        const unknown = Array.from({ length: isId ? 260 : 100 }, (_each, nth) => nobody(nth));
        // Two values that one record holds stand at the two ends: a list that is asked for in parts must give it once.
        const [some, others] = [0, 1].map((rest) => known.filter((_each, nth) => nth % 2 === rest)) as [
          string[],
          string[],
        ];
        const ask = (strangers: number) =>
          idsOrRefused(trial, { [name]: [...some, ...unknown.slice(0, strangers), ...others, ...known] });
        const found = await ask(unknown.length).catch((error: unknown) => {
          // An operation may say how many it takes: then fewer must do.
          const isTooMany = error instanceof InvalidInput && error.message.includes(`${name}: `);
          if (isId || !isTooMany) throw error;
          return ask(40);
        });
        if (found === undefined) continue;
        const wanted = given.living.filter((record) => matches(given, name, known, record));
        sameIds(
          found,
          wanted.map(({ id }) => id),
          `${name}, ${known.length} of ${unknown.length + known.length} known`,
        );
        sameIds(
          (await trial.stream(trial.capability.id, { [name]: [] }).toArray()).map(({ id }) => id),
          [],
          `${name}, none`,
        );
        // So many fill the last request, whether it takes 20, 25, 50 or 100 values.
        if (name === "ids") await asksForEachPage(trial, [...new Set(known), ...unknown].slice(0, 100));
        const [one, other] = new Set(known);
        for (const separator of other === undefined ? [] : separators) {
          const joined = [one, other].join(separator);
          const records = await unlessInvalid(() => idsOrRefused(trial, { [name]: [joined] }));
          sameIds(records ?? [], [], `${name}, one value with "${separator}" in it`);
        }
        if (one === undefined || other === undefined) continue;
        // Nor are they three where another stands beside it.
        const beside = await unlessInvalid(() => idsOrRefused(trial, { [name]: [`${one},${other}`, one] }));
        const met = given.living.filter((record) => matches(given, name, [one], record));
        if (beside)
          sameIds(
            beside,
            met.map(({ id }) => id),
            `${name}, one value with a comma in it, and another`,
          );
      }
    },
  },
  {
    promise: "two filters together select the records that meet both",
    async run(trial) {
      const given = await filtered(trial);
      const names = appliedFilters(trial);
      const pairs = names.flatMap((one, index) => names.slice(index + 1).map((other) => [one, other] as const));
      for (const [one, other] of pairs) {
        // A record that meets both, so that the pair selects something.
        const both = given.living.find((record) =>
          [one, other].every((name) =>
            heldValues(given, name, record).some(
              (value) => typeof value === "string" && value !== "" && !value.includes(","),
            ),
          ),
        );
        if (!both) continue;
        const ask = (name: string): Value => {
          const value = heldValues(given, name, both).find(
            (each): each is string => typeof each === "string" && each !== "" && !each.includes(","),
          )!;
          return filterMeanings[name]!.list ? [value] : value;
        };
        const count = await selects(trial, given, { [one]: ask(one), [other]: ask(other) });
        assert.notEqual(count, 0, `${one} and ${other} select nothing`);
      }
    },
  },
  {
    promise: "combines all filters: two that no record meets together select nothing",
    async run(trial) {
      const given = await filtered(trial);
      const names = appliedFilters(trial);
      const some = new Map(names.map((name) => [name, askedFor(given, name)]));
      const later = new Date(trial.world.now().getTime() + 1);
      const { shape } = trial.capability.input as unknown as { readonly shape: object };
      // Not every ATS says of each kind of record when it changed.
      const since = Object.hasOwn(shape, "updatedAfter") && (await idsOrRefused(trial, { updatedAfter: later }));
      const tellsChanges = Array.isArray(since) && since.length === 0;
      for (const [index, one] of names.entries()) {
        for (const other of names.slice(index + 1)) {
          const pairs = some.get(one)!.flatMap((mine) => some.get(other)!.map((theirs) => [mine, theirs] as const));
          const apart = pairs.find(
            ([mine, theirs]) =>
              !given.living.some((each) => matches(given, one, mine, each) && matches(given, other, theirs, each)),
          );
          if (apart) await selects(trial, given, { [one]: apart[0], [other]: apart[1] });
        }
        const [value] = some.get(one)!;
        if (value === undefined || !tellsChanges) continue;
        const filter = { [one]: acceptable(trial, one, value), updatedAfter: later };
        sameIds((await idsOrRefused(trial, filter)) ?? [], [], `${one} and what changed since now`);
      }
    },
  },
];
