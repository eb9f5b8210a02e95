import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import { isDeepStrictEqual } from "node:util";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { fetchIn } from "../../worlds/tapped.ts";
import { briefly, firstPage } from "../pieces/first-page.ts";
import { leavesOf, nameOf, type Path, withValue } from "../pieces/one-field-apart.ts";
import { placeOf, type Row, sendingOthers } from "../pieces/one-place-each.ts";
import { wordsOf } from "../pieces/schema-paths.ts";
import { ending } from "../pieces/striking.ts";

/** How an ATS writes a word of the catalogue: `FULL_TIME` as `full-time`, `YEAR` as `per-year`. */
type Form = (word: string) => string;

const capital = (part: string) => part.charAt(0).toUpperCase() + part.slice(1).toLowerCase();
const joined =
  (by: string, cased: (part: string, nth: number) => string): Form =>
  (word) =>
    word.split("_").map(cased).join(by);
const small = (part: string) => part.toLowerCase();
const joiners = ["_", "-", " ", ""] as const;
const forms: readonly Form[] = joiners.flatMap((by) => [
  joined(by, small),
  joined(by, (part) => part),
  joined(by, capital),
  joined(by, (part, nth) => (nth === 0 ? capital(part) : small(part))),
  joined(by, (part, nth) => (nth === 0 ? small(part) : capital(part))),
]);

/** Whether a word stands apart from what is before it and behind it. */
const isApart = (before: string, after: string) => !/[\p{L}\d]$/u.test(before) && !/^[\p{L}\d]/u.test(after);

/** A text as all of its forms have it: without what joins its parts, in small letters. */
const lettersOf = (text: string): string => text.replaceAll(/[_ -]/g, "").toLowerCase();

/** The forms in which a text names a word, with what stands before it and behind it. */
const formsOf = (text: string, word: string): readonly Form[] =>
  forms.flatMap((form) => {
    const [before, ...behind] = text.split(form(word));
    const after = behind[0];
    if (before === undefined || after === undefined || behind.length > 1) return [];
    return isApart(before, after) ? [(other: string) => before + form(other) + after] : [];
  });

/** A word that stands in the place of another one of its vocabulary, in one record. */
interface Change {
  readonly row: Row;
  readonly field: string;
  readonly place: Path;
  readonly text: string;
  readonly word: string;
  readonly raw: unknown;
}

/** A place in which the ATS says the words of a field, and the records that hold one there. */
interface Told {
  readonly field: string;
  readonly place: Path;
  readonly found: { readonly row: Row; readonly value: string; readonly forms: readonly Form[] }[];
}

/** Where the ATS says the words of each field, in some form. */
function toldIn(rows: readonly Row[], known: ReadonlyMap<string, readonly string[]>): readonly Told[] {
  const places = new Map<string, Told>();
  for (const row of rows) {
    const sent = leavesOf(row.raw).flatMap(([place, text]) =>
      typeof text === "string" ? [{ place, text, letters: lettersOf(text) }] : [],
    );
    for (const [path, value] of leavesOf({ ...row, raw: undefined, provenance: undefined })) {
      const field = nameOf(path);
      if (typeof value !== "string" || !known.get(field)?.includes(value)) continue;
      for (const { place, text } of sent.filter((each) => each.letters.includes(lettersOf(value)))) {
        const found = formsOf(text, value);
        if (found.length === 0) continue;
        const key = JSON.stringify([field, place]);
        const told = places.get(key) ?? { field, place, found: [] };
        told.found.push({ row, value, forms: found });
        places.set(key, told);
      }
    }
  }
  return [...places.values()];
}

/** How many records hold each further word, of those that said different ones: it may be read as the one that was there. */
const timesEach = 2;

/** Each word that no record may hold, in the form of those that some do. */
function changesOf(
  rows: readonly Row[],
  known: ReadonlyMap<string, readonly string[]>,
): readonly (readonly Change[])[] {
  return toldIn(rows, known).flatMap(({ field, place, found }) => {
    // Only a word of several parts shows how the parts are joined.
    const joining = found.filter(({ value }) => value.includes("_"));
    const shown = (joining.length > 0 ? joining : found).flatMap((each) => each.forms);
    const values = [...new Set(found.map(({ value }) => value))];
    return known.get(field)!.flatMap((word) =>
      [...new Set(shown.map((form) => form(word)))].flatMap((text) =>
        values
          .filter((value) => value !== word)
          .slice(0, timesEach)
          .map((value) =>
            found.flatMap(({ row, value: was }) =>
              was === value ? [{ row, field, place, text, word, raw: withValue(row.raw, place, text) }] : [],
            ),
          ),
      ),
    );
  });
}

const mostReadings = 6;

/** For each reading, one change a record. */
function readingsOf(changes: readonly (readonly Change[])[]): readonly ReadonlyMap<string, Change>[] {
  const readings = Array.from({ length: mostReadings }, () => new Map<string, Change>());
  for (const choices of changes)
    for (const reading of readings) {
      const free = choices.find(({ row }) => !reading.has(row.id));
      if (!free) continue;
      reading.set(free.row.id, free);
      break;
    }
  return readings.filter(({ size }) => size > 0);
}

const valueAt = (row: Row, field: string): unknown => leavesOf(row).find(([path]) => nameOf(path) === field)?.[1];

/** A word by which no ATS calls anything, of several parts as the longest words are. */
const unheardOf = "NOT_HEARD_OF_4934";

