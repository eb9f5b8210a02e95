import { z } from "zod/mini";
import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import { isDeepStrictEqual } from "node:util";
import { comparable, neverShows } from "../../assertions.ts";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { valueAt } from "../../fields.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { personalMark } from "../../world.ts";
import { fetchIn, hasId, isIdName, rewritingRecords, isIdAt } from "../../worlds/tapped.ts";
import { withValue, type Path } from "../pieces/one-field-apart.ts";
import {
  namesPlace,
  partsOf,
  placeOf,
  sendingOthers,
  withoutIndexes,
  type Change,
  type Row,
} from "../pieces/one-place-each.ts";
import { isCanonical } from "../pieces/records.ts";
import { samplesOf } from "../pieces/samples.ts";
import { ending, isDeclared } from "../pieces/striking.ts";

/** What stands in the place of each text, number and flag of a record. */
const others: readonly unknown[] = [{ kit: personalMark }, [personalMark], `4737 of ${personalMark}`, 4737];

/** How many answers of a call are changed, one by one. */
const mostAnswers = 4;

/** How often a stream is read at most, each time with a change of every record. */
const mostReadings = 10;

const isLeaf = (value: unknown) => value !== null && typeof value !== "object";

/** What a query promises of records whose form has changed: nobody knows what they say now. */
export const otherTypesPromise: ContractPromise = {
  promise: "answers in canonical form or ends in an error where fields change their types",
  rules: [
    {
      rule: "fields that change their types end a query in an error, or give null",
      tried: "each text, number and flag of a record is an object, a list, a text, and a number, in turn",
    },
    {
      rule: "no error quotes what the ATS sent, also where it cannot be read",
      tried: "what stands in the place of each field is a person's address",
    },
  ],
  applies: ({ kind, capability }) => kind === "query" && capability !== "passthrough.send",
  async run(trial) {
    const fetch = fetchIn(trial.world.settings);
    const [sample] = await samplesOf(trial);
    if (!fetch || !sample) return;
    const requests = trial.world.requests();
    await using usual = await connectedTo(trial);
    if (isDeclared(await ending(() => usual.call(trial.capability.id, sample.input)))) return;
    const asked = Math.min(trial.world.requests() - requests, mostAnswers);
    for (const other of others) {
      const changed = (record: object) => {
        if (!hasId(record)) return undefined;
        const fields = Object.entries(record).map(([name, held]) => [
          name,
          !isIdName(name) && isLeaf(held) && typeof held !== typeof other ? other : (held as unknown),
        ]);
        return Object.fromEntries(fields) as object;
      };
      const rewriting = rewritingRecords(fetch, changed);
      // Every answer, and each later one alone: what is wrong with the first one ends the call before the others come.
      for (let alone = 0; alone < Math.max(asked, 1); alone += 1) {
        let nth = 0;
        const way: typeof fetch = (...request) => (alone === 0 || nth++ === alone ? rewriting : fetch)(...request);
        await using fresh = await connectedTo(withFetch(trial, way));
        const ended = await ending(() => fresh.call(trial.capability.id, sample.input));
        const what = `each field of a record is ${JSON.stringify(other)}`;
        if (AtsError.is(ended)) {
          assert.notEqual(ended.fault, "adapter", `${what}: ${ended.code}`);
          neverShows(ended, personalMark);
          continue;
        }
        const [issue] = z.safeParse(trial.capability.output, ended).error?.issues ?? [];
        assert.equal(issue?.message, undefined, `${what}, and ${issue?.path.join(".")} is not canonical`);
      }
    }
  },
};

/** Nothing of its own type, first and then. */
const otherThan = (value: unknown, nth: 0 | 1): unknown => {
  if (typeof value === "string") return [{ kit: personalMark }, 4737][nth];
  const isRecord = typeof value === "object" && !Array.isArray(value);
  return [isRecord ? 4737 : { kit: personalMark }, "4737 things"][nth];
};

/** A change of every value of a record, of lists and what stands in them, too; the record's own id stays. */
function changesOf(value: unknown, nth: 0 | 1, path: Path = []): readonly Change[] {
  if (value === null || value === undefined || value === "" || (path.length === 1 && isIdName(path[0]))) return [];
  const own: Change = [path, otherThan(value, nth)];
  if (typeof value !== "object") return [own];
  const inside = partsOf(value).flatMap(([part, held]) => changesOf(held, nth, [...path, part]));
  return path.length > 0 && (Array.isArray(value) || typeof path.at(-1) === "number") ? [own, ...inside] : inside;
}

/** A record of which one value is of another type. */
interface Changed {
  readonly row: Row;
  readonly path: Path;
  readonly place: string;
  /** What the ATS sends for it now. */
  readonly raw: unknown;
}

const isAbout = (place: string, other: string): boolean => place.startsWith(other) || other.startsWith(place);

