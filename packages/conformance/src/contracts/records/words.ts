import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import { isDeepStrictEqual } from "node:util";
import { sameIds } from "../../assertions.ts";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { valueAt } from "../../fields.ts";
import { type Connected, connectedTo, withFetch } from "../../trial.ts";
import { fetchIn } from "../../worlds/tapped.ts";
import { unheardOf } from "../pieces/failures.ts";
import { firstPage } from "../pieces/first-page.ts";
import { withValue } from "../pieces/one-field-apart.ts";
import { reportsSpoilt, sendingOthers } from "../pieces/one-place-each.ts";
import { isAbsent } from "../pieces/absent-fields.ts";
import { performing } from "../pieces/calling.ts";
import { isCanonical } from "../pieces/records.ts";
import { isFilled, valuesAt, wordsOf } from "../pieces/schema-paths.ts";
import { ending, hasStruck, isDeclared, makes } from "../pieces/striking.ts";

interface Told {
  readonly path: string;
  readonly kind?: string;
}

const names = ["drift", "quarantine"] as const;

/** Notes what a connection reports of the data. */
function toldBy({ ats }: Connected): readonly Told[] {
  const told: Told[] = [];
  for (const name of names) ats.on(name, (event) => told.push(event as Told));
  return told;
}

/** The longest list of words in the catalogue has nine. */
const mostReadings = 9;

/** The words of the catalogue that did not arrive, by field, of the fields that hold something. An ATS may lack some. */
function missing(trial: Trial, arrived: readonly unknown[]): readonly string[] {
  const only = trial.adapter.facts.traits?.onlyValues?.[trial.cell.group] ?? {};
  return [...wordsOf(trial.capability.output)].flatMap(([path, all]) => {
    if (isAbsent(trial, path)) return [];
    const words = all.filter((word) => only[path]?.includes(word) ?? true);
    const values = arrived.flatMap((record) => valuesAt(record, path));
    return values.some(isFilled)
      ? words.filter((word) => !values.includes(word)).map((word) => `${path}: ${word}`)
      : [];
  });
}

interface Row {
  readonly id: string;
  readonly raw?: unknown;
  readonly [field: string]: unknown;
}

/** What only some may see, by the streams whose records say so. */
const shownToSome: Readonly<Record<string, string>> = {
  "notes.stream": "private",
  "candidates.stream": "confidential",
};

/** The place of a field as `provenance` names it; undefined inside lists. */
const pathOf = (place: string): readonly string[] | undefined =>
  place.includes("[") ? undefined : place.split(".").slice(1);

/** Each record as it came, with a word that nobody knows where it says who may see it. */
function inUnheardOfWords(
  rows: readonly Row[],
  field: string,
): ReadonlyMap<string, { readonly row: Row; readonly raw: unknown }> {
  const changed = new Map<string, { readonly row: Row; readonly raw: unknown }>();
  for (const row of rows) {
    const { fields } = row["provenance"] as { readonly fields: Readonly<Record<string, readonly string[]>> };
    for (const place of fields[field] ?? []) {
      const path = pathOf(place);
      if (path && typeof valueAt(row.raw, path) === "string")
        changed.set(JSON.stringify(row.raw), { row, raw: withValue(row.raw, path, unheardOf) });
    }
  }
  return changed;
}

