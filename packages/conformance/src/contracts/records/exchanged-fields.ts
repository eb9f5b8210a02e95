import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import { isDeepStrictEqual } from "node:util";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { isFields } from "../../fields.ts";
import { type Connected, connectedTo, withFetch } from "../../trial.ts";
import { fetchIn, hasId, rewritingRecords } from "../../worlds/tapped.ts";
import { type Input, leavesOf, nameOf, type Path, withValue } from "../pieces/one-field-apart.ts";
import { isFilled } from "../pieces/schema-paths.ts";
import { ending, isDeclared } from "../pieces/striking.ts";

type Row = Input & { readonly id: string; readonly raw?: unknown };

/** How often each field of the ATS is exchanged at least, where enough records differ in it; and how often all is read. */
const timesEach = 3;
const mostReadings = 4;

/** What may follow from anything, and what no record of the ATS holds. */
const notCompared = new Set(["raw", "provenance", "integrationFields", "customFields", "changedAt"]);

/** Every field of a record as it came; a list is one value. */
function wireFields(raw: unknown, at: Path = []): readonly (readonly [path: Path, value: unknown])[] {
  if (!isFields(raw) || at.length > 2) return [[at, raw]];
  return Object.entries(raw).flatMap(([name, held]) => wireFields(held, [...at, name]));
}

interface Field {
  readonly path: Path;
  /** What records hold there, as text, and with them the values. */
  readonly values: ReadonlyMap<string, unknown>;
}

const isEmpty = (value: unknown) => value === null || value === undefined || value === "" || value === false;

/** The same instant, however it is written; any other value as text. */
const asText = (value: unknown) =>
  typeof value === "string" && /^\d{4}-\d\d-\d\d/.test(value) && !Number.isNaN(Date.parse(value))
    ? new Date(value).toISOString()
    : String(value);

/** The fields in which records differ, without those by which records are told from others and put in order. */
function exchangeable(rows: readonly Row[]): readonly Field[] {
  const fields = new Map<string, { path: Path; values: Map<string, unknown>; fixed: number }>();
  for (const { raw, ...row } of rows) {
    const fixed = [row.id, row["remoteId"], row["changedAt"], row["updatedAt"]].map(asText);
    for (const [path, value] of wireFields(raw)) {
      const name = JSON.stringify(path);
      const field = fields.get(name) ?? { path, values: new Map<string, unknown>(), fixed: 0 };
      field.values.set(JSON.stringify(value) ?? "", value);
      if (!isEmpty(value) && fixed.includes(asText(value))) field.fixed += 1;
      fields.set(name, field);
    }
  }
  // An instant may be that of the last change by chance, such as that of a rejection.
  return [...fields.values()].filter(({ values, fixed }) => values.size > 1 && fixed * 2 <= rows.length);
}

interface Exchange {
  readonly field: Field;
  readonly from: unknown;
  readonly to: unknown;
}

const heldAt = (raw: unknown, path: Path): unknown =>
  path.reduce<unknown>((at, part) => (isFields(at) ? at[part as string] : undefined), raw);

/** Another value of a field, in turn; of a field that is empty, and of one that is not, first the other kind. */
function otherThan(value: unknown, { values }: Field, turn: number): { readonly to: unknown } | undefined {
  const text = JSON.stringify(value) ?? "";
  const others = [...values].filter(([each]) => each !== text).map(([, each]) => each);
  const unlike = others.filter((each) => isEmpty(each) !== isEmpty(value));
  const chosen = turn % 2 === 0 && unlike.length > 0 ? unlike : others;
  return chosen.length > 0 ? { to: chosen[turn % chosen.length] } : undefined;
}

/** Gives each record one field of another, other fields for each record. */
function exchangesFor(rows: readonly Row[], fields: readonly Field[], reading: number): ReadonlyMap<string, Exchange> {
  const made = new Map<string, Exchange>();
  for (const [nth, { id, raw }] of rows.entries())
    for (let step = 0; step < fields.length; step += 1) {
      const field = fields[(nth + Math.floor(nth / fields.length) + step + reading) % fields.length]!;
      const from = heldAt(raw, field.path);
      const other = from === undefined ? undefined : otherThan(from, field, Math.floor(nth / fields.length) + reading);
      if (!other) continue;
      made.set(id, { field, from, ...other });
      break;
    }
  return made;
}

