import { AtsError, type Checkpoint } from "@anyats/core";
import { strict as assert } from "node:assert";
import { sameIds } from "../../assertions.ts";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo } from "../../trial.ts";
import { worldHas, WorldLacks } from "../../world-lacks.ts";
import type { Kind, WorldRecord } from "../../world.ts";
import { filtersMeeting } from "../pieces/filtering.ts";
import { eventPlace } from "../pieces/one-place-each.ts";
import { differenceOf, isCanonical, isDeleted, removableKinds, streamsAsHeld } from "../pieces/records.ts";
import { askedBy } from "../pieces/requests.ts";
import { idsOf, pageSize, type Row, rowsOf } from "../pieces/small-pages.ts";
import { ending, hasStruck, makes, unlessRefused } from "../pieces/striking.ts";
import { endsAtItsEndOnly } from "./page-ends.ts";

const kindOf = ({ cell }: Trial) => cell.group as Kind;

interface Held {
  readonly id: string;
  readonly candidateId?: string | null;
}

/** What a record is read with: an ATS may keep applications inside their candidate, and gives and moves those together. */
const holderOf = ({ cell }: Trial, { id, candidateId }: Held): string =>
  cell.group === "applications" ? (candidateId ?? id) : id;

/** Pages, until so many records have come. */
async function begin(
  trial: Trial,
  least: number,
): Promise<{ readonly ids: string[]; readonly checkpoint: Checkpoint }> {
  const ids: string[] = [];
  for await (const { records, checkpoint } of trial.stream(trial.capability.id, {}, { pageSize }).pages()) {
    ids.push(...records.map(({ id }) => id));
    if (ids.length >= least) return { ids, checkpoint: JSON.parse(JSON.stringify(checkpoint)) as Checkpoint };
  }
  throw new WorldLacks("the world is too small to prove anything");
}

/**
 * The ATS forgets a list of which some pages were read, and in which records have moved up since: the stream begins again, or
 * says that it cannot go on. A place in one list is none in the next.
 */
async function goesOnInItsOwnList(trial: Trial): Promise<void> {
  const { world } = trial;
  if (!world.endLists) return;
  const kind = kindOf(trial);
  const found = new Set<string>();
  const read = async () => {
    for await (const { records } of trial.stream(trial.capability.id, {}, { pageSize, lookAhead: false }).pages()) {
      const isFirst = found.size === 0;
      for (const { id } of records) found.add(id);
      const [first] = found;
      if (!isFirst || first === undefined) continue;
      await world.remove(kind, first);
      await world.endLists!();
    }
  };
  const ended = await ending(read);
  if (AtsError.is(ended)) {
    assert.equal(ended.code, "stream.cursor-refused", "how a stream ends whose list the ATS has forgotten");
    return;
  }
  assert.deepEqual(
    world.ids(kind).filter((id) => !found.has(id)),
    [],
    "the ATS forgot the list, the stream went on at the same place of another one, and these are missing: throw `CursorRefused`",
  );
}

const presence = (row: Parameters<typeof isDeleted>[0]) => (isDeleted(row) ? "deleted" : "there");

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