const parentOf = (place: string): string => place.slice(0, place.lastIndexOf("."));

/** A change that may be made, with its place, and that without indexes. */
interface Possible {
  readonly change: Change;
  readonly place: string;
  readonly bare: string;
}

/**
 * Of each record the changes that may be made. The places that the fewest records have come first, or those records would be
 * used up.
 */
function possibleIn(rows: readonly Row[], nth: 0 | 1): ReadonlyMap<Row, readonly Possible[]> {
  const having = new Map<string, number>();
  const changes = rows.map(({ raw }) =>
    changesOf(raw, nth).map((change): Possible => {
      const place = placeOf(change[0]);
      return { change, place, bare: withoutIndexes(place) };
    }),
  );
  for (const each of changes)
    for (const place of new Set(each.map((one) => one.place))) having.set(place, (having.get(place) ?? 0) + 1);
  const inOrder = (all: readonly Possible[]) =>
    all.toSorted((one, other) => having.get(one.place)! - having.get(other.place)!);
  return new Map(rows.map((row, index) => [row, inOrder(changes[index]!)]));
}

/**
 * Changes one place in each record, another one in each: one reading tries many. Of two places within one another only one
 * at a time, or the event of one would pass for that of the other.
 */
function changedOf(possible: ReadonlyMap<Row, readonly Possible[]>, tried: Set<string>): readonly Changed[] {
  const chosen: string[] = [];
  return [...possible].flatMap(([row, changes]) => {
    const found = changes.find(({ place, bare }) => !tried.has(place) && !chosen.some((each) => isAbout(each, bare)));
    if (!found) return [];
    const { change, place } = found;
    tried.add(place);
    chosen.push(found.bare);
    return [{ row, path: change[0], place, raw: withValue(row.raw, ...change) }];
  });
}

const bare = ({ raw: _raw, ...row }: Row) => comparable(row);

const rowsOf = (trial: Trial, on: Pick<Trial, "stream">): Promise<readonly Row[]> =>
  on.stream(trial.capability.id, {}, { raw: true, pageSize: 50 }).toArray();

/** A text with the place where it stands. */
type Placed = readonly [text: string, path: Path];

/** The texts of a value. A single letter stands in many places, and times are derived from others. */
function textsIn(value: unknown, path: Path = []): readonly Placed[] {
  if (typeof value === "string") return value.length > 1 && !/^\d{4}-\d\d-\d\d/.test(value) ? [[value, path]] : [];
  if (typeof value !== "object" || value === null) return [];
  return partsOf(value).flatMap(([part, held]) => textsIn(held, [...path, part]));
}

/** The entry of a record's list in which a place stands, by its place; undefined outside of lists. */
const entryOf = (path: Path): string | undefined => {
  const first = path.findIndex((part) => typeof part === "number");
  return first < 0 ? undefined : withoutIndexes(placeOf(path.slice(0, first + 1)));
};

/**
 * A text of a record that was lost with a value beside it, though the ATS still sends the text. An entry of a list may go as a
 * whole, and what an id names with the id.
 */
function lostWith({ row, place }: Changed, is: object): Placed | undefined {
  const at = withoutIndexes(place);
  if (isIdAt(at) || /ids?$/i.test(at)) return undefined;
  const [before, left] = [bare(row), is].map((record) => new Set(textsIn(record).map(([text]) => text))) as [
    Set<string>,
    Set<string>,
  ];
  const sent = textsIn(row.raw);
  return sent.find(([text, path]) => {
    const entry = entryOf(path);
    return (
      before.has(text) &&
      !left.has(text) &&
      sent.filter(([other]) => other === text).length === 1 &&
      !isAbout(withoutIndexes(placeOf(path)), at) &&
      (entry === undefined || !at.startsWith(entry))
    );
  });
}

/** The ids in a record, by their places. */
function idsIn(value: unknown, at = ""): readonly (readonly [place: string, id: string])[] {
  if (typeof value !== "object" || value === null) return [];
  return partsOf(value).flatMap(([part, held]) => {
    const place = `${at}.${typeof part === "number" ? "" : part}`;
    return typeof held === "string" && /^id$|Id$/.test(String(part)) ? [[place, held] as const] : idsIn(held, place);
  });
}

/** An id that a record got where a value is of another type: one that was passed on is not meant. */
function madeUp(row: Row, is: object): string | undefined {
  const before = new Set(idsIn(bare(row)).map((each) => each.join(" ")));
  const found = idsIn(is).find(
    (each) => !before.has(each.join(" ")) && ![personalMark, "4737"].some((mark) => each[1].includes(mark)),
  );
  return found && `${found[0].slice(1)} became ${JSON.stringify(found[1])}`;
}

