import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { fetchIn, hasId } from "../../worlds/tapped.ts";
import { unheardOf } from "../pieces/failures.ts";
import { firstPage } from "../pieces/first-page.ts";
import { nameOf, type Path, withValue } from "../pieces/one-field-apart.ts";
import { partsOf, type Row, sendingOthers } from "../pieces/one-place-each.ts";

/** A place in a record, and the text there. */
interface Leaf {
  readonly path: Path;
  readonly name: string;
  readonly text: string;
}

function textsIn(value: unknown, at: Path = []): readonly Leaf[] {
  if (typeof value === "string") return [{ path: at, name: nameOf(at), text: value }];
  if (typeof value !== "object" || value === null) return [];
  return partsOf(value).flatMap(([part, held]) => textsIn(held, [...at, part]));
}

/** As a word of a list of the ATS is written, such as `paragraph` or `on_hold`. */
const isWord = (text: string): boolean => /^[a-z]+(?:[-_ ][a-z]+)*$/i.test(text) && text.length <= 30;

/** How many different texts a place with the words of a list has at most. */
const mostWords = 12;

/** A record before anything was changed, with its texts. */
interface Before {
  readonly row: Row;
  readonly sent: string;
  readonly texts: readonly Leaf[];
  /** Those that would be missed. */
  readonly told: readonly Leaf[];
}

/** The places inside lists at which all records have words, and few of them. */
function placesOfWords(all: readonly Before[]): readonly string[] {
  const texts = Map.groupBy(
    all.flatMap((each) => each.texts).filter(({ path }) => path.some((part) => typeof part === "number")),
    ({ name }) => name,
  );
  return [...texts].flatMap(([place, leaves]) => {
    const different = new Set(leaves.map(({ text }) => text));
    return [...different].every(isWord) && different.size <= mostWords && leaves.length > different.size ? [place] : [];
  });
}

/** Long enough to stand nowhere by chance. */
const isTelling = (text: string): boolean => text.length > 5 && !isWord(text);

/** Everything that one of ours says, as one text. */
function allOf({ raw: _raw, ...record }: Row): string {
  return JSON.stringify(record);
}

/** As it may stand within markup, and within JSON. */
const written = (text: string): string =>
  JSON.stringify(text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")).slice(1, -1);

const isIn = (text: string, all: string): boolean => [text, written(text)].some((each) => all.includes(each));

function asItWas(row: Row): Before {
  const texts = textsIn(row.raw);
  const was = allOf(row);
  const told = texts.filter(({ text }) => isTelling(text) && isIn(text, was));
  return { row, sent: JSON.stringify(row.raw), texts, told };
}

/** A place of words for each record that has one: each in turn. */
function spreadOver(all: readonly Before[], places: readonly string[]): ReadonlyMap<Row, string> {
  const times = new Map(places.map((place) => [place, 0]));
  const spread = new Map<Row, string>();
  for (const { row, texts } of all) {
    const own = new Set(texts.map(({ name }) => name));
    const [place] = places
      .filter((each) => own.has(each))
      .toSorted((one, other) => times.get(one)! - times.get(other)!);
    if (place === undefined) continue;
    times.set(place, times.get(place)! + 1);
    spread.set(row, place);
  }
  return spread;
}

/** Reads the records with a word that nobody knows in some place of each. */
async function lossesWith(
  trial: Trial,
  fetch: typeof globalThis.fetch,
  before: readonly Before[],
  placeOf: (row: Row) => string | undefined,
): Promise<{ readonly isReported: boolean; readonly losses: readonly string[] }> {
  const others = new Map<string, unknown>();
  for (const { row, sent, texts } of before) {
    const place = placeOf(row);
    const all = texts.filter(({ name }) => name === place);
    const changed = all.reduce((raw: unknown, { path }) => withValue(raw, path, unheardOf), row.raw);
    if (all.length > 0) others.set(sent, changed);
  }
  await using fresh = await connectedTo(withFetch(trial, sendingOthers(fetch, others)));
  let isReported = false;
  for (const event of ["drift", "quarantine"] as const) fresh.ats.on(event, () => void (isReported = true));
  const after = new Map((await firstPage(fresh, trial.capability.id, {})).map((row) => [row.id, row]));
  const losses: string[] = [];
  for (const { row, sent, told } of before) {
    const [place, now] = [placeOf(row), after.get(row.id)];
    if (!others.has(sent) || !now) continue;
    const is = allOf(now);
    for (const { name, text } of told)
      if (name !== place && !isIn(text, is))
        losses.push(`${row.id}: ${JSON.stringify(text)} of \`${name}\`, as nobody knows the word of \`${place}\``);
  }
  return { isReported, losses: losses.slice(0, 3) };
}

/** What every list promises of the words inside the lists of a record, such as the kinds of the blocks of a text. */
export const textsBesideWordsPromise: ContractPromise = {
  promise: "loses no text that stands beside a word which nobody knows",
  rules: [
    {
      rule: "a word that nobody knows costs no text beside it: a block of a text of an unknown kind keeps its words, an address of an unknown kind is passed on",
      tried: "it puts such a word into the lists of each record",
    },
  ],
  applies: ({ kind }) => kind === "stream",
  async run(trial) {
    const fetch = fetchIn(trial.world.settings);
    if (!fetch) return;
    const { id } = trial.capability;
    const rows = (await firstPage(trial, id, {}, { raw: true })) as readonly Row[];
    if (!rows.some(({ raw }) => typeof raw === "object" && raw !== null && hasId(raw))) return;
    const before = rows.map(asItWas);
    const places = placesOfWords(before);
    if (places.length === 0) return;
    const told = async (placeOf: (row: Row) => string | undefined) => lossesWith(trial, fetch, before, placeOf);
    // One reading, with another place in each record; only where that tells something, a reading for each place.
    const spread = spreadOver(before, places);
    const { isReported, losses } = await told((row) => spread.get(row));
    if (!isReported && losses.length === 0) return;
    for (const place of places) {
      const one = await told(() => place);
      // It says what it leaves out.
      if (!one.isReported)
        assert.deepEqual(one.losses, [], "texts that are gone with a word beside them: pass them on");
    }
  },
};