/** What every stream promises whose records can be changed and removed in the world. */
export const readingPromises: readonly ContractPromise[] = [
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
  {
    promise: "gives a record that changed at the very instant that is asked for",
    async run(trial) {
      const kind = kindOf(trial);
      const changed = trial.world.ids(kind)[2]!;
      await trial.world.touch(kind, changed);
      const record = (await rowsOf(trial)).find(({ id }) => id === changed);
      const at = record?.changedAt;
      assert.ok(at, "the record does not say when it changed");
      const found = await idsOf(trial, { updatedAfter: at });
      assert.ok(found.includes(changed), `it changed at ${at}, and is missing among those changed at or after that`);
    },
  },
  {
    promise: "goes on from a checkpoint with pages of another size",
    async run(trial) {
      const whole = await idsOf(trial);
      const { ids, checkpoint } = await begin(trial, pageSize);
      for (const size of [3, 50]) {
        const rest = await idsOf(trial, {}, { checkpoint, pageSize: size });
        sameIds([...ids, ...rest], whole, `with pages of ${size}`);
      }
    },
  },
  {
    promise: "asks for pages no larger than was asked for",
    async run(trial) {
      for await (const { records } of trial.stream(trial.capability.id, {}, { pageSize: 4 }).pages()) {
        const holders = new Set((records as readonly Held[]).map((each) => holderOf(trial, each)));
        assert.ok(
          holders.size <= 4,
          `a page of ${records.length} records of ${holders.size} others, and 4 were asked for`,
        );
      }
    },
  },
  {
    promise: "gives the same records when one stream is read again",
    async run(trial) {
      const whole = await idsOf(trial);
      const stream = trial.stream(trial.capability.id, {}, { pageSize });
      sameIds(
        (await stream.toArray()).map(({ id }) => id),
        whole,
        "one stream, read once",
      );
      sameIds(
        (await stream.toArray()).map(({ id }) => id),
        whole,
        "the same stream, read again",
      );
    },
  },
  {
    promise: "loses no record while it or others change or are deleted",
    async run(trial) {
      const kind = kindOf(trial);
      const all = trial.world.ids(kind);
      const held = (await trial.world.records(trial.cell.group)) as readonly Held[];
      const found: string[] = [];
      let [touched, removed, late]: (string | undefined)[] = [];
      for await (const { records } of trial.stream(trial.capability.id, {}, { pageSize, lookAhead: false }).pages()) {
        found.push(...records.map(({ id }) => id));
        if (touched !== undefined) continue;
        // One that was read changes, and one that was read goes away.
        [touched, removed] = [found[1], found[2]];
        await trial.world.touch(kind, touched!);
        // One that is still to come changes, too: a list that begins with what changed last has passed its place by then.
        late = all.findLast((id) => !found.includes(id));
        if (late !== undefined) await trial.world.touch(kind, late);
        // In lists paged by offset or page number, a deletion moves the records after it.
        if (trial.adapter.facts.traits?.paging !== "by-place") await trial.world.remove(kind, removed!);
      }
      const still = all.filter((id) => id !== touched && id !== removed);
      const holders = new Map(held.map((each) => [each.id, holderOf(trial, each)]));
      const moved = new Set([touched, removed, late].map((id) => holders.get(id!) ?? id));
      assert.deepEqual(
        still.filter((id) => !found.includes(id)),
        [],
        late !== undefined && !found.includes(late)
          ? "a record that was still to come changed, and is missing: ask for an order that no change alters"
          : "records that nobody touched are missing",
      );
      const twice = still.filter(
        (id) => id !== late && found.indexOf(id) !== found.lastIndexOf(id) && !moved.has(holders.get(id) ?? id),
      );
      assert.deepEqual(twice, [], "records that nobody touched came twice");
      await goesOnInItsOwnList(trial);
    },
  },
  {
    promise: "gives what changed to a connection that has read before",
    async run(trial) {
      const kind = kindOf(trial);
      const [id] = trial.world.ids(kind) as [string];
      const before = JSON.stringify((await rowsOf(trial, { ids: [id] }))[0]);
      await trial.world.touch(kind, id);
      const after = JSON.stringify((await rowsOf(trial, { ids: [id] }))[0]);
      assert.notEqual(after, before, "the record as it was before the change came again");
    },
  },
];

