import type { Checkpoint, StreamOptions } from "@anyats/core";
import { strict as assert } from "node:assert";
import { comparable, refusalOf, sameIds } from "../../assertions.ts";
import type { ContractPromise, Rule, Trial } from "../../contract-test.ts";
import { connectedTo } from "../../trial.ts";
import { worldHas, WorldLacks } from "../../world-lacks.ts";
import { allOf } from "../pieces/all-of.ts";
import { readsLittleAgain } from "../pieces/read-again.ts";
import { isCanonical } from "../pieces/records.ts";
import { idsOf, kindOf, pageSize } from "../pieces/small-pages.ts";
import { during } from "../pieces/striking.ts";

/** What tests look at of a record that may be kept inside another. */
export interface Held {
  readonly id: string;
  readonly candidateId?: string | null;
}

/** What a record is read with: an ATS may keep applications inside their candidate, and gives and moves those together. */
export const holderOf = ({ cell }: Trial, { id, candidateId }: Held): string =>
  cell.group === "applications" ? (candidateId ?? id) : id;

/** Pages, until so many records have come. */
async function begin(
  trial: Trial,
  least: number,
): Promise<{ readonly ids: string[]; readonly checkpoint: Checkpoint }> {
  const ids: string[] = [];
  for await (const { records, checkpoint } of trial.stream(trial.capability.id, {}, { pageSize }).pages()) {
    ids.push(...records.map(({ id }) => id));
    if (ids.length >= least) return { ids, checkpoint: JSON.parse(JSON.stringify(checkpoint)) as Checkpoint };
  }
  throw new WorldLacks("the world is too small to prove anything");
}

const readOnceRule: Rule = {
  rule: "most of what a stream reads, it reads once: no long list is read again with each page or record",
  tried: "it weighs the answers to requests that were made before in the same reading",
};

/** What the pages of a stream promise: each record once, whatever their size, and from any of them on. */
export const pagePromises: readonly ContractPromise[] = [
  {
    promise: "gives every record once, however many pages there are",
    rules: [readOnceRule],
    async run(trial) {
      const ids = trial.world.ids(kindOf(trial));
      worldHas(ids.length > 2 * pageSize, "the world is too small to prove anything");
      const before = trial.world.requests();
      sameIds(await idsOf(trial), ids, "with small pages");
      assert.ok(trial.world.requests() > before, "the world counts no requests: it proves nothing");
      sameIds(await idsOf(trial, {}, { pageSize: 250 }), ids, "with large pages");
      sameIds(await idsOf(trial, {}, { lookAhead: false }), ids, "without look-ahead");
      await readsLittleAgain(trial, (on) => on.stream(trial.capability.id, {}, { pageSize }).toArray());
    },
  },
  {
    promise: "goes on after a crash at any page, missing nothing and repeating nothing",
    rules: [
      {
        rule: "a stream goes on from a checkpoint in another process: a page needs nothing that the page before has read",
        tried: "it goes on after several pages on a new connection, and compares whole records",
      },
    ],
    async run(trial) {
      const { id } = trial.capability;
      const whole: { readonly id: string }[] = [];
      const checkpoints: { checkpoint: Checkpoint; before: number }[] = [];
      for await (const { records, checkpoint } of trial.stream(id, {}, { pageSize }).pages()) {
        whole.push(...records);
        checkpoints.push({ checkpoint: JSON.parse(JSON.stringify(checkpoint)) as Checkpoint, before: whole.length });
      }
      const ids = (records: readonly { readonly id: string }[]) => records.map((record) => record.id);
      assert.deepEqual(
        ids(whole),
        ids(await allOf(trial)),
        "the pages do not hold the records of the stream, in its order",
      );
      const tried = checkpoints.length > 6 ? [...checkpoints.slice(0, 3), ...checkpoints.slice(-3)] : checkpoints;
      for (const { checkpoint, before: delivered } of tried) {
        const wanted = whole.slice(delivered);
        // The same connection goes on, and another process: nothing is kept there that the pages before left behind.
        await using fresh = await connectedTo(trial);
        for (const on of [trial, fresh]) {
          const rest = await on.stream(id, {}, { pageSize, checkpoint }).toArray();
          assert.deepEqual(ids(rest), ids(wanted), "the records before and after the crash are not all of them");
          assert.deepEqual(comparable(rest), comparable(wanted), "records after the crash have other values");
        }
      }
    },
  },
  {
    promise: "goes on from a checkpoint with pages of another size",
    async run(trial) {
      const whole = (await allOf(trial)).map(({ id }) => id);
      const { ids, checkpoint } = await begin(trial, pageSize);
      for (const size of [3, 50]) {
        const rest = await idsOf(trial, {}, { checkpoint, pageSize: size });
        sameIds([...ids, ...rest], whole, `with pages of ${size}`);
      }
    },
  },
  {
    promise: "asks for pages no larger than was asked for",
    async run(trial) {
      for await (const { records } of trial.stream(trial.capability.id, {}, { pageSize: 4 }).pages()) {
        const holders = new Set((records as readonly Held[]).map((each) => holderOf(trial, each)));
        assert.ok(
          holders.size <= 4,
          `a page of ${records.length} records of ${holders.size} others, and 4 were asked for`,
        );
      }
    },
  },
  {
    promise: "gives the same records when one stream is read again",
    async run(trial) {
      const whole = (await allOf(trial)).map(({ id }) => id);
      const stream = trial.stream(trial.capability.id, {}, { pageSize });
      sameIds(
        (await stream.toArray()).map(({ id }) => id),
        whole,
        "one stream, read once",
      );
      sameIds(
        (await stream.toArray()).map(({ id }) => id),
        whole,
        "the same stream, read again",
      );
    },
  },
  {
    promise: "ends in an error, not in a loop, when the server repeats a cursor",
    async run(trial) {
      // A list paged by offset or page number has no cursor to repeat.
      if (trial.adapter.facts.traits?.paging === "by-place") return;
      worldHas(trial.world.ids(kindOf(trial)).length > pageSize, "the world has too few records for a second page");
      const error = await during(trial, "repeated-cursor", () => refusalOf(() => idsOf(trial), "a repeated cursor"));
      assert.equal(error.code, "stream.repeated-cursor");
      assert.equal(error.fault, trial.cell.lane === "native" ? "ats" : "aggregator");
    },
  },
];

/** What the pages of a stream promise of whose records the world does not tell. */
export const anyPagesPromise: ContractPromise = {
  promise: "reads to the end, each record once and in canonical form, with any page size",
  rules: [readOnceRule],
  async run(trial) {
    const read = async (options: StreamOptions) => trial.stream(trial.capability.id, {}, options).toArray();
    const [large, small] = [await read({ pageSize: 250 }), await read({ pageSize: 3 })];
    for (const record of large) isCanonical(trial, record);
    sameIds(
      small.map(({ id }) => id),
      large.map(({ id }) => id),
      "with small pages",
    );
    await readsLittleAgain(trial, (on) => on.stream(trial.capability.id, {}, { pageSize }).toArray());
  },
};
