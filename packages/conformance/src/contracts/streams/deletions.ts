import { strict as assert } from "node:assert";
import { sameIds } from "../../assertions.ts";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { scalarsIn } from "../../fields.ts";
import type { Kind } from "../../world.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { fetchIn, rewriting } from "../../worlds/tapped.ts";
import { filtersMeeting } from "../pieces/filtering.ts";
import { isDeleted, removableKinds, idsAsHeld } from "../pieces/records.ts";
import { idsOf, kindOf, pageSize, type Row, rowsOf } from "../pieces/small-pages.ts";
import { unlessRefused } from "../pieces/striking.ts";

/** How a record arrives. */
export const presence = (row: Parameters<typeof isDeleted>[0]) => (isDeleted(row) ? "deleted" : "there");

/**
 * Records of other kinds are removed that have the ids of records that stay: an ATS may count the records of each kind, and keep
 * one list of what was removed.
 */
async function outlivesItsNamesakes(trial: Trial): Promise<void> {
  const { world } = trial;
  const kind = kindOf(trial);
  for (const other of removableKinds) {
    if (other === kind || !trial.offers(`${other}.stream`)) continue;
    const living = new Set(world.ids(kind));
    const namesake = (await world.records(other)).find((each) => !isDeleted(each) && living.has(each.id));
    if (!namesake || (await world.remove(other, namesake.id)) === "never") continue;
    const { id } = namesake;
    // A candidate may go with an application.
    if (!world.ids(kind).includes(id)) continue;
    const rows = await unlessRefused(() => rowsOf(trial, { ids: [id], includeDeleted: true }));
    const found = rows?.map(presence);
    assert.deepEqual(
      found ?? ["there"],
      ["there"],
      `of ${other} ${id} was removed, of ${kind} ${id} was not: how it arrives`,
    );
  }
}

/** What a stream promises of records that are removed while it is connected. */
export const deletionPromises: readonly ContractPromise[] = [
  {
    promise: "shows a deletion only when asked to",
    async run(trial) {
      const kind = kindOf(trial);
      const all = trial.world.ids(kind);
      const gone = all[all.length - 1]!;
      await trial.world.remove(kind, gone);
      assert.ok(!trial.world.ids(kind).includes(gone), "the world's remove() removes nothing");
      sameIds(await idsOf(trial), trial.world.ids(kind), "after the deletion");
      const records = (await trial
        .stream(trial.capability.id, { includeDeleted: true }, { pageSize })
        .toArray()) as readonly {
        readonly id: string;
        readonly deletedAt?: string | null;
      }[];
      const shown = records.find(({ id }) => id === gone);
      // Where the ATS keeps nothing of it, it must be missing everywhere: a comparison finds it gone by that.
      if (trial.adapter.facts.traits?.deletions === "by-comparison")
        assert.equal(shown, undefined, "the deleted record arrives, although the ATS keeps nothing of it");
      else assert.ok(shown?.deletedAt, "the deleted record is not shown as deleted");
      sameIds(await idsOf(trial, { ids: [gone, all[0]!] }), [all[0]!], "by the id of the deleted record");
      const falsely = records.filter(({ id, deletedAt }) => deletedAt && trial.world.ids(kind).includes(id));
      assert.deepEqual(falsely, [], "records that are there are shown as deleted");
    },
  },
  {
    promise: "returns deletions by `updatedAfter` and `ids`, and only with `includeDeleted`",
    async run(trial) {
      const kind = kindOf(trial);
      const [gone, kept] = trial.world.ids(kind) as [string, string];
      const since = new Date(trial.world.now().getTime() + 1);
      const filters = await filtersMeeting(trial, gone);
      await trial.world.remove(kind, gone);
      for (const filter of filters) {
        const found = await unlessRefused(() => idsOf(trial, filter, { pageSize: 50 }));
        assert.ok(!found?.includes(gone), `a deletion was shown unasked with ${JSON.stringify(filter)}`);
      }
      // Where the ATS keeps nothing of a deleted record, no filter gives it.
      const isKept = trial.adapter.facts.traits?.deletions !== "by-comparison";
      const shown = isKept ? [gone] : [];
      const deletedIn = async (filter: object) => (await rowsOf(trial, filter)).filter(isDeleted).map(({ id }) => id);
      assert.deepEqual(await deletedIn({ updatedAfter: since, includeDeleted: true }), shown, "deleted since then");
      assert.deepEqual(await deletedIn({ ids: [gone, kept], includeDeleted: true }), shown, "by ids");
      const asked = { ids: [gone, kept], includeDeleted: true };
      sameIds(await idsOf(trial, asked), [...shown, kept], "by ids, the deleted one too");
      sameIds(await idsOf(trial, { ids: [gone, kept] }), [kept], "by ids");
      assert.ok(!(await idsOf(trial, { updatedAfter: since })).includes(gone), "a deletion was shown unasked");
      const unasked = await idsOf(trial, { includeDeleted: false });
      sameIds(unasked, trial.world.ids(kind), "with `includeDeleted: false`");
      await outlivesItsNamesakes(trial);
    },
  },
];