/** A record that somebody has changed arrives as it is now, also among those that changed since. */
async function arrivesSince(trial: Trial, id: string, since: Date, what: string): Promise<void> {
  const truth = (await trial.world.records(trial.cell.group)).find((each) => each.id === id)!;
  const get = `${trial.cell.group}.get`;
  const found = [
    (await rowsOf(trial, { updatedAfter: since }, { pageSize: 50 })).find((row) => row.id === id),
    (await rowsOf(trial, { ids: [id] })).find((row) => row.id === id),
    ...(trial.offers(get) ? [(await trial.call(get, { id })) as Row] : []),
  ];
  for (const [nth, row] of found.entries()) {
    const way = ["by `updatedAfter`", "by `ids`", `by ${get}`][nth]!;
    assert.ok(row, `${what}, and does not arrive ${way}`);
    assert.ok(!isDeleted(row), `${what}, and arrives ${way} as deleted`);
    const first = differenceOf(row, truth);
    assert.equal(first, undefined, `${what}, and arrives ${way} with another value: ${first}`);
  }
}

/** Another job that has the stage of an application, where there is one. */
async function otherJobFor({ world }: Trial, { jobId, stage }: WorldRecord): Promise<string | undefined> {
  const stageId = (stage as WorldRecord | null | undefined)?.id;
  const jobs = (await world.records("jobs")).filter((job) => !isDeleted(job) && job.id !== jobId);
  const has = (job: WorldRecord) => ((job["stages"] ?? []) as readonly WorldRecord[]).some(({ id }) => id === stageId);
  return stageId === undefined ? undefined : jobs.find(has)?.id;
}

/** What a stream promises on a connection that knew the record as it was before. */
export const returningPromise: ContractPromise = {
  promise: "returns a restored record, and an application under the job it was moved to",
  applies: ({ kind, group }) => kind === "stream" && ["jobs", "applications", "candidates"].includes(group),
  async run(trial) {
    const { world } = trial;
    const kind = kindOf(trial);
    const later = () => new Date(world.now().getTime() + 1);
    const id = world.ids(kind)[1]!;
    if (world.restore) {
      await world.remove(kind, id);
      await rowsOf(trial, { includeDeleted: true }, { pageSize: 50 });
      const since = later();
      if ((await world.restore(kind, id)) !== "never") {
        await arrivesSince(trial, id, since, `${id} was removed and restored`);
        for (const filter of [{}, { ids: [id] }, { updatedAfter: since }]) {
          const rows = await rowsOf(trial, { ...filter, includeDeleted: true }, { pageSize: 50 });
          const found = rows.filter((row) => row.id === id).map(presence);
          const asked = Object.keys({ ...filter, includeDeleted: true }).join(" and ");
          assert.deepEqual(found, ["there"], `${id} was removed and restored: how it arrives with ${asked}`);
        }
      }
    }
    if (kind !== "applications" || !world.move) return;
    await rowsOf(trial, {}, { pageSize: 50 });
    const living = new Set(world.ids(kind));
    for (const held of await world.records(kind)) {
      const job = living.has(held.id) && held["outcome"] === "PENDING" ? await otherJobFor(trial, held) : undefined;
      if (job === undefined) continue;
      const since = later();
      if ((await world.move(held.id, job)) === "never") return;
      await arrivesSince(trial, held.id, since, `${held.id} was moved to another job`);
      const of = async (jobId: unknown) => unlessRefused(() => idsOf(trial, { jobIds: [jobId] }, { pageSize: 50 }));
      assert.ok((await of(job))?.includes(held.id) ?? true, `${held.id} was moved, and is not among those of its job`);
      assert.ok(
        !(await of(held["jobId"]))?.includes(held.id),
        `${held.id} was moved, and is still among those of its old job`,
      );
      return;
    }
  },
};

/** What stops a stream for good, which is never its end. */
const stopping = ["refused-quoting", "nothing-there", "key-withdrawn"] as const;

