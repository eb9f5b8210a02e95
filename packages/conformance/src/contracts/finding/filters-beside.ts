import { AtsError, type Checkpoint } from "@anyats/core";
import { strict as assert } from "node:assert";
import { comparable, sameIds } from "../../assertions.ts";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo } from "../../trial.ts";
import type { Kind, WorldRecord } from "../../world.ts";
import { acceptable, appliedFilters, askedFor, filtersMeeting, heldValues, matches } from "../pieces/filtering.ts";
import { isDeleted, isTold, removableKinds } from "../pieces/records.ts";
import { some } from "../pieces/seeded.ts";
import { ending } from "../pieces/striking.ts";

interface Row {
  readonly id: string;
  readonly deletedAt?: string | null;
}

/** How many records change before what changed is asked for. */
const mostChanged = 5;

/** What a stream gives; undefined where a limitation refuses the filter. */
async function rowsOf(trial: Trial, filter: object, options: object = {}): Promise<readonly Row[] | undefined> {
  const read = () => trial.stream(trial.capability.id, filter, { pageSize: 250, ...options }).toArray();
  const ended = await ending(read);
  if (!AtsError.is(ended)) return ended as readonly Row[];
  if (ended.code === "limitation.refused") return undefined;
  throw ended;
}

const idsIn = (rows: readonly Row[]) => rows.map(({ id }) => id);

/** A list that is compared on this side is read to its end, in no more pages than this. */
const mostPages = 30;

/** Reads page after page, each on a connection that has read nothing before. */
async function pageByPage(trial: Trial, filter: object): Promise<readonly string[]> {
  const found: string[] = [];
  let from: { readonly checkpoint?: Checkpoint } = {};
  const pageSize = Math.max(2, Math.ceil(trial.world.ids(trial.cell.group as Kind).length / mostPages));
  for (let read = 0; read <= 4 * mostPages; read += 1) {
    await using fresh = await connectedTo(trial);
    const pages = fresh.stream(trial.capability.id, filter, { pageSize, lookAhead: false, ...from }).pages();
    const iterator = pages[Symbol.asyncIterator]();
    const { done, value: page } = await iterator.next();
    await iterator.return?.();
    if (done === true) return found;
    found.push(...idsIn(page.records));
    if (page.checkpoint.done) return found;
    from = { checkpoint: JSON.parse(JSON.stringify(page.checkpoint)) as Checkpoint };
  }
  return assert.fail(`${JSON.stringify(filter)}: the pages do not end`);
}

/** Of each filter the one that the fewest of some records meet: it selects only a part of them. */
async function narrowFilters(trial: Trial, ids: readonly string[]): Promise<readonly object[]> {
  const met = new Map<string, number>();
  for (const id of ids)
    for (const filter of await filtersMeeting(trial, id)) {
      const text = JSON.stringify(filter);
      met.set(text, (met.get(text) ?? 0) + 1);
    }
  const fewestFirst = [...met]
    .toSorted(([, one], [, other]) => one - other)
    .map(([text]) => JSON.parse(text) as object);
  const byName = Map.groupBy(fewestFirst, (filter) => Object.keys(filter).join(""));
  return [...byName.values()].map(([filter]) => filter!);
}

/**
 * What a filter selects is the same part of everything, whatever everything is.
 * @param all What the stream gives without the filter.
 * @returns The ids that it gives with both; undefined where a limitation refuses one.
 */
async function selectsTheSamePart(trial: Trial, filter: object, beside: object, all: readonly Row[]) {
  const asked = { ...filter, ...beside };
  const what = JSON.stringify(asked);
  const [alone, both] = [await rowsOf(trial, filter), await rowsOf(trial, asked)];
  if (!alone || !both) return undefined;
  const given = new Map(all.map((row) => [row.id, comparable(row)]));
  const living = (rows: readonly Row[]) => idsIn(rows.filter((row) => !isDeleted(row)));
  const selected = new Set(idsIn(alone));
  const wanted = living(all).filter((id) => selected.has(id));
  sameIds(living(both), wanted, `${what}, and what each of its parts gives`);
  for (const row of both)
    assert.deepEqual(comparable(row), given.get(row.id), `${what}: ${row.id}, and the same record without the filter`);
  return { asked, what, ids: idsIn(both) };
}

/** What changed is told whole, also on a connection that has just read a part of the list to its end. */
async function givesAllAfterAPart(trial: Trial, filter: object, kind: Kind, ids: readonly string[]): Promise<void> {
  const { world } = trial;
  const part = await rowsOf(trial, filter);
  const outside = part && ids.find((id) => !part.some((row) => row.id === id));
  if (outside === undefined) return;
  // An adapter may look back some minutes from where a run began.
  for (let times = 0; times < 6; times += 1) await world.touch(kind, outside);
  const since = new Date(world.now().getTime() + 1);
  await world.touch(kind, outside);
  const changed = await rowsOf(trial, { updatedAfter: since });
  assert.ok(
    changed?.some(({ id }) => id === outside) ?? true,
    `the connection read what ${JSON.stringify(filter)} selects, another record changed, and \`updatedAfter\` alone does not give it`,
  );
}