/** The values that stand in a field now, and did not before. */
function cameIn(before: unknown, after: unknown): ReadonlySet<unknown> {
  const old = new Set(leavesOf(before).map(([, value]) => value));
  return new Set(leavesOf(after).flatMap(([, value]) => (old.has(value) ? [] : [value])));
}

/** Whether two fields say the same thing in two places, such as an id beside the record that it names. */
function sayTheSame(one: ReadonlySet<unknown>, other: ReadonlySet<unknown>): boolean {
  const saysNothing = (values: ReadonlySet<unknown>) => [...values].every((value) => value === null);
  if (saysNothing(one) && saysNothing(other)) return true;
  return [...one].some((value) => value !== null && other.has(value));
}

/** The fields of a record that changed, without those that only say again what another of them says. */
function apartIn(before: Row, after: Row): readonly string[] {
  const names = Object.keys(after).filter(
    (name) => !notCompared.has(name) && !isDeepStrictEqual(before[name], after[name]),
  );
  const groups: { readonly names: string[]; readonly values: Set<unknown> }[] = [];
  for (const name of names) {
    const values = cameIn(before[name], after[name]);
    // A record that an answer names, and does not bring along, is null beside its id.
    const namesIt = (other: string) => other === `${name}Id` || name === `${other}Id`;
    const same = groups.find((group) => group.names.some(namesIt) || sayTheSame(group.values, values));
    if (!same) groups.push({ names: [name], values: new Set(values) });
    else {
      same.names.push(name);
      for (const value of values) same.values.add(value);
    }
  }
  return groups.map(({ names: [name] }) => name!);
}

/** The list of a query, or the records of a stream. */
async function read(trial: Trial, on: Pick<Connected, "call" | "stream">): Promise<readonly Row[] | undefined> {
  const { id } = trial.capability;
  const ended = await ending(() =>
    trial.cell.kind === "stream"
      ? on.stream(id, {}, { pageSize: 50, raw: true }).toArray()
      : on.call(id, {}, { raw: true }),
  );
  if (isDeclared(ended)) return undefined;
  if (AtsError.is(ended)) throw ended;
  return ended as readonly Row[];
}

/** By which a record is found as it comes: its id in the ATS, or all of it where it has none. */
const keyOf = (record: object): string => JSON.stringify((record as { readonly id?: unknown }).id ?? record);

/**
 * Whether all that a record says stands in another, which may say more: one of ours may be made of several, and a list in it may
 * be read on.
 */
export function isIn(part: object, whole: unknown): boolean {
  if (!isFields(whole)) return false;
  return Object.entries(part).every(([name, held]) => {
    const other = whole[name];
    if (isFields(held)) return isIn(held, other);
    return isDeepStrictEqual(held, Array.isArray(held) && Array.isArray(other) ? other.slice(0, held.length) : other);
  });
}

/** Reads all records, by id, while some of them have a value of another one; `changed` are those that came so. */
async function readWith(
  trial: Trial,
  fetch: typeof globalThis.fetch,
  byRaw: ReadonlyMap<string, Row>,
  exchanges: ReadonlyMap<string, Exchange>,
): Promise<{ readonly rows: ReadonlyMap<string, Row>; readonly changed: ReadonlySet<string> }> {
  const sent = new Set<string>();
  // Records that stand inside others may have no id of their own, and come with a part of what is around them.
  const inside = [...byRaw.values()].filter(({ raw }) => isFields(raw) && !hasId(raw));
  const within = (record: object) =>
    "id" in record || hasId(record) || Object.keys(record).length < 2
      ? undefined
      : inside.find(({ raw }) => isIn(record, raw));
  const changed = (record: object) => {
    const row = byRaw.get(keyOf(record)) ?? within(record);
    const { field, to } = (row && exchanges.get(row.id)) ?? {};
    if (!row || !field || !Object.hasOwn(record, field.path[0] ?? "") || !isIn(record, row.raw)) return undefined;
    sent.add(row.id);
    return withValue(record, field.path, to);
  };
  await using fresh = await connectedTo(withFetch(trial, rewritingRecords(fetch, changed)));
  const rows = new Map(((await read(trial, fresh)) ?? []).map((row) => [row.id, row]));
  return { rows, changed: sent };
}

