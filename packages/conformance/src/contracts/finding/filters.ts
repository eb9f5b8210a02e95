import { AtsError, InvalidInput } from "@anyats/core";
import { strict as assert } from "node:assert";
import { comparable, sameIds } from "../../assertions.ts";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { worldHas } from "../../world-lacks.ts";
import { isAbsent } from "../pieces/absent-fields.ts";
import { atEdges } from "../pieces/at-edges.ts";
import {
  acceptable,
  appliedFilters,
  type Asked,
  askedFor,
  type Filtered,
  filtered,
  filterExample,
  filterMeanings,
  heldValues,
  knownValues,
  matches,
  nearlyHeld,
  patternsFor,
  questionOf,
  type Value,
} from "../pieces/filtering.ts";
import { wordsOf } from "../pieces/schema-paths.ts";
import { some } from "../pieces/seeded.ts";
import { ending } from "../pieces/striking.ts";
import { isUnderstood } from "./sent-filters.ts";
import { type Beside, keepsFiltersAtABorder, lateChanges } from "./at-borders.ts";

interface Row {
  readonly id: string;
}

async function rowsOrRefused(trial: Trial, filter: object, options = {}): Promise<readonly Row[] | undefined> {
  try {
    return await trial.stream(trial.capability.id, filter, options).toArray();
  } catch (error) {
    if (AtsError.is(error) && error.code === "limitation.refused") return undefined;
    throw error;
  }
}

const idsOrRefused = async (trial: Trial, filter: object, options = {}) =>
  (await rowsOrRefused(trial, filter, options))?.map(({ id }) => id);

/** What a filter selects comes on several pages, where it is much. */
const severalPages = { pageSize: 6 };

/** How many of the records that a filter selects are compared with what they are without it. */
const mostCompared = 6;

/** @returns How many records the filter selects; undefined when a declared limitation refuses it. */
async function selects(trial: Trial, given: Filtered, filter: Asked): Promise<number | undefined> {
  const { filter: asked, wanted } = questionOf(trial, given, filter);
  const found = await rowsOrRefused(trial, asked, wanted.length > severalPages.pageSize ? severalPages : {});
  if (found === undefined) return undefined;
  const what = JSON.stringify(filter);
  sameIds(
    found.map(({ id }) => id),
    wanted,
    what,
  );
  for (const row of some(found, mostCompared))
    assert.deepEqual(
      comparable(row),
      comparable(given.rows?.get(row.id)),
      `${what}: ${row.id}, and the same record without the filter`,
    );
  return wanted.length;
}

/** The only values that a field can have, where the adapter declares them. */
const onlyValuesOf = ({ adapter, cell }: Trial, path: string) => adapter.facts.traits?.onlyValues?.[cell.group]?.[path];

/** A filter by a field that the ATS does not have gives no record, or is refused: it is never left out. */
async function refusesOrFindsNothing(trial: Trial, name: string): Promise<void> {
  const found = await idsOrRefused(trial, filterExample(name));
  assert.equal(found?.length ?? 0, 0, `${name}: the ATS has no such field, and the filter was left out`);
}

/** A word that no record holds gives no record, or is refused, be it one of ours or of another ATS: it is never left out. */
async function findsNothingBy(trial: Trial, given: Filtered, name: string): Promise<void> {
  const words = [...wordsOf(trial.capability.input)].find(([path]) => path.replace("[]", "") === name)?.[1] ?? [];
  const held = new Set(given.living.flatMap((record) => heldValues(given, name, record)));
  const [somebodys] = words.filter((each) => held.has(each));
  for (const word of [words.find((each) => !held.has(each)), { other: "NOBODYS_WORD_4799" }]) {
    if (word === undefined) continue;
    // An ATS may refuse a word that it does not know.
    if (typeof word === "string" && somebodys !== undefined)
      await ending(() => selects(trial, given, { [name]: [somebodys, word] }));
    const found = await ending(() => trial.stream(trial.capability.id, { [name]: [word] }).toArray());
    isNothing(found, `${name}: no record is ${JSON.stringify(word)}, which alone was asked for`);
  }
}

/** A filter whose value nobody has gives no record, or is refused as the caller's: it's neither left out nor asked wrongly. */
function isNothing(found: unknown, asked: string): void {
  if (AtsError.is(found)) assert.equal(found.fault, "caller", `${asked}, and that ended in ${found.code}`);
  else assert.deepEqual(found, [], asked);
}

/** Values that no record holds, in two forms of an id. */
const strange = ["nobody-4932", "99900000"] as const;

/** Of values that nobody has, a filter finds nobody, or refuses them: none is left out, so that it would find everybody. */
async function findsNobodyBy(trial: Trial, name: string): Promise<void> {
  for (const value of strange) {
    const found = await ending(() => trial.stream(trial.capability.id, { [name]: [value] }).toArray());
    isNothing(found, `${name}: no record has "${value}", which alone was asked for`);
  }
}

