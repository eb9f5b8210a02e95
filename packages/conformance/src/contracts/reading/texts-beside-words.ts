import { strict as assert } from "node:assert";
import type { ContractPromise } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { fetchIn, hasId } from "../../worlds/tapped.ts";
import { unheardOf } from "../pieces/failures.ts";
import { firstPage } from "../pieces/first-page.ts";
import { nameOf, type Path, withValue } from "../pieces/one-field-apart.ts";
import { partsOf, type Row, sendingOthers } from "../pieces/one-place-each.ts";

/** A place in a record, and the text there. */
type Leaf = readonly [path: Path, text: string];

function textsIn(value: unknown, at: Path = []): readonly Leaf[] {
  if (typeof value === "string") return [[at, value]];
  if (typeof value !== "object" || value === null) return [];
  return partsOf(value).flatMap(([part, held]) => textsIn(held, [...at, part]));
}

/** As a word of a list of the ATS is written, such as `paragraph` or `on_hold`. */
const isWord = (text: string): boolean => /^[a-z]+(?:[-_ ][a-z]+)*$/i.test(text) && text.length <= 30;

/** How many different texts a place with the words of a list has at most. */
const mostWords = 12;

/** The places inside lists at which all records have words, and few of them. */
function placesOfWords(rows: readonly Row[]): readonly string[] {
  const texts = Map.groupBy(
    rows.flatMap(({ raw }) => textsIn(raw)).filter(([path]) => path.some((part) => typeof part === "number")),
    ([path]) => nameOf(path),
  );
  return [...texts].flatMap(([place, leaves]) => {
    const different = new Set(leaves.map(([, text]) => text));
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

/** What every list promises of the words inside the lists of a record, such as the kinds of the blocks of a text. */
export const textsBesideWordsPromise: ContractPromise = {
  promise: "loses no text that stands beside a word which nobody knows",
  applies: ({ kind }) => kind === "stream",
  async run(trial) {
    const fetch = fetchIn(trial.world.settings);
    if (!fetch) return;
    const { id } = trial.capability;
    const rows = (await firstPage(trial, id, {}, { raw: true })) as readonly Row[];
    const places = rows.some(({ raw }) => typeof raw === "object" && raw !== null && hasId(raw))
      ? placesOfWords(rows)
      : [];
    for (const place of places) {
      const others = new Map<string, unknown>();
      for (const { raw } of rows) {
        const all = textsIn(raw).filter(([path]) => nameOf(path) === place);
        if (all.length > 0)
          others.set(
            JSON.stringify(raw),
            all.reduce((changed: unknown, [path]) => withValue(changed, path, unheardOf), raw),
          );
      }
      await using fresh = await connectedTo(withFetch(trial, sendingOthers(fetch, others)));
      const reported: string[] = [];
      for (const event of ["drift", "quarantine"] as const)
        fresh.ats.on(event, ({ path }: { readonly path: string }) => void reported.push(path));
      const after = new Map((await firstPage(fresh, id, {})).map((row) => [row.id, row]));
      if (reported.length > 0) continue; // It says what it leaves out.
      for (const row of rows) {
        const [was, now] = [allOf(row), after.get(row.id)];
        if (!others.has(JSON.stringify(row.raw)) || !now) continue;
        const is = allOf(now);
        for (const [path, text] of textsIn(row.raw))
          if (nameOf(path) !== place && isTelling(text) && [text, written(text)].some((each) => was.includes(each)))
            assert.ok(
              [text, written(text)].some((each) => is.includes(each)),
              `${row.id}: \`${place}\` was a word that nobody knows, and ${JSON.stringify(text)} of \`${nameOf(path)}\` is gone with it: pass the text on`,
            );
      }
    }
  },
};
