import { AtsError, Checkpoint, type StreamOptions } from "@anyats/core";
import { strict as assert } from "node:assert";
import { isDeepStrictEqual } from "node:util";
import { comparable, neverShows, refusalOf, sameIds, withoutRequests } from "../../assertions.ts";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { worldHas } from "../../world-lacks.ts";
import type { Kind, WorldRecord } from "../../world.ts";
import { fetchIn, rewritingRecords } from "../../worlds/tapped.ts";
import { readsLittleAgain } from "../pieces/read-again.ts";
import { isCanonical } from "../pieces/records.ts";
import { askedBy, textOf } from "../pieces/requests.ts";
import { isFilled, valuesAt, wordsOf } from "../pieces/schema-paths.ts";
import { idsOf, pageSize } from "../pieces/small-pages.ts";
import { during, ending, hasStruck, isDeclared, makes } from "../pieces/striking.ts";

/** Names and addresses of the people in some records, long enough to stand nowhere by chance. */
function personalIn(records: readonly WorldRecord[]): readonly string[] {
  const people = records.slice(0, 8).flatMap((record) => [record, record["candidate"] as WorldRecord | undefined]);
  const texts = people.flatMap((person) => [
    person?.["lastName"],
    ...((person?.["emailAddresses"] ?? []) as readonly { readonly address: string }[]).map(({ address }) => address),
  ]);
  return texts.filter((text): text is string => typeof text === "string" && text.length > 5);
}

const kindOf = ({ cell }: Trial) => cell.group as Kind;

/** The instants in a text, in milliseconds since 1970: in ISO 8601, where nothing else is said in UTC, or counted from 1970. */
function instantsIn(text: string): readonly number[] {
  const written = text.matchAll(/(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:?\d\d)?/g);
  const counted = text.matchAll(/(?<![\d.])(\d{10})(\d{3}|\.\d{1,6})?(?!\d)/g);
  return [
    ...[...written].map(([, day, time, zone = "Z"]) => Date.parse(`${day}T${time}${zone}`)),
    ...[...counted].map(
      ([, seconds, rest = "000"]) => Number(`${seconds}${rest.startsWith(".") ? rest : `.${rest}`}`) * 1000,
    ),
  ];
}

async function catchesChanges(trial: Trial): Promise<void> {
  const kind = kindOf(trial);
  const all = trial.world.ids(kind);
  const changed = all[Math.floor(all.length / 2)]!;
  const since = new Date(trial.world.now().getTime() + 1);
  sameIds(await idsOf(trial, { updatedAfter: since }), [], "before anything changed");
  await trial.world.touch(kind, changed);
  assert.ok(trial.world.now() >= since, "the world's touch() changes nothing: its time stands still");
  const found = await idsOf(trial, { updatedAfter: since });
  assert.ok(found.includes(changed), "the record that changed is missing");
  assert.ok(found.length < all.length / 2, "records that did not change were given as changed");
  assert.ok((await idsOf(trial, { updatedAfter: since.toISOString() })).includes(changed), "the same instant as text");
  sameIds(await idsOf(trial, { updatedAfter: "1990-01-01" }), all, "since long ago");
}

/** The same with one change, whose instant is given as a date and as text. */
async function catchesOne(trial: Trial): Promise<void> {
  const kind = kindOf(trial);
  const [changed] = trial.world.ids(kind) as [string];
  const since = new Date(trial.world.now().getTime() + 1);
  await trial.world.touch(kind, changed);
  for (const updatedAfter of [since, since.toISOString().replace("Z", "+00:00")]) {
    const found = await idsOf(trial, { updatedAfter }, { pageSize: 50 });
    assert.ok(found.includes(changed), `the record that changed is missing among those since ${String(updatedAfter)}`);
    assert.ok(found.length < trial.world.ids(kind).length / 2, "records that did not change were given as changed");
  }
}

