import type { Provenance } from "@anyats/core";
import { strict as assert } from "node:assert";
import { isDeepStrictEqual } from "node:util";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { fetchIn, rewriting } from "../../worlds/tapped.ts";
import { samplesOf } from "../pieces/samples.ts";
import { ending, isDeclared } from "../pieces/striking.ts";

interface Told {
  readonly id?: unknown;
  readonly raw?: unknown;
  readonly provenance?: Provenance;
}

/** A value of a record, with where it stands: `emailAddresses[].address`. */
interface Leaf {
  readonly place: string;
  readonly value: unknown;
}

/** What a connection adds to a record, and what the ATS holds in a form of its own. */
const notMapped = new Set(["raw", "provenance", "customFields", "integrationFields"]);

/** Every value of a record that holds no others. */
function leavesOf(value: unknown, place: string): readonly Leaf[] {
  const parts: readonly (readonly [string, unknown])[] = Array.isArray(value)
    ? value.map((part: unknown) => [`${place}[]`, part] as const)
    : typeof value === "object" && value !== null
      ? Object.entries(value).map(([name, part]) => [place === "" ? name : `${place}.${name}`, part] as const)
      : [];
  return parts.length === 0 ? [{ place, value }] : parts.flatMap(([at, part]) => leavesOf(part, at));
}

/** A text that is long enough not to stand somewhere by chance. */
const isTelling = (value: unknown): value is string => typeof value === "string" && value.length >= 4;

/** What a value says as a text: an id may be a number. */
const said = (value: unknown) => (typeof value === "number" ? String(value) : value);

/** Where a text stands in a wire record, if it stands in one place only. */
function onlyPlaceOf(text: string, wire: readonly Leaf[]): string | undefined {
  const places = new Set(wire.flatMap(({ place, value }) => (said(value) === text ? [place] : [])));
  const isPart = wire.some(({ value }) => isTelling(value) && value !== text && value.includes(text));
  return places.size === 1 && !isPart ? [...places][0] : undefined;
}

/** What a record says of its own provenance is true, as far as its wire record shows. @returns How many fields showed it. */
function isTrue({ provenance, raw, ...rest }: Told, { cell }: Trial): number {
  const routes = cell.routes.map(({ method, path }) => `${method} ${path}`);
  const isOfOne = cell.kind === "stream";
  assert.ok(provenance, "`provenance` was asked for, and is missing");
  const { route, mapping } = provenance;
  assert.ok(mapping.length > 0, "`provenance.mapping` is empty");
  // A record that came in no list was made of several.
  if (route !== null || isOfOne)
    assert.ok(
      routes.includes(route ?? ""),
      `\`provenance.route\` is "${route}", and its cell claims ${routes.join(", ")}`,
    );
  const mapped = Object.fromEntries(Object.entries(rest).filter(([name]) => !notMapped.has(name)));
  const leaves = leavesOf(mapped, "");
  const untold = leaves.filter(({ place }) => !Object.hasOwn(provenance.fields, place)).map(({ place }) => place);
  assert.deepEqual(untold, [], "fields of which `provenance` says nothing");
  const wire = leavesOf(raw, "$");
  const { fields } = provenance;
  // A record that is made of several names each of them first; the one that is kept is not alone then.
  if (isOfOne) {
    const places = new Set(wire.map(({ place }) => place));
    const invented = Object.values(fields).flatMap((from) => from.filter((place) => !places.has(place)));
    assert.deepEqual([...new Set(invented)], [], "places that the record of the ATS does not have");
  }
  // A field that is a copy of a text comes from where that text stands.
  const copies = leaves.flatMap(({ place: field, value }) => {
    const from = isTelling(value) && !/^\d{4}-\d\d-\d\d/.test(value) ? onlyPlaceOf(value, wire) : undefined;
    return from === undefined || from.includes("[]") !== field.includes("[]") ? [] : [{ field, from }];
  });
  for (const { field, from } of isOfOne ? copies : []) {
    const told = fields[field]!;
    // Of a list of ids, each may be the key of a record that came before.
    const isThere = told.includes(from) || (from.includes("[]") && told.length > 0);
    assert.ok(isThere, `${field} is the text at ${from}, and \`provenance\` says ${told.join(", ") || "nothing"}`);
  }
  const apart = copies.filter(({ field }) => copies.some(({ from }) => !fields[field]!.includes(from)));
  assert.ok(apart.length > 0 || copies.length < 3, "`provenance` says that each field comes from everywhere");
  return Object.values(fields).filter((from) => from.length > 0).length;
}