/** The filter finds some of the records, and not all. @param paths The fields that it looks at. */
export function tellsApart(selective: boolean, name: string, paths: readonly string[]): void {
  const where = name === "titleContains" ? ", and in their second to sixth characters" : "";
  worldHas(
    selective,
    `${name}: no value finds some records of the world and leaves others out: let them differ in \`${paths.join("`, `")}\`${where}`,
  );
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
    // Of a sign that an ATS cannot look for as itself, an adapter may say that.
    for (const asked of [...patternsFor(trial, given, name), ...nearlyHeld(trial, given, name)])
      await unlessInvalid(() => selects(trial, given, { [name]: asked }));
    for (const asked of askedFor(given, name)) {
      const count = await selects(trial, given, { [name]: asked });
      selective ||=
        count === undefined ||
        (count > 0 && (count < given.living.length || given.living.length === 1 || isEverywhere));
    }
    tellsApart(selective, name, paths);
    await isUnderstood(trial, given, name);
    if (!filterMeanings[name]!.list) continue;
    if (knownValues[name] === undefined) await findsNobodyBy(trial, name);
    else await findsNothingBy(trial, given, name);
  }
}

/**
 * Each page of a list by ids brings what was asked for: none follows the last for which nothing was asked.
 * @returns How many pages they took.
 */
