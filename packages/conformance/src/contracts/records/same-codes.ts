import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { changedWithin, type Fields, isFields, scalarsIn, valueAt } from "../../fields.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { type Answered, fetchIn, rewritingAnswers } from "../../worlds/tapped.ts";
import { firstPage } from "../pieces/first-page.ts";
import { ending } from "../pieces/striking.ts";

type Fetch = typeof globalThis.fetch;
type Row = Fields & { readonly id: string; readonly raw?: unknown };

/** The streams that read most lists beside their records. */
const streams = ["jobs.stream", "applications.stream", "candidates.stream"] as const;

/** What another list says of the same code. */
const another = "Of another list 4870";

/** What a field says, and the entry of the list from which it says that. */
interface Labelled {
  readonly id: string;
  readonly path: readonly string[];
  readonly label: string;
  readonly address: string;
  /** Under which names an entry has its code and its label. */
  readonly keys: readonly [code: string, label: string];
  readonly code: string | number;
}

interface List {
  readonly address: string;
  readonly entries: readonly Fields[];
}

/** Every list of objects in an answer. */
function listsIn(address: string, body: unknown): readonly List[] {
  if (Array.isArray(body)) {
    const entries = body.filter(isFields);
    return [...(entries.length > 1 ? [{ address, entries }] : []), ...body.flatMap((each) => listsIn(address, each))];
  }
  return isFields(body) ? Object.values(body).flatMap((each) => listsIn(address, each)) : [];
}

/** The texts of a record by their places, without those in lists. */
const placedTexts = (value: unknown, at: readonly string[] = []): readonly (readonly [readonly string[], string])[] =>
  typeof value === "string"
    ? [[at, value]]
    : isFields(value)
      ? Object.entries(value).flatMap(([name, held]) => (name === "raw" ? [] : placedTexts(held, [...at, name])))
      : [];

/** Where a text stands among lists: in which entry, and under which name first. */
interface Place {
  readonly list: List;
  readonly entry: Fields;
  readonly name: string;
}

/** The places of each text that entries of lists have. */
function placesIn(lists: readonly List[]): ReadonlyMap<string, readonly Place[]> {
  const places = new Map<string, Place[]>();
  for (const list of lists)
    for (const entry of list.entries) {
      const own = new Set<string>();
      for (const [name, text] of Object.entries(entry)) {
        if (typeof text !== "string" || own.has(text)) continue;
        own.add(text);
        const known = places.get(text);
        if (known) known.push({ list, entry, name });
        else places.set(text, [{ list, entry, name }]);
      }
    }
  return places;
}

/** The entry of which a text is the label, by a code that the record has. */
function entryOf(places: readonly Place[], held: ReadonlySet<string | number>) {
  for (const { list, entry, name } of places) {
    const code = Object.entries(entry).find(([key, value]) => key !== name && held.has(value as string | number));
    if (code) return { address: list.address, keys: [code[0], name] as const, code: code[1] as string | number };
  }
  return undefined;
}

/** The fields of records that say the label of a code, and do not stand in the record itself. */
function labelledIn(rows: readonly Row[], lists: readonly List[]): readonly Labelled[] {
  const places = placesIn(lists);
  return rows.flatMap((row) => {
    const held = new Set(scalarsIn(row.raw));
    const own = new Set(Object.values(isFields(row.raw) ? row.raw : {}).filter((value) => typeof value !== "object"));
    const ownId = valueAt(row.raw, ["id"]);
    // A list that has the record itself is not one of labels, and a code of one sign is but a flag or a small number.
    const itsOwn = new Set(lists.filter(({ entries }) => entries.some(({ id }) => id !== undefined && id === ownId)));
    return placedTexts(row).flatMap(([path, label]) => {
      if (label.length < 2 || held.has(label)) return [];
      const others = (places.get(label) ?? []).filter(({ list }) => !itsOwn.has(list));
      const entry = entryOf(others, own as ReadonlySet<string | number>);
      return entry && String(entry.code).length > 1 ? [{ id: row.id, path, label, ...entry }] : [];
    });
  });
}

