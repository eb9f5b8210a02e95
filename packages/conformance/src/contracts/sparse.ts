import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import { sameIds } from "../assertions.ts";
import type { ContractPromise, Trial } from "../contract-test.ts";
import { connectedTo, type Connected } from "../trial.ts";
import { ways } from "../worlds/sparse.ts";
import { samplesOf } from "./samples.ts";
import { fieldPaths, valuesAt } from "./schema-paths.ts";
import { z } from "zod";
import { ending, hasStruck, isDeclared, makes } from "./striking.ts";
import { isCanonical } from "./streams.ts";

interface Told {
  readonly path: string;
  readonly kind?: string;
  readonly problem?: string;
}

/** Notes what a connection reports of the data. */
function told({ ats }: Connected): { readonly drift: readonly Told[]; readonly quarantine: readonly Told[] } {
  const [drift, quarantine]: [Told[], Told[]] = [[], []];
  ats.on("drift", (event) => drift.push(event as Told));
  ats.on("quarantine", (event) => quarantine.push(event as Told));
  return { drift, quarantine };
}

const placeOf = ({ path }: Told) => path.replaceAll(/\[\d*\]/g, "");

/** Whether nothing stands in the second that was not in the first: what is gone is null, and not made up. */
function inventsNothing({ capability }: Pick<Trial, "capability">): (before: unknown, after: unknown) => void {
  // When a record changed may be told by several fields.
  const paths = fieldPaths(z.object({ it: capability.output })).filter(
    (path) => !/\.(changedAt|createdAt|updatedAt|cursor|raw)$/.test(path),
  );
  return (before, after) => {
    // A name may be what it falls back on, such as the id; and a kind may be called unknown.
    const known = JSON.stringify(before);
    for (const path of paths)
      for (const value of valuesAt({ it: after }, path))
        if (typeof value === "string" && value !== "" && value.toLowerCase() !== "unknown")
          assert.ok(
            known.includes(JSON.stringify(value)),
            `${path.slice("it.".length)} became ${JSON.stringify(value)}`,
          );
    // An instant that another field tells stands in the record, too, and is made up even so.
    const createdAt = "it.createdAt";
    const told = valuesAt({ it: before }, createdAt);
    for (const value of valuesAt({ it: after }, createdAt))
      assert.ok(value == null || told.includes(value), `createdAt became ${JSON.stringify(value)}`);
  };
}

const kept = new Set(["passthrough.send", "integration.get", "integration.checkKey", "candidates.find"]);

/** What reading promises of records that lack something. */
export const sparsePromises: readonly ContractPromise[] = [
  {
    promise: "returns null for null, empty and missing values, and keeps the record",
    applies: ({ kind }) => kind === "stream",
    async run(trial) {
      const read = async (on: Pick<Connected, "stream">) =>
        on.stream(trial.capability.id, {}, { pageSize: 50 }).toArray();
      const before = await read(trial);
      await using fresh = await connectedTo(trial);
      const { drift, quarantine } = told(fresh);
      if (!(await makes(trial, "sparse-records"))) return;
      const after = await read(fresh);
      hasStruck(trial, "sparse-records");
      assert.deepEqual(quarantine, [], "records that only lack what they may lack were set aside");
      sameIds(
        after.map(({ id }) => id),
        before.map(({ id }) => id),
        "the sparse records",
      );
      const check = inventsNothing(trial);
      for (const record of after) {
        isCanonical(trial, record);
        check(
          before.find(({ id }) => id === record.id),
          record,
        );
      }
      const reported = [...new Set(drift.map(placeOf))].toSorted();
      assert.deepEqual(reported, [...(trial.world.spoilt?.() ?? [])].toSorted(), "the lists whose loss was reported");
    },
  },
  {
    promise: "answers in canonical form from records that lack what they may lack",
    applies: ({ kind, capability }) => kind === "query" && !kept.has(capability),
    async run(trial) {
      const [sample] = await samplesOf(trial);
      if (!sample) return;
      const { input } = sample;
      await using plain = await connectedTo(trial);
      const before = await ending(() => plain.call(trial.capability.id, input));
      if (AtsError.is(before)) return;
      const check = inventsNothing(trial);
      // Once in each way.
      for (const _way of ways) {
        await using fresh = await connectedTo(trial);
        const { quarantine } = told(fresh);
        if (!(await makes(trial, "sparse-records"))) return;
        const ended = await ending(() => fresh.call(trial.capability.id, input));
        await trial.world.trouble("none");
        if (isDeclared(ended)) return;
        // Without its id in the ATS, a record cannot be asked for there.
        if (AtsError.is(ended) && /^record\.(no-remote-id|unusable-id)$/.test(ended.code)) continue;
        if (AtsError.is(ended)) assert.fail(`it failed: ${ended.code} ${ended.message}`);
        const parsed = trial.capability.output.safeParse(ended);
        const [issue] = parsed.error?.issues ?? [];
        assert.ok(parsed.success, `it is not canonical: ${issue?.path.join(".")} ${issue?.message}`);
        check(before, ended);
        assert.deepEqual(quarantine, [], "what only lacks what it may lack was set aside");
      }
    },
  },
  {
    promise: "loses of a list only the entry that cannot be read, and reports its place",
    applies: ({ kind, capability }) => kind === "query" && !kept.has(capability),
    async run(trial) {
      const [sample] = await samplesOf(trial);
      if (!sample) return;
      await using plain = await connectedTo(trial);
      const before = await ending(() => plain.call(trial.capability.id, sample.input));
      await using fresh = await connectedTo(trial);
      const { quarantine } = told(fresh);
      if (!(await makes(trial, "broken-entry"))) return;
      const ended = await ending(() => fresh.call(trial.capability.id, sample.input));
      const hasMet = (trial.world.struck?.() ?? 0) > 0;
      await trial.world.trouble("none");
      if (!hasMet || isDeclared(ended)) return; // It reads no list.
      if (AtsError.is(ended)) {
        assert.ok(!AtsError.is(before), `it failed: ${ended.code}`);
        const shown = JSON.stringify([ended.message, ended.details ?? null]);
        assert.match(shown, /\$|path|fit at (?!its root)/, "the error names no place");
        return;
      }
      const parsed = trial.capability.output.safeParse(ended);
      assert.ok(parsed.success, `it is not canonical: ${parsed.error?.issues[0]?.path.join(".")}`);
      const { omitted = [] } = (ended ?? {}) as {
        readonly omitted?: readonly { reason: string; path: string | null }[];
      };
      assert.equal(quarantine.length + omitted.length, 1, "the entry that cannot be read was not reported once");
      for (const { path, problem } of quarantine) {
        assert.match(path, /^\$/, "the place of the entry");
        assert.ok((problem ?? "").length > 5, "the event does not say what is wrong with the entry");
      }
      if (Array.isArray(ended) && Array.isArray(before))
        assert.ok(ended.length <= before.length && ended.length >= before.length / 2, "more than the entry was lost");
    },
  },
];
