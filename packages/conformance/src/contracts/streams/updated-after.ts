import { strict as assert } from "node:assert";
import { sameIds } from "../../assertions.ts";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo } from "../../trial.ts";
import { instantsIn } from "../pieces/instants.ts";
import { askedBy, textOf } from "../pieces/requests.ts";
import { idsOf, kindOf, rowsOf } from "../pieces/small-pages.ts";
import { ending } from "../pieces/striking.ts";

async function catchesChanges(trial: Trial): Promise<void> {
  const kind = kindOf(trial);
  const all = trial.world.ids(kind);
  const changed = all[Math.floor(all.length / 2)]!;
  const since = new Date(trial.world.now().getTime() + 1);
  sameIds(await idsOf(trial, { updatedAfter: since }), [], "before anything changed");
  await trial.world.touch(kind, changed);
  assert.ok(trial.world.now() >= since, "the world's touch() changes nothing: its time stands still");
  const found = await idsOf(trial, { updatedAfter: since });
  assert.ok(found.includes(changed), "the record that changed is missing");
  assert.ok(found.length < all.length / 2, "records that did not change were given as changed");
  assert.ok((await idsOf(trial, { updatedAfter: since.toISOString() })).includes(changed), "the same instant as text");
  sameIds(await idsOf(trial, { updatedAfter: "1990-01-01" }), all, "since long ago");
}

/** The same with one change, whose instant is given as a date and as text. */
async function catchesOne(trial: Trial): Promise<void> {
  const kind = kindOf(trial);
  const [changed] = trial.world.ids(kind) as [string];
  const since = new Date(trial.world.now().getTime() + 1);
  await trial.world.touch(kind, changed);
  for (const updatedAfter of [since, since.toISOString().replace("Z", "+00:00")]) {
    const found = await idsOf(trial, { updatedAfter }, { pageSize: 50 });
    assert.ok(found.includes(changed), `the record that changed is missing among those since ${String(updatedAfter)}`);
    assert.ok(found.length < trial.world.ids(kind).length / 2, "records that did not change were given as changed");
  }
}

async function readsOffsets(trial: Trial): Promise<void> {
  const kind = kindOf(trial);
  const changed = trial.world.ids(kind)[0]!;
  const since = new Date(trial.world.now().getTime() + 1);
  await trial.world.touch(kind, changed);
  const withOffset = (hours: number) => {
    const shifted = new Date(since.getTime() + hours * 3_600_000).toISOString().replace("Z", "");
    return `${shifted}${hours < 0 ? "-" : "+"}${String(Math.abs(hours)).padStart(2, "0")}:00`;
  };
  const wanted = await idsOf(trial, { updatedAfter: since });
  for (const hours of [-8, 2, 12])
    sameIds(await idsOf(trial, { updatedAfter: withOffset(hours) }), wanted, `with an offset of ${hours} hours`);
}

/** What a stream promises of `updatedAfter`. */
export const updatedAfterPromises: readonly ContractPromise[] = [
  {
    promise: "catches an old record that changed, and leaves out what did not",
    run: catchesChanges,
    ofTimes: catchesOne,
  },
  {
    promise: "reads an instant with an offset as the same instant",
    run: readsOffsets,
  },
  {
    promise: "gives nothing that changed before `updatedAfter`, however shortly",
    rules: [
      {
        rule: "`updatedAfter` is asked for as it is, without a margin, unless a limitation names it",
        tried: "it changes records shortly before and after",
      },
    ],
    async run(trial) {
      // An ATS may show changes late; then a limitation says so, and that some come again.
      if (trial.cell.limitations.some(({ summary }) => summary.includes("`updatedAfter`"))) return;
      const kind = kindOf(trial);
      const all = trial.world.ids(kind);
      const [earlier, between, later] = [all[0]!, all[1]!, all[Math.floor(all.length / 2)]!];
      await trial.world.touch(kind, earlier);
      await trial.world.touch(kind, between);
      const since = new Date(trial.world.now().getTime() + 1);
      await trial.world.touch(kind, later);
      const found = await idsOf(trial, { updatedAfter: since }, { pageSize: 50 });
      assert.ok(found.includes(later), "the record that changed since is missing");
      assert.ok(
        !found.includes(earlier),
        `${earlier} changed before \`updatedAfter\` and was given: ask for that very instant; where the ATS needs a margin, a limitation names \`updatedAfter\``,
      );
    },
  },
  {
    promise: "asks for nothing later than `updatedAfter`, not even within its second",
    rules: [
      {
        rule: "where the ATS takes whole seconds, `updatedAfter` is rounded down",
        tried: "it asks for instants within a second",
      },
    ],
    async run(trial) {
      const second = Math.floor(trial.world.now().getTime() / 1000) * 1000 - 26 * 3_600_000;
      for (const fraction of [400, 600, 999]) {
        const since = second + fraction;
        await using fresh = await connectedTo(trial);
        const read = () => fresh.stream(trial.capability.id, { updatedAfter: new Date(since) }).toArray();
        const { asked } = await askedBy(trial, () => ending(read));
        const later = instantsIn(textOf(asked)).find((instant) => instant > since && instant <= second + 1000);
        assert.equal(
          later,
          undefined,
          `asked for what changed since ${new Date(since).toISOString()}, the ATS was asked for what changed since ${new Date(later ?? 0).toISOString()}: what changed between is never read; round down`,
        );
      }
    },
  },
  {
    promise: "gives a record that changed at the very instant that is asked for",
    async run(trial) {
      const kind = kindOf(trial);
      const changed = trial.world.ids(kind)[2]!;
      await trial.world.touch(kind, changed);
      const record = (await rowsOf(trial)).find(({ id }) => id === changed);
      const at = record?.changedAt;
      assert.ok(at, "the record does not say when it changed");
      const found = await idsOf(trial, { updatedAfter: at });
      assert.ok(found.includes(changed), `it changed at ${at}, and is missing among those changed at or after that`);
    },
  },
  {
    promise: "gives what changed to a connection that has read before",
    async run(trial) {
      const kind = kindOf(trial);
      const [id] = trial.world.ids(kind) as [string];
      const before = JSON.stringify((await rowsOf(trial, { ids: [id] }))[0]);
      await trial.world.touch(kind, id);
      const after = JSON.stringify((await rowsOf(trial, { ids: [id] }))[0]);
      assert.notEqual(after, before, "the record as it was before the change came again");
    },
  },
];