async function asksForEachPage(trial: Trial, ids: readonly string[]): Promise<number> {
  const before = trial.world.requests();
  let pages = 0;
  for await (const _page of trial.stream(trial.capability.id, { ids }, { lookAhead: false }).pages()) pages += 1;
  const requests = trial.world.requests() - before;
  assert.ok(pages <= requests, `${ids.length} ids came in ${pages} pages, for which ${requests} requests were sent`);
  return pages;
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

/** Whether a record holds a value, and not as its first one. */
const isFurther = (given: Filtered, name: string, asked: Value): boolean =>
  given.living.some((record) => {
    const { meets } = filterMeanings[name]!;
    const [first, ...more] = heldValues(given, name, record);
    const wanted = (typeof asked === "string" ? [asked] : asked) as readonly string[];
    const isOne = (held: unknown) => wanted.some((value) => meets(held, value));
    return more.some(isOne) && !isOne(first);
  });

/** How many values are asked for that somebody holds, where each may take requests of its own. */
const fewKnown = 10;

/** A list that takes as few requests as may be, and more than one, keeps the other filters between them. */
async function keepsFiltersBetweenParts(
  trial: Trial,
  given: Filtered,
  name: string,
  known: readonly string[],
  strangers: readonly string[],
  pages: number,
  changes: Beside | undefined,
): Promise<void> {
  // By the ids in an aggregator's own words, most read as by ids.
  if (name === "remoteIds" && appliedFilters(trial).includes("ids")) return;
  const [few, last] = [known.slice(0, 2), known.slice(2, 2 + fewKnown)];
  // Where a hundred took three requests, one takes 49 at most.
  const inOne = pages > 1 ? Math.floor(99 / (pages - 1)) : strangers.length;
  const long = [...few, ...strangers.slice(0, inOne), ...last];
  const short = known.slice(0, fewKnown);
  const keeps = (values: readonly string[], ends: readonly string[]) =>
    keepsFiltersAtABorder(trial, given, name, values, ends, changes);
  const read = name === "ids" ? undefined : await keeps(short, short.slice(2));
  // Where each value takes a request of its own, strangers would only take more.
  const isDear = read !== undefined && (read.hasBorder || read.requests >= short.length);
  if (!isDear) await keeps(long, last);
}

/** What every stream promises of its filters, derived from its input schema. */
export const derivedFilterPromises: readonly ContractPromise[] = [
  {
    promise: "each filter selects exactly the records that meet it",
    rules: [
      {
        rule: "a filter whose values nobody has selects nothing, also where each of them is unknown or of another form; beside one that somebody has, they add nothing",
        tried: "it asks with one such value alone, and with one of each",
      },
      {
        rule: "a record that a filter selects is the same as without the filter",
        tried: "it compares some of the records that each filter selects, alone and beside another one",
      },
      {
        rule: "a filter compares the whole of each value: not its beginning or end, and not only the first of a record's addresses; of e-mail addresses, whatever their case",
        tried:
          "it asks for a value without its first letter and without its last, for a word of several, and for the second value of a record",
      },
      {
        rule: "a value of a filter is escaped in whatever language it is asked for: quotation marks, backslashes and per cent signs",
        tried:
          "it asks for held values with a backslash, a doubled `'` and a letter by its number: no record holds those",
      },
      {
        rule: "what a filter sends, the ATS understands: two values that select other records are answered with other records, unless both are asked for in the same words and compared on this side",
        tried: "it asks for two values of each filter, and compares which records the ATS gives",
      },
    ],
    run: async (trial) => selectsExactly(trial, appliedFilters(trial)),
    async ofTimes(trial) {
      const dates = appliedFilters(trial).filter((name) => name === "createdAfter");
      if (dates.length > 0) await selectsExactly(trial, dates);
    },
  },
  {
    promise: "a list filter selects by each value, by none, and by more than one request takes",
    rules: [
      {
        rule: "a filter by a list that is asked for in parts gives each record once",
        tried: "it puts two values that one record holds at the two ends of a long list",
      },
      { rule: "an empty list as a filter matches nothing", tried: "it asks with `[]`" },
      {
        rule: "a checkpoint between two parts of a long list keeps every other filter, also `updatedAfter`, on a connection that has read nothing",
        tried:
          "it goes on there beside all filters that can stand together, and beside those of which that shows nothing",
      },
    ],
    async run(trial) {
      const given = await filtered(trial);
      const names = appliedFilters(trial);
      const changes = await lateChanges(trial, given);
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
        const strangers = Array.from({ length: isId ? 260 : 100 }, (_each, nth) => nobody(nth));
        // So many fill the last request, whether it takes 20, 25, 50 or 100 values.
        const filling = [...new Set(known), ...strangers].slice(0, 100);
        const isAsked = name === "ids" && (await idsOrRefused(trial, { ids: known.slice(0, 1) })) !== undefined;
        const pages = isAsked ? await asksForEachPage(trial, filling) : 1;
        // Where they take several requests, as many as an ATS takes in one would only take more.
        const unknown = strangers.slice(0, pages > 1 ? 100 : strangers.length);
        // Two values that one record holds stand at the two ends: a list that is asked for in parts must give it once.
        const [even, odd] = [0, 1].map((rest) => known.filter((_each, nth) => nth % 2 === rest)) as [
          string[],
          string[],
        ];
        const ask = (most: number) =>
          idsOrRefused(
            trial,
            {
              [name]: [...atEdges([...even, ...unknown.slice(0, most), ...odd], new Set(known)), ...known],
            },
            severalPages,
          );
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
        await keepsFiltersBetweenParts(trial, given, name, [...new Set(known)], unknown, pages, changes);
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
    rules: [
      {
        rule: "filters that stand together are conditions on the record, not on the rows that it is made of: a person of several applications may meet one by the first of them and another by the second",
        tried: "it asks with several filters, also at a second customer's server of another `version`",
      },
    ],
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
    rules: [
      {
        rule: "no filter is left out beside another",
        tried:
          "it asks for pairs of values that no record meets together, and for each filter with a later `updatedAfter`",
      },
      {
        rule: 'a filter holds for each value of a record that another one asks for with an "or", such as a second e-mail address: put the "or" into brackets',
        tried: "it asks for the second value of one record beside a value of another",
      },
    ],
    async run(trial) {
      const given = await filtered(trial);
      const names = appliedFilters(trial);
      const meetingOf = (name: string, value: Value) => ({
        value,
        met: new Set(given.living.filter((each) => matches(given, name, value, each))),
      });
      const asks = new Map(names.map((name) => [name, askedFor(given, name).map((value) => meetingOf(name, value))]));
      const later = new Date(trial.world.now().getTime() + 1);
      const { shape } = trial.capability.input as unknown as { readonly shape: object };
      // Not every ATS says of each kind of record when it changed.
      const since = Object.hasOwn(shape, "updatedAfter") && (await idsOrRefused(trial, { updatedAfter: later }));
      const tellsChanges = Array.isArray(since) && since.length === 0;
      for (const [index, one] of names.entries()) {
        for (const other of names.slice(index + 1)) {
          const pairs = asks.get(one)!.flatMap((mine) => asks.get(other)!.map((theirs) => [mine, theirs] as const));
          const apart = pairs.filter(([mine, theirs]) => ![...mine.met].some((each) => theirs.met.has(each)));
          // Where a record has several values, each is asked for with an "or": the other filter holds for each of them.
          const further = apart.find(
            ([mine, theirs]) => isFurther(given, one, mine.value) || isFurther(given, other, theirs.value),
          );
          for (const [mine, theirs] of new Set([...apart.slice(0, 1), ...(further ? [further] : [])]))
            await selects(trial, given, { [one]: mine.value, [other]: theirs.value });
        }
        const [first] = asks.get(one)!;
        if (first === undefined || !tellsChanges) continue;
        const filter = { [one]: acceptable(trial, one, first.value), updatedAfter: later };
        sameIds((await idsOrRefused(trial, filter)) ?? [], [], `${one} and what changed since now`);
      }
    },
  },
];