/** What a stream promises of a refusal after its first page. */
export const middlePromise: ContractPromise = {
  promise: "ends in an error if a later page is refused: that is not the end of the list",
  applies: ({ kind, group }) => kind === "stream" && ["jobs", "applications", "candidates"].includes(group),
  async run(trial) {
    for (const trouble of stopping) {
      const read = async () => {
        let pages = 0;
        for await (const _page of trial.stream(trial.capability.id, {}, { pageSize, lookAhead: false }).pages()) {
          pages += 1;
          if (pages === 1 && !(await makes(trial, trouble))) return "never";
        }
        return "the end";
      };
      const ended = await ending(read);
      const struck = trial.world.struck?.() ?? 1;
      await trial.world.trouble("none");
      if (ended === "never" || struck === 0) continue; // A world that does not know this trouble.
      assert.ok(AtsError.is(ended), `${trouble}: the stream ended as if there were no more records`);
    }
    await endsAtItsEndOnly(trial, await idsOf(trial));
  },
};

/** Whose records belong to records of these kinds. */
const parentsOf: Readonly<Record<string, readonly Kind[]>> = {
  applications: ["jobs", "candidates"],
  candidates: ["applications"],
  interviews: ["applications"],
  offers: ["applications"],
  notes: ["candidates"],
  attachments: ["candidates"],
  scorecards: ["applications"],
};

/** What a stream promises of records that belong to one that was removed. */
export const parentPromise: ContractPromise = {
  promise: "returns records of a deleted job, candidate or application as the ATS has them",
  applies: ({ kind, group }) => kind === "stream" && Object.hasOwn(parentsOf, group),
  async run(trial) {
    const { world, cell } = trial;
    for (const kind of parentsOf[cell.group]!) {
      const [parent] = world.ids(kind).slice(1);
      if (parent !== undefined) await world.remove(kind, parent);
    }
    await streamsAsHeld(trial);
  },
};

/** What was deleted stays deleted where the time of its deletion cannot be read. */
async function keepsDeletions(trial: Trial): Promise<void> {
  const { world, cell, adapter } = trial;
  if (adapter.facts.traits?.deletions === "by-comparison") return;
  const deletedIn = async () => (await world.records(cell.group)).filter(isDeleted).map(({ id }) => id);
  let deleted = await deletedIn();
  const kind = removableKinds.find((each) => each === cell.group);
  if (deleted.length === 0 && kind) {
    const [some] = await idsOf(trial, {}, { pageSize: 50 });
    if (some === undefined || (await world.remove(kind, some)) === "never") return;
    deleted = await deletedIn();
  }
  if (deleted.length === 0) return;
  await makes(trial, "odd-values");
  const all = await rowsOf(trial, { includeDeleted: true }, { pageSize: 250 });
  await world.trouble("none");
  const gone = all.filter(isDeleted).map(({ id }) => id);
  sameIds(gone, deleted, "those that are deleted, where the time of a deletion cannot be read");
}

/**
 * An option that is not given asks as `false` does: what only `true` sends must not be sent without it. An aggregator's ATS
 * may have every filter in a world: then only the request shows it.
 */
async function asksForItOnlyWhenTold(trial: Trial, filter: object, option: string): Promise<void> {
  const sent = async (given: object): Promise<readonly string[]> => {
    const read = () => unlessRefused(() => idsOf(trial, { ...filter, ...given }, { pageSize: 50 }));
    const { asked } = await askedBy(trial, read);
    return asked.flatMap(({ query = {}, body }) => [
      ...Object.entries(query).map(([name, value]) => `${name}=${value}`),
      ...(body === undefined ? [] : [JSON.stringify(body)]),
    ]);
  };
  // In this order: what a connection reads once, such as its fields, makes no difference.
  const [off, on, unsaid] = [await sent({ [option]: false }), await sent({ [option]: true }), await sent({})];
  const onlyOn = on.filter((part) => !off.includes(part));
  const told = unsaid.filter((part) => onlyOn.includes(part));
  assert.deepEqual(told, [], `${option} is not given beside ${Object.keys(filter).join()}, and is sent as if it were`);
}