async function readsOffsets(trial: Trial): Promise<void> {
  const kind = kindOf(trial);
  const changed = trial.world.ids(kind)[0]!;
  const since = new Date(trial.world.now().getTime() + 1);
  await trial.world.touch(kind, changed);
  const withOffset = (hours: number) => {
    const shifted = new Date(since.getTime() + hours * 3_600_000).toISOString().replace("Z", "");
    return `${shifted}${hours < 0 ? "-" : "+"}${String(Math.abs(hours)).padStart(2, "0")}:00`;
  };
  const wanted = await idsOf(trial, { updatedAfter: since });
  for (const hours of [-8, 2, 12])
    sameIds(await idsOf(trial, { updatedAfter: withOffset(hours) }), wanted, `with an offset of ${hours} hours`);
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

/** What every stream promises. */
export const streamPromises: readonly ContractPromise[] = [
  {
    promise: "gives every record once, however many pages there are",
    async run(trial) {
      const ids = trial.world.ids(kindOf(trial));
      worldHas(ids.length > 2 * pageSize, "the world is too small to prove anything");
      const before = trial.world.requests();
      sameIds(await idsOf(trial), ids, "with small pages");
      assert.ok(trial.world.requests() > before, "the world counts no requests: it proves nothing");
      sameIds(await idsOf(trial, {}, { pageSize: 250 }), ids, "with large pages");
      sameIds(await idsOf(trial, {}, { lookAhead: false }), ids, "without look-ahead");
      await readsLittleAgain(trial, (on) => on.stream(trial.capability.id, {}, { pageSize }).toArray());
    },
  },
  {
    promise: "gives records in canonical form",
    async run(trial) {
      for (const record of await trial.stream(trial.capability.id).toArray()) isCanonical(trial, record);
    },
  },
  {
    promise: "goes on after a crash at any page, missing nothing and repeating nothing",
    async run(trial) {
      const { id } = trial.capability;
      const whole: { readonly id: string }[] = [];
      const checkpoints: { checkpoint: Checkpoint; before: number }[] = [];
      for await (const { records, checkpoint } of trial.stream(id, {}, { pageSize }).pages()) {
        whole.push(...records);
        checkpoints.push({ checkpoint: JSON.parse(JSON.stringify(checkpoint)) as Checkpoint, before: whole.length });
      }
      const ids = (records: readonly { readonly id: string }[]) => records.map((record) => record.id);
      assert.deepEqual(ids(whole), await idsOf(trial), "the pages do not hold the records of the stream, in its order");
      const tried = checkpoints.length > 6 ? [...checkpoints.slice(0, 3), ...checkpoints.slice(-3)] : checkpoints;
      for (const { checkpoint, before: delivered } of tried) {
        const wanted = whole.slice(delivered);
        // The same connection goes on, and another process: nothing is kept there that the pages before left behind.
        await using fresh = await connectedTo(trial);
        for (const on of [trial, fresh]) {
          const rest = await on.stream(id, {}, { pageSize, checkpoint }).toArray();
          assert.deepEqual(ids(rest), ids(wanted), "the records before and after the crash are not all of them");
          assert.deepEqual(comparable(rest), comparable(wanted), "records after the crash have other values");
        }
      }
    },
  },
  {
    promise: "catches an old record that changed, and leaves out what did not",
    run: catchesChanges,
    ofTimes: catchesOne,
  },
  {
    promise: "reads an instant with an offset as the same instant",
    run: readsOffsets,
  },
  {
    promise: "gives nothing that changed before `updatedAfter`, however shortly",
    async run(trial) {
      // An ATS may show changes late; then a limitation says so, and that some come again.
      if (trial.cell.limitations.some(({ summary }) => summary.includes("`updatedAfter`"))) return;
      const kind = kindOf(trial);
      const all = trial.world.ids(kind);
      const [earlier, between, later] = [all[0]!, all[1]!, all[Math.floor(all.length / 2)]!];
      await trial.world.touch(kind, earlier);
      await trial.world.touch(kind, between);
      const since = new Date(trial.world.now().getTime() + 1);
      await trial.world.touch(kind, later);
      const found = await idsOf(trial, { updatedAfter: since }, { pageSize: 50 });
      assert.ok(found.includes(later), "the record that changed since is missing");
      assert.ok(
        !found.includes(earlier),
        `${earlier} changed before \`updatedAfter\` and was given: ask for that very instant; where the ATS needs a margin, a limitation names \`updatedAfter\``,
      );
    },
  },
  {
    promise: "asks for nothing later than `updatedAfter`, not even within its second",
    async run(trial) {
      const second = Math.floor(trial.world.now().getTime() / 1000) * 1000 - 26 * 3_600_000;
      for (const fraction of [400, 600, 999]) {
        const since = second + fraction;
        await using fresh = await connectedTo(trial);
        const read = () => fresh.stream(trial.capability.id, { updatedAfter: new Date(since) }).toArray();
        const { asked } = await askedBy(trial, () => ending(read));
        const later = instantsIn(textOf(asked)).find((instant) => instant > since && instant <= second + 1000);
        assert.equal(
          later,
          undefined,
          `asked for what changed since ${new Date(since).toISOString()}, the ATS was asked for what changed since ${new Date(later ?? 0).toISOString()}: what changed between is never read; round down`,
        );
      }
    },
  },
  {
    promise: "keeps the values of its filters out of the checkpoint",
    applies: ({ capability }) => capability === "candidates.stream",
    async run(trial) {
      const records = await trial.world.records(trial.cell.group);
      for (const name of ["firstName", "lastName"] as const) {
        const held = records.map((record) => record[name]).filter((value) => typeof value === "string");
        const value = held.find((each) => each.length > 3 && held.filter((other) => other === each).length > 1);
        if (value === undefined) continue;
        const pages = trial.stream(trial.capability.id, { [name]: value }, { pageSize: 1 }).pages();
        const first = await ending(() => pages[Symbol.asyncIterator]().next());
        if (isDeclared(first)) continue;
        if (AtsError.is(first)) throw first;
        const { value: page } = first as { readonly value?: { readonly checkpoint: unknown } };
        neverShows(page?.checkpoint, value);
      }
    },
  },
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
    promise: "sets a record aside that cannot be read, and goes on",
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
  {
    promise: "ends in an error, not in a loop, when the server repeats a cursor",
    async run(trial) {
      // A list paged by offset or page number has no cursor to repeat.
      if (trial.adapter.facts.traits?.paging === "by-place") return;
      worldHas(trial.world.ids(kindOf(trial)).length > pageSize, "the world has too few records for a second page");
      const error = await during(trial, "repeated-cursor", () => refusalOf(() => idsOf(trial), "a repeated cursor"));
      assert.equal(error.code, "stream.repeated-cursor");
      assert.equal(error.fault, trial.cell.lane === "native" ? "ats" : "aggregator");
    },
  },
  {
    promise: "asks nothing for an empty list of ids, and gives no records",
    async run(trial) {
      const { requests } = trial.world;
      const found = await withoutRequests(requests.bind(trial.world), () => idsOf(trial, { ids: [] }), "an empty list");
      assert.deepEqual(found, []);
    },
  },
  {
    promise: "gives only the records that are asked for",
    async run(trial) {
      const some = trial.world.ids(kindOf(trial)).filter((_id, index) => index % 5 === 0);
      sameIds(await idsOf(trial, { ids: some }), some, "by ids");
    },
  },
  {
    promise: "stops at once when it is cancelled",
    async run(trial) {
      const stop = new AbortController();
      const error = await refusalOf(async () => {
        for await (const _record of trial.stream(trial.capability.id, {}, { pageSize, signal: stop.signal }))
          stop.abort();
      }, "a cancelled stream");
      assert.equal(error.code, "call.aborted");
      for await (const _record of trial.stream(trial.capability.id, {}, { pageSize })) break;
    },
  },
  {
    promise: "survives a server that throttles, fails, and breaks off",
    async run(trial) {
      for (const trouble of ["throttled", "unavailable", "cut-off", "html-page", "request-lost"] as const) {
        const found = await during(trial, trouble, () => idsOf(trial, {}, { timeoutMs: 600_000 }));
        sameIds(found, trial.world.ids(kindOf(trial)), trouble);
      }
    },
  },
  {
    promise: "keeps the wire record only when asked to",
    async run(trial) {
      const [plain] = await trial.stream(trial.capability.id, {}, {}).toArray();
      const [raw] = (await trial.stream(trial.capability.id, {}, { raw: true }).toArray()) as readonly {
        readonly raw?: unknown;
      }[];
      assert.ok(!("raw" in plain!), "the wire record is there unasked");
      assert.ok(typeof raw?.raw === "object" && raw.raw !== null, "the wire record is missing");
    },
  },
];

/** What a stream promises of whose records the world does not tell: it reads them to the end, in canonical form. */
export const plainStreamPromises: readonly ContractPromise[] = [
  {
    promise: "reads to the end, each record once and in canonical form, with any page size",
    async run(trial) {
      const read = async (options: StreamOptions) => trial.stream(trial.capability.id, {}, options).toArray();
      const [large, small] = [await read({ pageSize: 250 }), await read({ pageSize: 3 })];
      for (const record of large) isCanonical(trial, record);
      sameIds(
        small.map(({ id }) => id),
        large.map(({ id }) => id),
        "with small pages",
      );
      await readsLittleAgain(trial, (on) => on.stream(trial.capability.id, {}, { pageSize }).toArray());
    },
  },
  streamPromises.find(({ promise }) => promise.startsWith("asks nothing"))!,
];