/** What a record says of where its fields come from. */
export const provenancePromise: ContractPromise = {
  promise: "says where each field comes from where `provenance` is asked for, and only then",
  applies: ({ capability }) => /^(jobs|candidates)\.stream$|\.getEnhanced$/.test(capability),
  async run(trial) {
    const options = { provenance: true, raw: true };
    const records: Told[] = [];
    if (trial.cell.kind === "stream") {
      // It is slow: the mapping runs again for each value. The second record is of a second page.
      const few = { pageSize: 1, lookAhead: false };
      for await (const record of trial.stream(trial.capability.id, {}, { ...options, ...few }))
        if (records.push(record) >= 2) break;
      for await (const record of trial.stream(trial.capability.id, {}, few)) {
        assert.ok(!Object.hasOwn(record, "provenance"), "`provenance` was not asked for");
        break;
      }
    } else {
      const [sample] = await samplesOf(trial);
      const ended = sample && (await ending(() => trial.call(trial.capability.id, sample.input, options)));
      if (!ended || isDeclared(ended) || !Object.hasOwn(ended as object, "provenance")) return;
      records.push(ended as Told);
    }
    let shown = 0;
    for (const record of records) shown += isTrue(record, trial);
    assert.ok(shown > 0 || records.length === 0, "no field of any record shows where it comes from");
  },
};

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** How many values of each kind are changed. */
const mostOfAKind = 3;

/** Another value of the same kind, as the ATS could hold it. */
function otherThan(value: unknown): Json | undefined {
  if (typeof value === "boolean") return !value;
  if (typeof value === "number") return value + 1;
  if (value === null) return "2026-01-02T00:00:00.000Z";
  if (typeof value !== "string" || value === "") return undefined;
  const at = /^\d{4}-\d\d-\d\d/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? `${value}0` : new Date(at - 86_400_000).toISOString().slice(0, value.length);
}

const kindOf = (value: unknown) =>
  typeof value === "string" && /^\d{4}-\d\d-\d\d/.test(value) ? "instant" : typeof value;

/** A value with another one in a place that stands in no list. */
function withOther(value: Json, place: string, other: Json): Json {
  const [name, ...rest] = place.split(".").slice(1);
  if (name === undefined) return other;
  const held = value as { readonly [name: string]: Json };
  return { ...held, [name]: withOther(held[name]!, ["$", ...rest].join("."), other) };
}

/** The same, where one record in it is another one. */
function exchanged(value: Json, record: Json, other: Json): Json {
  if (isDeepStrictEqual(value, record)) return other;
  if (Array.isArray(value)) return (value as readonly Json[]).map((each) => exchanged(each, record, other));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, held]) => [name, exchanged(held, record, other)]));
}

/** What a stream promises of where its fields come from, found out by changing what the ATS holds. */
export const tracedPromise: ContractPromise = {
  promise: "names in `provenance` each value of the ATS that changes a field",
  applies: ({ capability }) => /^(jobs|candidates)\.stream$/.test(capability),
  async run(trial) {
    const fetch = fetchIn(trial.world.settings);
    if (!fetch) return;
    /** The first record, where the ATS sends another one for it. */
    const first = async (from?: Json, to?: Json): Promise<Told | undefined> => {
      const changing = from === undefined ? fetch : rewriting(fetch, (body) => exchanged(body as Json, from, to!));
      await using on = await connectedTo(withFetch(trial, changing));
      // What it says is asked for once: it is slow.
      const options = { provenance: from === undefined, raw: true, pageSize: 2, lookAhead: false };
      for await (const record of on.stream(trial.capability.id, {}, options)) return record as Told;
      return undefined;
    };
    const fieldsOf = ({ raw: _raw, provenance: _provenance, ...rest }: Told) =>
      leavesOf(Object.fromEntries(Object.entries(rest).filter(([name]) => !notMapped.has(name))), "");
    const record = await first();
    if (!record?.provenance) return;
    const before = new Map(fieldsOf(record).map(({ place, value }) => [place, value]));
    const inNoList = leavesOf(record.raw, "$").filter(
      ({ place, value }) => !place.includes("[]") && otherThan(value) !== undefined,
    );
    const byKind = Map.groupBy(inNoList, ({ value }) => kindOf(value));
    for (const { place, value } of [...byKind.values()].flatMap((all) => all.slice(0, mostOfAKind))) {
      const other = withOther(record.raw as Json, place, otherThan(value)!);
      const after = await first(record.raw as Json, other);
      if (!after || !isDeepStrictEqual(after.raw, other)) continue; // It was set aside, or stands elsewhere then.
      for (const { place: field, value: now } of fieldsOf(after)) {
        if (field.includes("[]") || !before.has(field) || isDeepStrictEqual(before.get(field), now)) continue;
        const told: readonly string[] = record.provenance.fields[field] ?? [];
        assert.ok(
          told.includes(place),
          `${field} changed with ${place}, and \`provenance\` says ${told.join(", ") || "nothing"}`,
        );
      }
    }
  },
};