/** What every stream promises, also one of which the world does not tell everything. */
export const anyStreamPromises: readonly ContractPromise[] = [
  {
    promise: "reads known values without `drift` or `quarantine` events, and reports by place",
    async run(trial) {
      const events: { readonly path?: string; readonly kind?: string }[] = [];
      for (const name of ["drift", "quarantine"] as const)
        trial.ats.on(name, (event) => events.push(event as (typeof events)[number]));
      await idsOf(trial, {}, { pageSize: 50 });
      assert.deepEqual(events, [], "events for data that the catalogue knows");
    },
  },
  {
    promise: "reports unknown values and unreadable dates by place, and keeps the record",
    async run(trial) {
      const before = await rowsOf(trial, {}, { pageSize: 50 });
      await using fresh = await connectedTo(trial);
      const events: { readonly path: string; readonly kind: string }[] = [];
      fresh.ats.on("drift", (event) => events.push(event));
      if (!(await makes(trial, "odd-values"))) return;
      const after = await fresh.stream(trial.capability.id, {}, { pageSize: 50 }).toArray();
      hasStruck(trial, "odd-values");
      sameIds(
        after.map(({ id }) => id),
        before.map(({ id }) => id),
        "with odd values",
      );
      for (const record of after) isCanonical(trial, record);
      const reported = new Set(events.map(({ path }) => path.replaceAll(/\[\d*\]/g, "")));
      const places = trial.world.spoilt?.() ?? [];
      assert.deepEqual(
        places.filter((place) => !reported.has(place)),
        [],
        "places of which no event tells",
      );
      for (const { path, kind } of events) {
        assert.match(path, eventPlace, "the place of an event");
        assert.match(kind, /^[a-z]+(-[a-z]+)+$/, "the kind of an event");
      }
      await keepsDeletions(trial);
    },
  },
  {
    promise: "returns deletions only with `includeDeleted`, and marks nothing else as deleted",
    async run(trial) {
      const truth = await trial.world.records(trial.cell.group);
      if (truth.length === 0) return;
      const deleted = truth.filter(isDeleted).map(({ id }) => id);
      const unasked = await rowsOf(trial, {}, { pageSize: 50 });
      for (const record of unasked) {
        assert.ok(!deleted.includes(record.id), `record ${record.id} is deleted, and was not asked for`);
        assert.ok(!isDeleted(record), `record ${record.id} is there, and is called deleted`);
      }
      if (trial.adapter.facts.traits?.deletions === "by-comparison") return;
      const all = await rowsOf(trial, { includeDeleted: true }, { pageSize: 50 });
      const gone = all.filter(isDeleted).map(({ id }) => id);
      sameIds(gone, deleted, "those that are deleted");
      sameIds(
        all.filter(({ id }) => !gone.includes(id)).map(({ id }) => id),
        unasked.map(({ id }) => id),
        "the others",
      );
    },
  },
  {
    promise: "skips a filter on a field that the ATS lacks only when that is asked for",
    async run(trial) {
      await using fresh = await connectedTo(trial);
      const { shape } = trial.capability.input as unknown as { readonly shape: Readonly<Record<string, unknown>> };
      if (!Object.hasOwn(shape, "ignoreUnsupportedFilters")) return;
      const all = await idsOf(trial);
      const read = async (filter: object) =>
        (await fresh.stream(trial.capability.id, filter).toArray()).map(({ id }) => id);
      sameIds(await read({ ignoreUnsupportedFilters: true }), all, "without another filter");
      // A filter that the ATS has is applied, whatever is said of those that it lacks.
      const [one] = all;
      worldHas(one, "the world has no record to ask for by its id");
      const byId = await unlessRefused(() => read({ ids: [one], ignoreUnsupportedFilters: true }));
      if (byId) sameIds(byId, [one], "by ids");
      for (const filter of [{ updatedAfter: trial.world.now() }, ...(await filtersMeeting(trial, one))])
        await asksForItOnlyWhenTold(trial, filter, "ignoreUnsupportedFilters");
    },
  },
];