/** What reading promises of words that an ATS may use, and of words and dates that it may not. */
export const wordPromises: readonly ContractPromise[] = [
  {
    promise: "passes on each word that the catalogue knows, and reports none of them",
    applies: ({ kind, capability }) => kind === "stream" || capability === "integration.get",
    async run(trial) {
      if (wordsOf(trial.capability.output).size === 0) return;
      const { kind, id } = trial.capability;
      await using fresh = await connectedTo(trial);
      const told = toldBy(fresh);
      if (!(await makes(trial, "known-words"))) return;
      const arrived: unknown[] = [];
      for (
        let reading = 0;
        reading < mostReadings && (reading === 0 || missing(trial, arrived).length > 0);
        reading += 1
      )
        arrived.push(
          ...(kind === "stream" ? await fresh.stream(id, {}, { pageSize: 50 }).toArray() : [await fresh.call(id, {})]),
        );
      if (arrived.length === 0) return;
      hasStruck(trial, "known-words");
      assert.deepEqual(
        told.map(({ path, kind: what }) => `${what} at ${path}`),
        [],
        "events for words that the catalogue knows",
      );
      assert.deepEqual(
        missing(trial, arrived),
        [],
        'words that the ATS sent and that did not arrive; `trouble("known-words")` of the world must send each of them in turn; if your ATS lacks one, list its own words by path in the trait `onlyValues`',
      );
    },
  },
  {
    promise: "reports unknown values and unreadable dates, also outside of streams",
    rules: [
      {
        rule: "each operation reports for itself what it could not read, whatever another one of the connection has reported",
        tried: "it reads the same odd values by a stream, and then by a query",
      },
    ],
    applies: ({ kind, capability }) => kind === "query" && capability !== "passthrough.send",
    async run(trial) {
      const run = await performing(trial);
      if (!run) return;
      await using usual = await connectedTo(trial);
      const usually = await ending(() => run(usual));
      await using fresh = await connectedTo(trial);
      const told = toldBy(fresh);
      if (!(await makes(trial, "odd-values"))) return;
      // What one operation of the connection has reported, each other one reports for itself.
      const stream = `${trial.cell.group}.stream`;
      if (trial.offers(stream)) await ending(() => fresh.stream(stream, {}, { pageSize: 250 }).toArray());
      const before = told.length;
      await makes(trial, "odd-values");
      const ended = await ending(() => run(fresh));
      // It reads what holds no such value.
      if (isDeclared(ended) || trial.world.struck?.() === 0) return;
      assert.ok(!AtsError.is(ended), `it ends in ${AtsError.is(ended) ? ended.code : ""}: the rest can be read`);
      // A record may be read for nothing but that it is there: then what is odd in it is nowhere in the answer.
      if (!isDeepStrictEqual(ended, usually)) reportsSpoilt(trial, told.slice(before));
    },
  },
  {
    promise: "shows no record as open to all where an unknown word says who may see it",
    rules: [
      {
        rule: "`private` and `confidential` are null where the ATS says by an unknown word who may see a record, and never false",
        tried: "it puts such a word there",
      },
    ],
    applies: ({ capability }) => Object.hasOwn(shownToSome, capability),
    async run(trial) {
      const { id } = trial.capability;
      const [field, fetch] = [shownToSome[id]!, fetchIn(trial.world.settings)];
      if (!fetch) return;
      // One page: finding out where a field comes from is slow.
      const rows = await firstPage(trial, id, {}, { raw: true, provenance: true });
      const changed = inUnheardOfWords(rows as readonly Row[], field);
      if (changed.size === 0) return;
      const others = new Map([...changed].map(([raw, now]) => [raw, now.raw]));
      await using fresh = await connectedTo(withFetch(trial, sendingOthers(fetch, others)));
      const after = new Map((await firstPage(fresh, id, {})).map((row) => [row.id, row as Row]));
      for (const { row } of changed.values())
        assert.notEqual(
          after.get(row.id)?.[field],
          false,
          `${row.id} is not \`${field}\`, and who may see it is said by a word that nobody knows: give null`,
        );
    },
  },
  {
    promise: "sets a record aside if its time of change is unreadable, and no other",
    applies: ({ kind }) => kind === "stream",
    async run(trial) {
      const { id } = trial.capability;
      const before = await trial.stream(id, {}, { pageSize: 50 }).toArray();
      await using fresh = await connectedTo(trial);
      const told = toldBy(fresh);
      if (!(await makes(trial, "undatable-record"))) return;
      const after = await fresh.stream(id, {}, { pageSize: 50 }).toArray();
      hasStruck(trial, "undatable-record");
      for (const record of after) isCanonical(trial, record);
      const living = new Set(after.map((record) => record.id));
      const gone = before.filter((record) => !living.has(record.id)).map((record) => record.id);
      assert.ok(gone.length <= 1, `${gone.length} records were lost, and one could not be read`);
      sameIds(
        [...living, ...gone],
        before.map((record) => record.id),
        "with one that cannot be read",
      );
      reportsSpoilt(trial, told);
    },
  },
];
