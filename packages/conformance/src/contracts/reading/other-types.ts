import { z } from "zod/mini";
import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import { isDeepStrictEqual } from "node:util";
import { comparable, neverShows } from "../../assertions.ts";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { personalMark } from "../../world.ts";
import { fetchIn, hasId, rewritingRecords } from "../../worlds/tapped.ts";
import { withValue, type Path } from "../pieces/one-field-apart.ts";
import { partsOf, placeOf, sendingOthers, type Change, type Row } from "../pieces/one-place-each.ts";
import { isCanonical } from "../pieces/records.ts";
import { samplesOf } from "../pieces/samples.ts";
import { ending, isDeclared } from "../pieces/striking.ts";

/** What stands in the place of each text, number and flag of a record. */
const others: readonly unknown[] = [{}, [4737], "4737 things", 4737];

const isLeaf = (value: unknown) => value !== null && typeof value !== "object";

/** What a query promises of records whose form has changed: nobody knows what they say now. */
export const otherTypesPromise: ContractPromise = {
  promise: "answers in canonical form or ends in an error where fields change their types",
  applies: ({ kind, capability }) => kind === "query" && capability !== "passthrough.send",
  async run(trial) {
    const fetch = fetchIn(trial.world.settings);
    const [sample] = await samplesOf(trial);
    if (!fetch || !sample) return;
    for (const other of others) {
      const changed = (record: object) => {
        if (!hasId(record)) return undefined;
        const fields = Object.entries(record).map(([name, held]) => [
          name,
          name !== "id" && isLeaf(held) && typeof held !== typeof other ? other : (held as unknown),
        ]);
        return Object.fromEntries(fields) as object;
      };
      await using fresh = await connectedTo(withFetch(trial, rewritingRecords(fetch, changed)));
      const ended = await ending(() => fresh.call(trial.capability.id, sample.input));
      if (isDeclared(ended)) return;
      const what = `each field of a record is ${JSON.stringify(other)}`;
      if (AtsError.is(ended)) assert.notEqual(ended.fault, "adapter", `${what}: ${ended.code}`);
      else {
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
  if (value === null || value === undefined || value === "" || (path.length === 1 && path[0] === "id")) return [];
  const own: Change = [path, otherThan(value, nth)];
  if (typeof value !== "object") return [own];
  const inside = partsOf(value).flatMap(([part, held]) => changesOf(held, nth, [...path, part]));
  return path.length > 0 && (Array.isArray(value) || typeof path.at(-1) === "number") ? [own, ...inside] : inside;
}

/** A record of which one value is of another type. */
interface Changed {
  readonly row: Row;
  readonly place: string;
  /** What the ATS sends for it now. */
  readonly raw: unknown;
}

/** Changes one place in each record, another one in each: one reading tries many. */
function changedOf(rows: readonly Row[], nth: 0 | 1, tried: Set<string>): readonly Changed[] {
  return rows.flatMap((row) => {
    const found = changesOf(row.raw, nth).find(([path]) => !tried.has(placeOf(path)));
    if (!found) return [];
    const place = placeOf(found[0]);
    tried.add(place);
    return [{ row, place, raw: withValue(row.raw, ...found) }];
  });
}

/** A place as it can be compared: indexes tell nothing. */
const withoutIndexes = (place: string) => place.replaceAll(/\[\d*\]/g, "");

const isAbout = (place: string, other: string): boolean => place.startsWith(other) || other.startsWith(place);

const bare = ({ raw: _raw, ...row }: Row) => comparable(row);

const rowsOf = (trial: Trial, on: Pick<Trial, "stream">): Promise<readonly Row[]> =>
  on.stream(trial.capability.id, {}, { raw: true, pageSize: 50 }).toArray();

/** Reads the records of which some are changed, and compares them. */
async function changesNothingElse(trial: Trial, before: readonly Row[], changed: readonly Changed[]): Promise<void> {
  const others = new Map(changed.map(({ row, raw }) => [JSON.stringify(row.raw), raw]));
  await using fresh = await connectedTo(withFetch(trial, sendingOthers(fetchIn(trial.world.settings)!, others)));
  const told: { readonly path: string; readonly kind?: string }[] = [];
  for (const name of ["drift", "quarantine"] as const) fresh.ats.on(name, (event) => told.push(event));
  const after = new Map((await rowsOf(trial, fresh)).map((row) => [row.id, row]));
  const places = new Map(changed.map(({ row, place }) => [row.id, withoutIndexes(place)]));
  const held = new Set(before.flatMap(({ raw }) => changesOf(raw, 0).map(([path]) => withoutIndexes(placeOf(path)))));
  for (const { path, kind = "set-aside" } of told) {
    assert.match(path, /^\$(\.\w+(\[\d*\])?)*$/, "the place of an event");
    assert.match(kind, /^[a-z]+(-[a-z]+)+$/, "the kind of an event");
    const at = withoutIndexes(path);
    // Of what the ATS calls by a name of its own, such as a property, an event may name that.
    const isOne = [...places.values()].some((place) => (held.has(at) ? place.startsWith(at) : isAbout(at, place)));
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
  }
}

/** What a stream promises of records in which one value is of another type. */
export const otherTypesInStreamsPromise: ContractPromise = {
  promise: "reports the place of a value of another type, and loses no other record",
  applies: ({ kind }) => kind === "stream",
  async run(trial) {
    if (!fetchIn(trial.world.settings)) return;
    const before = await rowsOf(trial, trial);
    const tried = new Set<string>();
    for (const nth of [0, 1] as const) {
      const changed = changedOf(before, nth, tried);
      if (changed.length > 0) await changesNothingElse(trial, before, changed);
    }
  },
};