/** A record without a value that is set aside for one of another type; of a flag, that may be what decides whether it is there. */
async function costsNoRecord(trial: Trial, missing: readonly Changed[]): Promise<void> {
  const tried = missing.filter(({ row, path }) => typeof valueAt(row.raw, path) !== "boolean");
  if (tried.length === 0) return;
  const others = new Map(tried.map(({ row, path }) => [JSON.stringify(row.raw), withValue(row.raw, path, null)]));
  await using on = await connectedTo(withFetch(trial, sendingOthers(fetchIn(trial.world.settings)!, others)));
  const there = new Set((await rowsOf(trial, on)).map(({ id }) => id));
  for (const { row, place } of tried)
    assert.ok(
      !there.has(row.id),
      `record ${row.id} can do without its ${place}, and is set aside where that is of another type: read it with \`orNull\``,
    );
}

/** Reads the records of which some are changed, and compares them. @param held The places that records have. */
async function changesNothingElse(
  trial: Trial,
  before: readonly Row[],
  changed: readonly Changed[],
  held: ReadonlySet<string>,
): Promise<void> {
  const others = new Map(changed.map(({ row, raw }) => [JSON.stringify(row.raw), raw]));
  await using fresh = await connectedTo(withFetch(trial, sendingOthers(fetchIn(trial.world.settings)!, others)));
  const told: { readonly path: string; readonly kind?: string }[] = [];
  for (const name of ["drift", "quarantine"] as const) fresh.ats.on(name, (event) => told.push(event));
  const after = new Map((await rowsOf(trial, fresh)).map((row) => [row.id, row]));
  await costsNoRecord(
    trial,
    changed.filter(({ row }) => !after.has(row.id)),
  );
  const places = new Map(changed.map(({ row, place }) => [row.id, withoutIndexes(place)]));
  for (const { path, kind = "set-aside" } of told) {
    namesPlace(path);
    assert.match(kind, /^[a-z]+(-[a-z]+)+$/, "the kind of an event");
    const at = withoutIndexes(path);
    // Of what the ATS calls by a name of its own, such as a property, an event may name that.
    const isOne = [...places.values()].some((place) =>
      held.has(at) ? place.startsWith(at) : isAbout(at, place) || parentOf(at) === parentOf(place),
    );
    assert.ok(isOne, `an event reports ${path}, where nothing has changed`);
  }
  neverShows(told, personalMark);
  for (const row of before) {
    const [place, now] = [places.get(row.id), after.get(row.id)];
    if (now) isCanonical(trial, now);
    const is = now && bare(now);
    if (is && isDeepStrictEqual(is, bare(row))) continue;
    const what = `record ${row.id} ${is ? "differs" : "is missing"}`;
    assert.ok(place !== undefined, `${what}, and only others hold a value of another type`);
    const isPassedOn = [personalMark, "4737"].some((mark) => JSON.stringify(is ?? null).includes(mark));
    const isReported = told.some(({ path }) => isAbout(withoutIndexes(path), place));
    assert.ok(isPassedOn || isReported, `${what}: its ${place} is of another type, and no event reports that place`);
    const other = is && madeUp(row, is);
    assert.equal(other, undefined, `${what}: its ${place} is of another type, and ${other}: give null`);
    const lost = is
      ? lostWith(
          changed.find((each) => each.row.id === row.id)!,
          is,
        )
      : undefined;
    if (lost)
      assert.fail(
        `${what}: its ${place} is of another type, and with it went "${lost[0]}", which the ATS still sends at ${placeOf(lost[1])}`,
      );
  }
}

/** What a stream promises of records in which one value is of another type. */
export const otherTypesInStreamsPromise: ContractPromise = {
  promise: "reports the place of a value of another type, and loses no other record",
  rules: [
    {
      rule: "a list of plain values with an entry that cannot be read is null, or the entry is reported: never a shorter list in silence",
      tried: "it changes one place in each record, of two within one another one at a time",
    },
    {
      rule: "a record that can do without a value is not set aside where that value is of another type: it costs itself, and a `drift` event reports it (`orNull` of `@anyats/http` reads so)",
      tried: "of a record that is missing, it sends null in that place",
    },
    {
      rule: "a reference that cannot be read is null: no other record is named in its place, nor one by the id 0",
      tried: "it compares the ids of a record, by their places",
    },
  ],
  applies: ({ kind }) => kind === "stream",
  async run(trial) {
    if (!fetchIn(trial.world.settings)) return;
    const before = await rowsOf(trial, trial);
    const tried = new Set<string>();
    const possible = [possibleIn(before, 0), possibleIn(before, 1)] as const;
    const held = new Set([...possible[0].values()].flatMap((changes) => changes.map((each) => each.bare)));
    for (let round = 0; round < mostReadings; round += 1) {
      const changed = changedOf(possible[round % 2 === 0 ? 0 : 1], tried);
      if (changed.length === 0) return;
      await changesNothingElse(trial, before, changed, held);
    }
  },
};
