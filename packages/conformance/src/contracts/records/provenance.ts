import { AtsError, type Provenance } from "@anyats/core";
import { strict as assert } from "node:assert";
import { isDeepStrictEqual } from "node:util";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { openedAs } from "../../guarded.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { fetchIn, idNameOf, isIdName, isIdAt } from "../../worlds/tapped.ts";
import { withValue, type Path } from "../pieces/one-field-apart.ts";
import { partsOf, placeOf, sendingOthers, type Change, type Row } from "../pieces/one-place-each.ts";
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

/** A job, beside a candidate that is mapped by something else. */
async function ofAnotherKind(trial: Trial): Promise<Told | undefined> {
  const id = "jobs.stream";
  if (trial.capability.id !== "candidates.stream" || !trial.offers(id)) return undefined;
  for await (const record of trial.stream(id, {}, { provenance: true, pageSize: 1, lookAhead: false })) return record;
  return undefined;
}

/** What a record says of where its fields come from. */
export const provenancePromise: ContractPromise = {
  promise: "says where each field comes from where `provenance` is asked for, and only then",
  rules: [
    {
      rule: "`provenance` names the mapping (the name of the function `map`, such as `toJob`), places of the record as it came, and for a copied text the place where it stands",
      tried: "it compares with `raw`",
    },
  ],
  ofVersions: true,
  applies: ({ capability }) => /^(jobs|candidates)\.stream$|\.getEnhanced$/.test(capability),
  async run(trial) {
    const options = { provenance: true, raw: true };
    const records: Told[] = [];
    if (trial.cell.kind === "stream") {
      // It is slow: the mapping runs again for each value. The second record is of a second page; one customer's shows it.
      const few = { pageSize: 1, lookAhead: false };
      const most = openedAs(trial.world)?.customer === "second" ? 1 : 2;
      for await (const record of trial.stream(trial.capability.id, {}, { ...options, ...few }))
        if (records.push(record) >= most) break;
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
    const [one, other] = [records[0], await ofAnotherKind(trial)];
    assert.ok(
      !one || !other || one.provenance?.mapping !== other.provenance?.mapping,
      `\`provenance.mapping\` is "${one?.provenance?.mapping}" for jobs and candidates: give each reading a \`map\` with a name of its own, such as \`toJob\``,
    );
    let shown = 0;
    for (const record of records) shown += isTrue(record, trial);
    assert.ok(shown > 0 || records.length === 0, "no field of any record shows where it comes from");
  },
};

type Wire = Readonly<Record<string, unknown>>;

/** Another value of the same kind that the ATS could hold, first and then; the second is nothing. */
function othersThan(value: unknown): readonly unknown[] {
  if (typeof value === "boolean") return [!value, !value];
  if (typeof value === "number") return [value + 1, null];
  if (value === null) return ["2026-01-02T00:00:00.000Z", true];
  if (typeof value !== "string") return [];
  const at = /^\d{4}-\d\d-\d\d/.test(value) ? Date.parse(value) : Number.NaN;
  return [Number.isNaN(at) ? `${value}0` : new Date(at - 86_400_000).toISOString().slice(0, value.length), ""];
}

/** A change of every value of a record that holds no others, but the record's id. Of a list, one stands for all. */
function changesOf(value: unknown, nth: number, path: Path = []): readonly Change[] {
  if (typeof value === "object" && value !== null)
    return partsOf(value).flatMap(([part, held]) => changesOf(held, nth, [...path, part]));
  const others = path.length === 1 && isIdName(path[0]) ? [] : othersThan(value);
  return nth in others ? [[path, others[nth]]] : [];
}

/** The fields of a record whose values are not in the same places of another one. */
function fieldsChanged(before: unknown, after: unknown, field = ""): readonly string[] {
  if (typeof before !== "object" || before === null || Object.keys(before).length === 0)
    return isDeepStrictEqual(before, after) ? [] : [field];
  const isSame = typeof after === "object" && after !== null && Array.isArray(after) === Array.isArray(before);
  return Object.entries(before).flatMap(([name, held]) => {
    const at = Array.isArray(before) ? `${field}[]` : field === "" ? name : `${field}.${name}`;
    return fieldsChanged(held, isSame ? (after as Readonly<Record<string, unknown>>)[name] : undefined, at);
  });
}

const mappedOf = (record: object) =>
  Object.fromEntries(Object.entries(record).filter(([name]) => !notMapped.has(name)));

/** The changes of a record, one of each place. */
const changesByPlace = (raw: unknown, nth: number): ReadonlyMap<string, Change> =>
  new Map(changesOf(raw, nth).map((change) => [placeOf(change[0]), change]));

/** What a stream promises of where its fields come from, found out by changing what the ATS holds. */
export const tracedPromise: ContractPromise = {
  promise: "names in `provenance` each value of the ATS that changes a field",
  rules: [
    { rule: "`provenance` names each value that changes a field", tried: "it changes values of a record one by one" },
  ],
  applies: ({ capability }) => /^(jobs|candidates)\.stream$/.test(capability),
  async run(trial) {
    const fetch = fetchIn(trial.world.settings);
    if (!fetch) return;
    const read = async (on: Pick<Trial, "stream">, options: object): Promise<readonly (Told & Row)[]> => {
      const all = on.stream(trial.capability.id, {}, { raw: true, lookAhead: false, pageSize: 50, ...options });
      for await (const { records } of all.pages()) return records;
      return [];
    };
    // What it says is asked for once: it is slow.
    const [first] = await read(trial, { pageSize: 1, provenance: true });
    if (!first?.provenance) return;
    const { fields } = first.provenance;
    const raws = (await read(trial, {})).map(({ raw }) => raw as Wire);
    /** Reads the first record in the place of each, with its id and another change; undefined where the page fails. */
    const readWith = async (changes: readonly (Change | undefined)[]) => {
      const idName = idNameOf(first.raw as Wire) ?? "id";
      const made = raws.map(({ [idName]: id }, index) =>
        withValue({ ...(first.raw as Wire), [idName]: id }, ...(changes[index] ?? [[idName], id])),
      );
      const others = new Map(raws.map((raw, index) => [JSON.stringify(raw), made[index]]));
      await using on = await connectedTo(withFetch(trial, sendingOthers(fetch, others)));
      const after = await ending(() => read(on, {}));
      if (AtsError.is(after)) return undefined;
      const byRaw = new Map((after as readonly Told[]).map((record) => [JSON.stringify(record.raw), record]));
      // One that was set aside is missing.
      return made.map((wire) => byRaw.get(JSON.stringify(wire)));
    };
    const plain = await readWith([]);
    if (!plain) return;
    for (const nth of [0, 1]) {
      const changes: readonly (readonly [string, Change])[] = [...changesByPlace(first.raw, nth)];
      for (let from = 0; from < changes.length; from += raws.length) {
        const some = changes.slice(from, from + raws.length);
        // By another id, what a record names may not be there.
        const withoutIds = some.map(([place, change]) =>
          isIdAt(place) || /ids?(\[\])?$/i.test(place) ? undefined : change,
        );
        const after = (await readWith(some.map(([, change]) => change))) ?? (await readWith(withoutIds)) ?? [];
        for (const [index, [place]] of some.entries()) {
          const [was, is]: readonly (Told | undefined)[] = [plain[index], after[index]];
          const changed: readonly string[] = was && is ? fieldsChanged(mappedOf(was), mappedOf(is)) : [];
          for (const field of changed) {
            const told: readonly string[] = fields[field] ?? [place];
            assert.ok(
              told.includes(place),
              `${field} changed with ${place}, and \`provenance\` says ${told.join(", ") || "nothing"}`,
            );
          }
        }
      }
    }
  },
};