/** An answer in which each other list has entries of the same codes, too. */
function withSameCodes({ address, body }: Answered, labelled: readonly Labelled[]): unknown {
  return changedWithin(body, (held) => {
    if (!Array.isArray(held) || !held.some(isFields)) return undefined;
    const last = held.findLast(isFields)!;
    const added = new Map<string | number, object>();
    for (const { address: own, keys, code } of labelled) {
      const [codeName, labelName] = keys;
      const fits = typeof last[codeName] === typeof code && typeof last[labelName] === "string";
      if (own === address || !fits || held.some((each) => isFields(each) && each[codeName] === code)) continue;
      added.set(code, { ...last, [codeName]: code, [labelName]: another });
    }
    return added.size === 0 ? undefined : [...held, ...added.values()];
  });
}

/** An answer whose lists do not have the entries: an ATS may leave out what is archived, and records hold it still. */
const withoutEntries = ({ address, body }: Answered, labelled: readonly Labelled[]): unknown =>
  changedWithin(body, (held) => {
    if (!Array.isArray(held)) return undefined;
    const isOne = (entry: unknown) =>
      isFields(entry) &&
      labelled.some(
        ({ address: own, keys: [code, label], ...of }) =>
          own === address && entry[code] === of.code && entry[label] === of.label,
      );
    return held.some(isOne) ? held.filter((entry) => !isOne(entry)) : undefined;
  });

/** Where a list lacks an entry, its label is null, or what the record itself says; the record comes, or the call fails. */
async function saysNoOther(
  read: (way: Fetch) => Promise<readonly Row[]>,
  fetch: Fetch,
  labelled: readonly Labelled[],
  rows: readonly Row[],
): Promise<void> {
  // One entry of each list: others stand there still, of which a default could be made.
  const gone = labelled.filter(({ address, code }) => labelled.find((each) => each.address === address)!.code === code);
  const way = rewritingAnswers(fetch, (answer) => ({ ...answer, body: withoutEntries(answer, gone) }));
  const found = await ending(() => read(way));
  if (AtsError.is(found)) return;
  const given = new Map((found as readonly Row[]).map((row) => [row.id, row]));
  for (const { id } of rows)
    assert.ok(given.has(id), `a list lacks an entry to which records refer, and record ${id} did not come`);
  for (const { id, path, label, code } of gone) {
    const value = valueAt(given.get(id), path) ?? null;
    const isOwn = scalarsIn(given.get(id)!.raw).some((each) => String(each) === String(value));
    assert.ok(
      value === null || value === label || isOwn,
      `${path.join(".")} of ${id}: its list does not have the code ${code} any more, and the field says ${JSON.stringify(value)}: give null`,
    );
  }
}

/** What streams promise of codes whose labels stand in lists of their own: an ATS may count each list from 1. */
export const sameCodesPromise: ContractPromise = {
  promise: "looks a code up in its own list, also where another list has it",
  rules: [
    {
      rule: "what a code means is looked up in its own list: an ATS may use one code in several",
      tried: "where a record has the code and a list its label, it gives each other list an entry of that code",
    },
    {
      rule: "a code whose list has no such entry, as where it is archived, has no label: give null, never another entry, and the record",
      tried: "it takes one entry out of each list that labels codes",
    },
  ],
  applies: ({ capability }) => (streams as readonly string[]).includes(capability),
  async run(trial: Trial) {
    const fetch = fetchIn(trial.world.settings);
    if (!fetch) return;
    const { id } = trial.capability;
    const read = async (way: Fetch): Promise<readonly Row[]> => {
      await using fresh = await connectedTo(withFetch(trial, way));
      for (const other of streams)
        if (other !== id && trial.offers(other)) await ending(() => firstPage(fresh, other, {}));
      return (await firstPage(fresh, id, {}, { raw: true })) as readonly Row[];
    };
    const lists: List[] = [];
    const rows = await read(
      rewritingAnswers(fetch, (answer) => {
        lists.push(...listsIn(answer.address, answer.body));
        return answer;
      }),
    );
    const labelled = labelledIn(rows, lists);
    if (labelled.length === 0) return;
    const way = rewritingAnswers(fetch, (answer) => ({ ...answer, body: withSameCodes(answer, labelled) }));
    const after = await ending(() => read(way));
    if (AtsError.is(after)) assert.fail(`several lists have the same code, and it failed: ${after.code}`);
    for (const { id: of, path, label, code } of labelled) {
      const row = (after as readonly Row[]).find((each) => each.id === of);
      if (row)
        assert.equal(
          valueAt(row, path),
          label,
          `${path.join(".")} of ${of}: its list says "${label}" of the code ${code}, and another list has that code, too`,
        );
    }
    await saysNoOther(read, fetch, labelled, rows);
  },
};