/** What a filter selects beside `includeDeleted` among the living. */
async function selectsTheLiving(trial: Trial): Promise<void> {
  const { world, cell } = trial;
  const kind = cell.group as Kind;
  const [, gone, kept] = world.ids(kind);
  if (gone === undefined || kept === undefined) return;
  const filters = await filtersMeeting(trial, kept);
  await world.remove(kind, gone);
  // Another yes does not ask for the deleted, too.
  const living = await rowsOf(trial, { ignoreUnsupportedFilters: true });
  assert.ok(!living?.some(isDeleted), "`ignoreUnsupportedFilters` gives deleted records");
  const all = await rowsOf(trial, { includeDeleted: true });
  for (const filter of all ? filters : []) {
    const given = await selectsTheSamePart(trial, filter, { includeDeleted: true }, all!);
    if (Object.hasOwn(filter, "ids") && given) sameIds(given.ids, [kept], "by the id of another record");
  }
}

/** How many records are removed, so that there are some that differ. */
const mostRemoved = 4;

/**
 * What a filter selects among the deleted: an ATS may have a list of its own for those. It may keep nothing of what a filter looks
 * at; what the stream itself says of a deleted record decides.
 */
async function selectsTheDeleted(trial: Trial): Promise<void> {
  const { world, cell } = trial;
  const kind = removableKinds.find((each) => each === cell.group);
  const living = kind === undefined ? [] : (await world.records(kind)).filter((each) => !isDeleted(each));
  for (const { id } of some(living, mostRemoved)) if ((await world.remove(kind!, id)) === "never") break;
  const all = (await rowsOf(trial, { includeDeleted: true })) as readonly WorldRecord[] | undefined;
  const given = { group: cell.group, living: all ?? [] };
  for (const name of appliedFilters(trial)) {
    const told = given.living.filter(
      (each) =>
        isDeleted(each) && heldValues(given, name, each).some((value) => typeof value === "string" && value !== ""),
    );
    const asked = askedFor(given, name);
    const value = asked.find((one) => told.some((each) => !matches(given, name, one, each))) ?? asked[0];
    if (told.length === 0 || value === undefined) continue;
    const found = await rowsOf(trial, { [name]: acceptable(trial, name, value), includeDeleted: true });
    const ids = found && new Set(idsIn(found));
    for (const each of ids ? told : []) {
      const meets = matches(given, name, value, each);
      const what = meets ? "meets the filter, and did not come" : "does not meet the filter, and came";
      assert.equal(ids!.has(each.id), meets, `${name} with \`includeDeleted\`: ${each.id} is deleted and ${what}`);
    }
  }
}

/** What every stream promises of a filter beside what else may be asked for. */
export const filtersBesidePromises: readonly ContractPromise[] = [
  {
    promise: "applies each filter also beside `updatedAfter`, and page by page",
    rules: [
      {
        rule: "a filter selects the same part of everything, also of what changed, and on a connection that goes on from a checkpoint",
        tried: "it asks for each filter beside `updatedAfter` of records that just changed, a page on each connection",
      },
    ],
    ofVersions: true,
    applies: ({ kind, group }) => kind === "stream" && isTold(group),
    async run(trial) {
      const { world, cell } = trial;
      const kind = cell.group as Kind;
      const chosen = some(world.ids(kind), mostChanged);
      const updatedAfter = new Date(world.now().getTime() + 1);
      for (const id of chosen) await world.touch(kind, id);
      const all = await rowsOf(trial, { updatedAfter });
      if (!all) return;
      const filters = await narrowFilters(trial, chosen);
      for (const filter of filters) {
        const given = await selectsTheSamePart(trial, filter, { updatedAfter }, all);
        if (given) sameIds(await pageByPage(trial, given.asked), given.ids, `${given.what}, a page on each connection`);
      }
      for (const filter of filters) await givesAllAfterAPart(trial, filter, kind, chosen);
    },
  },
  {
    promise: "applies each filter also beside `includeDeleted`",
    rules: [
      {
        rule: "a filter holds for deleted records, too: where the ATS has a list of its own for them, compare them with `filteredPage` and the whole filter",
        tried: "it removes records, and asks with each filter and `includeDeleted`",
      },
    ],
    applies: ({ kind }) => kind === "stream",
    async run(trial) {
      if (isTold(trial.cell.group)) await selectsTheLiving(trial);
      if (trial.adapter.facts.traits?.deletions !== "by-comparison") await selectsTheDeleted(trial);
    },
  },
];