/** For each reading, the records in which a word that nobody knows stands, one place in each. */
function unheardOfIn(rows: readonly Row[], known: ReadonlyMap<string, readonly string[]>) {
  const changes = toldIn(rows, known).map(({ field, place, found }) =>
    found.map(({ row, forms: [form] }): Change => {
      const text = form!(unheardOf);
      return { row, field, place, text, word: unheardOf, raw: withValue(row.raw, place, text) };
    }),
  );
  return readingsOf(changes).slice(0, 3);
}

/** The records of an answer that came with what the ATS sent for them. */
function rowsIn(answer: unknown): readonly Row[] {
  if (typeof answer !== "object" || answer === null) return [];
  const { id, raw } = answer as Partial<Row>;
  const own = typeof id === "string" && raw !== undefined ? [answer as Row] : [];
  return [...own, ...(own.length > 0 ? [] : Object.values(answer).flatMap(rowsIn))];
}

/** The words of a record of an answer, which may stand in a list or a field of it. */
const wordsWithin = ({ output }: Trial["capability"]) =>
  new Map(
    [...wordsOf(output)].flatMap(([path, words]) => {
      const parts = path.split(".");
      return parts.map((_part, nth) => [parts.slice(nth).join("."), words] as const);
    }),
  );

/** What reading promises of a word that nobody knows, wherever it stands. */
export const unheardOfPromise: ContractPromise = {
  promise: "keeps a record with a word that nobody knows, and passes it on or reports it",
  rules: [
    {
      rule: "a word that nobody knows costs no record, in queries and in what a record holds inside, too: pass it on, or give null or `unknown` and report it by `drift`",
      tried: "it puts such a word into each place in which the ATS says a word of the catalogue",
    },
  ],
  // What a résumé is, a word decides.
  applies: ({ kind, capability }) =>
    kind !== "command" && !["passthrough.send", "candidates.getResume"].includes(capability),
  async run(trial) {
    const fetch = fetchIn(trial.world.settings);
    const known = wordsWithin(trial.capability);
    const run = fetch && known.size > 0 ? await briefly(trial) : undefined;
    if (!run) return;
    await using plain = await connectedTo(trial);
    const before = await ending(() => run(plain, { raw: true }));
    const rows = AtsError.is(before) ? [] : rowsIn(before);
    for (const reading of unheardOfIn(rows, known)) {
      const others = new Map([...reading.values()].map(({ row, raw }) => [JSON.stringify(row.raw), raw]));
      await using fresh = await connectedTo(withFetch(trial, sendingOthers(fetch!, others)));
      let reports = 0;
      fresh.ats.on("drift", () => (reports += 1));
      const ended = await ending(() => run(fresh, { raw: true }));
      const where = [...reading.values()].map(({ place, text }) => `"${text}" at ${placeOf(place)}`).join(", ");
      assert.ok(!AtsError.is(ended), `${where}, and it ends in ${AtsError.is(ended) ? ended.code : ""}`);
      const after = new Map(rowsIn(ended).map((row) => [row.id, row]));
      for (const { row, field, place, text } of reading.values()) {
        const kept = after.get(row.id);
        assert.ok(kept, `"${text}" at ${placeOf(place)}, which nobody knows, and the record is not there`);
        const [was, is] = [valueAt(row, field), valueAt(kept, field)];
        if (isDeepStrictEqual(was, is) || is === text) continue;
        const isAnother = known.get(field)!.includes(String(is)) && !/other|unknown/i.test(String(is));
        assert.ok(!isAnother, `"${text}" at ${placeOf(place)}, which nobody knows, was read as "${String(is)}"`);
        // It may stand in another field, such as a label.
        const isPassedOn = JSON.stringify({ ...kept, raw: undefined }).includes(JSON.stringify(text));
        assert.ok(
          isPassedOn || reports > 0,
          `"${text}" at ${placeOf(place)}, which nobody knows, became ${JSON.stringify(is)}, and no \`drift\` event reports it`,
        );
      }
    }
  },
};

/** What a stream promises of words that no record of the ATS holds just now. */
export const wordsByFormPromise: ContractPromise = {
  promise: "reads each word of a vocabulary as the one that it names, or as unknown",
  rules: [
    {
      rule: "a word of the ATS is read as the word that it names, also one that no record has just now",
      tried:
        "it puts the other words of a vocabulary into records, in the form of those that are there: `per-week` beside `per-year`",
    },
  ],
  applies: ({ kind }) => kind === "stream",
  async run(trial) {
    const { id } = trial.capability;
    const fetch = fetchIn(trial.world.settings);
    const known = wordsOf(trial.capability.output);
    if (!fetch || known.size === 0) return;
    const rows = (await firstPage(trial, id, {}, { raw: true })) as readonly Row[];
    for (const reading of readingsOf(changesOf(rows, known))) {
      const others = new Map([...reading.values()].map(({ row, raw }) => [JSON.stringify(row.raw), raw]));
      await using fresh = await connectedTo(withFetch(trial, sendingOthers(fetch, others)));
      for (const after of (await firstPage(fresh, id, {})) as readonly Row[]) {
        const change = reading.get(after.id);
        if (!change) continue;
        const { row, field, place, text, word } = change;
        const [was, is] = [valueAt(row, field), valueAt(after, field)];
        const isAnother = is !== word && known.get(field)!.includes(String(is));
        assert.ok(
          isDeepStrictEqual(was, is) || !isAnother,
          `"${text}" at ${placeOf(place)} was read as "${String(is)}" in ${field}: it names "${word}"`,
        );
      }
    }
  },
};
