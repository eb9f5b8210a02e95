import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { changedWithin, type Fields, isFields, scalarsIn } from "../../fields.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { fetchIn, rewritingAnswers } from "../../worlds/tapped.ts";
import { firstPage } from "../pieces/first-page.ts";
import { valuesAt, wordsOf } from "../pieces/schema-paths.ts";
import { ending } from "../pieces/striking.ts";

type Row = Fields & { readonly id: string; readonly raw?: unknown };

/** What ATSs call the label of an entry. */
const labels = ["name", "label", "title", "displayName", "display_name"] as const;

/** The names under which something stands, at any depth. */
const namesIn = (value: unknown): readonly string[] =>
  Array.isArray(value)
    ? value.flatMap(namesIn)
    : isFields(value)
      ? Object.entries(value).flatMap(([name, held]) => [name, ...namesIn(held)])
      : [];

/** Where entries have a label and a code that records hold, and say besides what they are: the label is the customer's own word. */
function labelIn(entries: readonly Fields[], held: ReadonlySet<string | number>): string | undefined {
  const label = labels.find((name) => entries.every((each) => typeof each[name] === "string"));
  const names = Object.keys(entries[0] ?? {});
  const code = names.find((name) => name !== label && entries.some((each) => held.has(each[name] as string)));
  const isTelling = (name: string) =>
    name !== label &&
    name !== code &&
    new Set(entries.map((each) => each[name]).filter((each) => typeof each === "string")).size > 1;
  return code !== undefined && names.some(isTelling) ? label : undefined;
}

/** An answer in which the customer has renamed the entries of each list that records refer to. */
function renamed(body: unknown, held: ReadonlySet<string | number>, ids: ReadonlySet<unknown>) {
  let count = 0;
  const change = (value: unknown): unknown => {
    if (!Array.isArray(value) || value.length < 2 || !value.every(isFields)) return undefined;
    const label = value.some(({ id }) => ids.has(id)) ? undefined : labelIn(value, held);
    if (label === undefined) return undefined;
    count += 1;
    return value.map((each) => ({
      ...(changedWithin(each, change, label) as Fields),
      [label]: `Renamed ${String(each[label])}`,
    }));
  };
  return { body: changedWithin(body, change), count };
}

/** The fields of a record that hold a word of the catalogue, by their paths; others hold a word of the customer's. */
const knownIn = (row: Row, words: ReadonlyMap<string, readonly string[]>) =>
  [...words].map(([path, known]) => {
    const values = valuesAt(row, path).map((value) => (known.includes(value as string) ? value : null));
    return [path, values] as const;
  });

/** What streams promise of words that the ATS tells by a key, and that the customer may call otherwise. */
export const renamedWordsPromise: ContractPromise = {
  promise: "knows a state by its key, also where the customer has renamed its label",
  rules: [
    {
      rule: "a state is known by its key or id where the ATS gives one beside the label: customers rename labels",
      tried:
        "it renames the entries of each list that records refer to and that says by another field what an entry is",
    },
  ],
  applies: ({ kind }) => kind === "stream",
  async run(trial: Trial) {
    const fetch = fetchIn(trial.world.settings);
    if (!fetch) return;
    const words = wordsOf(trial.capability.output);
    if (words.size === 0) return;
    const read = async (way: typeof fetch): Promise<readonly Row[]> => {
      await using fresh = await connectedTo(withFetch(trial, way));
      return (await firstPage(fresh, trial.capability.id, {}, { raw: true })) as readonly Row[];
    };
    const before = await read(fetch);
    const held = new Set(before.flatMap(({ raw }) => [...scalarsIn(raw), ...namesIn(raw)]));
    const ids = new Set<unknown>(before.map(({ id }) => id));
    let lists = 0;
    const renaming = rewritingAnswers(fetch, (answer) => {
      const { body, count } = renamed(answer.body, held, ids);
      lists += count;
      return { ...answer, body };
    });
    const found = await ending(() => read(renaming));
    if (lists === 0) return;
    if (AtsError.is(found)) assert.fail(`labels were renamed, and the stream ended in ${found.code}`);
    const after = new Map((found as readonly Row[]).map((row) => [row.id, row]));
    for (const row of before) {
      const other = after.get(row.id);
      assert.ok(other, `labels were renamed, and record ${row.id} did not come`);
      const now = new Map(knownIn(other, words));
      for (const [path, values] of knownIn(row, words))
        for (const [nth, value] of values.entries())
          assert.ok(
            value === null || now.get(path)![nth] === value,
            `a customer has renamed labels, and ${path} of ${row.id} is ${JSON.stringify(valuesAt(other, path)[nth] ?? null)} and no longer ${String(value)}: go by the key or the id that the ATS gives beside the label`,
          );
    }
  },
};