/** The records of a stream with the deleted ones, and the values with which the ATS answered. */
async function withDeleted(trial: Trial) {
  const came = new Set<string>();
  const fetch = fetchIn(trial.world.settings);
  const noting = (body: unknown) => {
    for (const value of scalarsIn(body)) came.add(String(value));
    return body;
  };
  await using on = await connectedTo(fetch ? withFetch(trial, rewriting(fetch, noting)) : trial);
  const all = await on.stream(trial.capability.id, { includeDeleted: true }, { pageSize: 50 }).toArray();
  return { all: all as readonly Row[], came };
}

/** What every stream promises of records that were deleted before. */
export const deletedBeforePromise: ContractPromise = {
  promise: "returns deletions only with `includeDeleted`, and marks nothing else as deleted",
  rules: [
    {
      rule: "a deleted record of which the ATS keeps something is given with `includeDeleted`, also where it keeps nothing of most",
      tried: "it compares the stream with `records()`, as far as their ids are in the ATS's answers",
    },
  ],
  async run(trial) {
    const truth = await trial.world.records(trial.cell.group);
    if (truth.length === 0) return;
    const deleted = truth.filter(isDeleted).map(({ id }) => id);
    const unasked = await rowsOf(trial, {}, { pageSize: 50 });
    for (const record of unasked) {
      assert.ok(!deleted.includes(record.id), `record ${record.id} is deleted, and was not asked for`);
      assert.ok(!isDeleted(record), `record ${record.id} is there, and is called deleted`);
    }
    const { all, came } = await withDeleted(trial);
    const gone = all.filter(isDeleted).map(({ id }) => id);
    // Of most deleted records the ATS may keep nothing: what it answers with is kept.
    const isKept = trial.adapter.facts.traits?.deletions !== "by-comparison";
    sameIds(gone, isKept ? deleted : deleted.filter((id) => came.has(id)), "those that are deleted");
    sameIds(
      all.filter(({ id }) => !gone.includes(id)).map(({ id }) => id),
      unasked.map(({ id }) => id),
      "the others",
    );
  },
};

/** Whose records belong to records of these kinds. */
const parentsOf: Readonly<Record<string, readonly Kind[]>> = {
  applications: ["jobs", "candidates"],
  candidates: ["applications"],
  interviews: ["applications", "candidates", "jobs"],
  offers: ["applications", "candidates", "jobs"],
  notes: ["candidates", "applications"],
  attachments: ["candidates", "applications"],
  scorecards: ["applications", "candidates"],
};

/** Removes of each kind the one that the most records belong to, and not every one. */
async function removesParents({ world, cell }: Trial): Promise<void> {
  const removed = new Set<string>();
  for (const kind of parentsOf[cell.group]!) {
    const ids = new Set(world.ids(kind));
    const living = (await world.records(cell.group)).filter((each) => !isDeleted(each));
    const named = living.map((each) =>
      scalarsIn(each)
        .map(String)
        .filter((id) => ids.has(id) && id !== each.id),
    );
    const isSpared = (id: string) => named.some((others) => !others.includes(id));
    const children = [...Map.groupBy(named.flat(), (id) => id)].toSorted(
      ([, one], [, other]) => other.length - one.length,
    );
    const parent = children.find(([id]) => !removed.has(id) && isSpared(id))?.[0] ?? [...ids][1];
    if (parent === undefined) continue;
    await world.remove(kind, parent);
    removed.add(parent);
  }
}

/** What a stream promises of records that belong to one that was removed. */
export const parentPromise: ContractPromise = {
  promise: "returns records of a deleted job, candidate or application as the ATS has them",
  rules: [
    {
      rule: "a part of a deleted record, such as an offer of an application, is deleted where the ATS deletes it with the whole, and living where it keeps it",
      tried:
        "it removes what the most records belong to, and compares them with `records()`, also with `includeDeleted`",
    },
  ],
  applies: ({ kind, group }) => kind === "stream" && Object.hasOwn(parentsOf, group),
  async run(trial) {
    await removesParents(trial);
    const truth = await trial.world.records(trial.cell.group);
    const living = truth.filter((each) => !isDeleted(each)).map(({ id }) => id);
    sameIds(await idsAsHeld(trial), living, "what is left");
    const all = await idsAsHeld(trial, true);
    // Where the ATS keeps nothing of most deleted records, it may keep something of some.
    const isKept = trial.adapter.facts.traits?.deletions !== "by-comparison";
    const wanted = isKept ? truth : truth.filter((each) => !isDeleted(each) || all.includes(each.id));
    sameIds(
      all,
      wanted.map(({ id }) => id),
      "with `includeDeleted`",
    );
  },
};
