import { strict as assert } from "node:assert";
import { comparable } from "../../assertions.ts";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo } from "../../trial.ts";
import type { Kind } from "../../world.ts";
import { lastingConnection, listsKeptFor } from "../pieces/lasting.ts";
import { renamesEntriesInUse } from "../pieces/lists-in-use.ts";
import { isTold } from "../pieces/records.ts";

/** What a stream promises to an app that keeps it, and reads it again. */
export const iteratedAgainPromise: ContractPromise = {
  promise: "gives what the ATS holds by then when the same stream is read again",
  rules: [
    {
      rule: "an app may read one stream object again and again, and each time it gives what the ATS holds by then: pages of one reading have the same filter object, and so have all later readings. Drop what is kept for it where the position is null",
      tried: "it reads a stream, changes, removes and renames, and reads the same stream again",
    },
  ],
  applies: ({ kind }) => kind === "stream",
  async run(trial: Trial) {
    const { world, cell, capability } = trial;
    await using lasting = await lastingConnection(trial);
    const stream = lasting.trial.stream(capability.id);
    await stream.toArray();
    if (isTold(cell.group)) {
      const kind = cell.group as Kind;
      const [changed, removed] = world.ids(kind);
      if (changed !== undefined) await world.touch(kind, changed);
      if (removed !== undefined) await world.remove(kind, removed);
    }
    await renamesEntriesInUse(trial);
    lasting.later(listsKeptFor(trial));
    const again = await stream.toArray();
    await using fresh = await connectedTo(trial);
    const wanted = await fresh.stream(capability.id).toArray();
    assert.deepEqual(
      again.map(comparable),
      wanted.map(comparable),
      "an app read a stream, the ATS changed, and the app read the same stream again: what is kept for a stream is kept for one reading of it",
    );
  },
};