/** The fields that changed with the one that was exchanged, where they should not have; none where one alone changed. */
function others(
  row: Row,
  { field: { path }, to }: Exchange,
  now: Row | undefined,
  joint: readonly (readonly string[])[],
): readonly string[] {
  // Of several records of the ATS that are one of ours, another may be the one that counts now, with its time of change.
  if (!now || !isDeepStrictEqual(now.raw, withValue(row.raw, path, to))) return [];
  if (now["updatedAt"] !== row["updatedAt"]) return [];
  const names = apartIn(row, now);
  if (names.length < 2 || joint.some((together) => names.every((name) => together.includes(name)))) return [];
  // A value by which the ATS's records are one of ours makes it another record altogether.
  const filled = Object.keys(row).filter((name) => !notCompared.has(name) && isFilled(row[name]));
  return names.length * 2 > filled.length ? [] : names;
}

/** What every list promises of records whose fields disagree. */
export const exchangedFieldsPromise: ContractPromise = {
  promise: "reads each field from its own place, whatever the others say",
  rules: [
    {
      rule: "each field is read from its own place, whatever the others say; what one field of the ATS says together is a trait, `jointFields`",
      tried: "it gives each record one field of another record, which may change one field of yours",
    },
  ],
  applies: ({ kind, capability }) => kind === "stream" || capability === "applications.listRejectionReasons",
  async run(trial) {
    const fetch = fetchIn(trial.world.settings);
    const rows = fetch && (await read(trial, trial));
    if (!rows) return;
    const fields = exchangeable(rows);
    if (fields.length === 0) return;
    const joint = trial.adapter.facts.traits?.jointFields?.[trial.cell.group] ?? [];
    const byRaw = new Map(rows.map((row) => [keyOf(Object(row.raw) as object), row]));
    const readings = Math.min(mostReadings, Math.ceil((timesEach * fields.length) / rows.length));
    let [sent, arrived] = [0, 0];
    for (let reading = 0; reading < readings; reading += 1) {
      const exchanges = exchangesFor(rows, fields, reading);
      const { rows: after, changed } = await readWith(trial, fetch, byRaw, exchanges);
      sent += changed.size;
      for (const row of rows) {
        const exchange = exchanges.get(row.id);
        if (changed.has(row.id) && !isDeepStrictEqual(after.get(row.id)?.raw, row.raw)) arrived += 1;
        if (!exchange || others(row, exchange, after.get(row.id), joint).length === 0) continue;
        // Another record that changed may have made it so.
        const alone = await readWith(trial, fetch, byRaw, new Map([[row.id, exchange]]));
        const now = alone.rows.get(row.id);
        const wrong = others(row, exchange, now, joint);
        if (wrong.length === 0) continue;
        const shown = wrong.map(
          (name) => `\`${name}\` from ${JSON.stringify(row[name])} to ${JSON.stringify(now![name])}`,
        );
        assert.fail(
          `${row.id}: only \`${nameOf(exchange.field.path)}\` changed in what the ATS sends, from ${JSON.stringify(exchange.from)} to ${JSON.stringify(exchange.to)}, and it changes ${shown.join(" and ")}: read each field from its own place, or say in the trait \`jointFields\` which fields one of the ATS says together`.slice(
            0,
            1_500,
          ),
        );
      }
    }
    // Of a record that is made of several, none may come as `raw` has it.
    assert.ok(
      sent === 0 || arrived > 0,
      "records of the ATS changed, and `raw` shows none of them changed: it holds the record as it came",
    );
  },
};
