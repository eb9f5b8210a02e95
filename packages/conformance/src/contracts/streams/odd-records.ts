import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import { isDeepStrictEqual } from "node:util";
import { neverShows, sameIds } from "../../assertions.ts";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import type { WorldRecord } from "../../world.ts";
import { fetchIn, rewritingRecords } from "../../worlds/tapped.ts";
import { namesPlace, reportsSpoilt } from "../pieces/one-place-each.ts";
import { isCanonical, isDeleted, removableKinds } from "../pieces/records.ts";
import { isFilled, valuesAt, wordsOf } from "../pieces/schema-paths.ts";
import { idsOf, kindOf, pageSize, rowsOf } from "../pieces/small-pages.ts";
import { during, ending, hasStruck, makes } from "../pieces/striking.ts";

/** Names and addresses of the people in some records, long enough to stand nowhere by chance. */
function personalIn(records: readonly WorldRecord[]): readonly string[] {
  const people = records.slice(0, 8).flatMap((record) => [record, record["candidate"] as WorldRecord | undefined]);
  const texts = people.flatMap((person) => [
    person?.["lastName"],
    ...((person?.["emailAddresses"] ?? []) as readonly { readonly address: string }[]).map(({ address }) => address),
  ]);
  return texts.filter((text): text is string => typeof text === "string" && text.length > 5);
}

/** The same where records are asked for by their ids, which may be done in another way than by the list. */
async function setsAsideByIds(trial: Trial): Promise<void> {
  const fetch = fetchIn(trial.world.settings);
  const all = trial.world.ids(kindOf(trial));
  const [one, unreadable, other] = all as [string, string, string];
  const bare = (record: object) => {
    const { id } = record as { readonly id?: unknown };
    return String(id) === unreadable ? { id } : undefined;
  };
  if (!fetch) return;
  await using on = await connectedTo(withFetch(trial, rewritingRecords(fetch, bare)));
  const read = async (filter: object) => {
    const found: string[] = [];
    let aside = 0;
    for await (const { records, quarantined } of on.stream(trial.capability.id, filter, { pageSize: 50 }).pages()) {
      found.push(...records.map(({ id }) => id));
      aside += quarantined.length;
    }
    return { found, aside };
  };
  const whole = (await ending(() => read({}))) as Awaited<ReturnType<typeof read>>;
  // Where another thing has the same id, or a record needs no more than an id, nothing is set aside, or more.
  if (AtsError.is(whole) || whole.aside !== 1 || whole.found.length !== all.length - 1) return;
  const { found, aside } = await read({ ids: [one, unreadable, other] });
  sameIds(found, [one, other], "by ids, beside one that cannot be read");
  assert.equal(aside, 1, "by ids, the record that cannot be read was left out, and not set aside");
}

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

/** What a stream promises of records that cannot be read, and of words that nobody knows. */
export const oddRecordPromises: readonly ContractPromise[] = [
  {
    promise: "sets a record aside that cannot be read, and goes on",
    rules: [
      {
        rule: "a record that cannot be read costs itself, also where records are asked for by their ids",
        tried: "`unreadable-record` spoils a record; then it asks by ids for it and for others",
      },
    ],
    async run(trial) {
      const all = trial.world.ids(kindOf(trial));
      const stream = trial.stream(trial.capability.id, {}, { pageSize });
      const events: unknown[] = [];
      trial.ats.on("quarantine", (event) => events.push(event));
      const found: string[] = [];
      const aside: unknown[] = [];
      let quarantined = 0;
      await during(trial, "unreadable-record", async () => {
        for await (const page of stream.pages()) {
          found.push(...page.records.map(({ id }) => id));
          quarantined += page.quarantined.length;
          aside.push(...page.quarantined);
          for (const { path } of page.quarantined) assert.match(path, /^\$/, "the path is not JSON path");
        }
      });
      assert.equal(quarantined, 1, "exactly one record cannot be read");
      for (const text of personalIn(await trial.world.records(trial.cell.group))) neverShows([aside, events], text);
      assert.equal(found.length, all.length - 1, "more than the unreadable record was lost");
      const [missing] = all.filter((id) => !found.includes(id));
      // A copy keeps the record with this id: with a wrong one, it would treat the record as deleted.
      const { id: named } = aside[0] as { readonly id: string | null };
      assert.ok(named === null || named === missing, `${missing} cannot be read, and ${named} is said to be set aside`);
      assert.equal(events.length, 1, "nobody was told");
      assert.equal(stream.progress.quarantined, 1, "it was not counted");
      await setsAsideByIds(trial);
    },
  },
  {
    promise: "carries a value along that nobody knows",
    async run(trial) {
      const read = async () =>
        (await trial.stream(trial.capability.id, {}, { pageSize }).toArray()) as readonly Readonly<
          Record<string, unknown>
        >[];
      const before = await read();
      const words = [...wordsOf(trial.capability.output).keys()];
      const isWord = (path: string) => before.some((row) => valuesAt(row, path).some(isFilled));
      assert.ok(await makes(trial, "unknown-value"));
      const after = await read();
      // Records without a word of a known list may have nothing that nobody could know.
      if (words.some(isWord)) hasStruck(trial, "unknown-value");
      sameIds(
        after.map(({ id }) => String(id)),
        trial.world.ids(kindOf(trial)),
        "with an unknown value",
      );
      const changed = after.flatMap((record, index) =>
        Object.entries(record).filter(([name, value]) => !isDeepStrictEqual(value, before[index]![name])),
      );
      for (const [name, value] of changed) {
        assert.ok(value !== null && value !== "", `the unknown value of ${name} was lost`);
        // Nobody knows it, so it cannot be one that other records have.
        const isKnown = typeof value === "string" && before.some((record) => record[name] === value);
        assert.ok(!isKnown, `the unknown value of ${name} arrived as ${String(value)}, which is another value`);
      }
    },
  },
];

/** What every stream promises of values that the catalogue knows, and of odd ones. */
export const oddValuePromises: readonly ContractPromise[] = [
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
    rules: [
      {
        rule: "what was deleted stays deleted where the time of its deletion cannot be read: the time of its last change stands for it",
        tried: "`odd-values` puts no date there, where the world makes that trouble",
      },
    ],
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
      reportsSpoilt(trial, events);
      for (const { path, kind } of events) {
        namesPlace(path);
        assert.match(kind, /^[a-z]+(-[a-z]+)+$/, "the kind of an event");
      }
      await keepsDeletions(trial);
    },
  },
];
