import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { kindOf, pageSize } from "../pieces/small-pages.ts";
import { ending } from "../pieces/striking.ts";
import { holderOf, type Held } from "./pages.ts";

/**
 * The ATS forgets a list of which some pages were read, and in which records have moved up since: the stream begins again, or
 * says that it cannot go on. A place in one list is none in the next.
 */
async function goesOnInItsOwnList(trial: Trial): Promise<void> {
  const { world } = trial;
  if (!world.endLists) return;
  const kind = kindOf(trial);
  const found = new Set<string>();
  const read = async () => {
    for await (const { records } of trial.stream(trial.capability.id, {}, { pageSize, lookAhead: false }).pages()) {
      const isFirst = found.size === 0;
      for (const { id } of records) found.add(id);
      const [first] = found;
      if (!isFirst || first === undefined) continue;
      await world.remove(kind, first);
      await world.endLists!();
    }
  };
  const ended = await ending(read);
  if (AtsError.is(ended)) {
    assert.equal(ended.code, "stream.cursor-refused", "how a stream ends whose list the ATS has forgotten");
    return;
  }
  assert.deepEqual(
    world.ids(kind).filter((id) => !found.has(id)),
    [],
    "the ATS forgot the list, the stream went on at the same place of another one, and these are missing: throw `CursorRefused`",
  );
}

/** What a stream promises of an ATS in which others work meanwhile. */
export const changedMeanwhilePromise: ContractPromise = {
  promise: "loses no record while it or others change or are deleted",
  rules: [
    {
      rule: "a list is asked for in an order that no change alters, such as by id: one that begins with what changed last has passed a record that changes while it is read",
      tried: "a record that is still to come changes after the first page",
    },
    {
      rule: "a place in one list means nothing in the next: where the ATS has forgotten the list, throw `CursorRefused`, or begin again (`cursorRefused` of a list does the first)",
      tried: "with `endLists`, a record that was read is removed, and the list is forgotten, after the first page",
    },
  ],
  async run(trial) {
    const kind = kindOf(trial);
    const all = trial.world.ids(kind);
    const held = (await trial.world.records(trial.cell.group)) as readonly Held[];
    const found: string[] = [];
    let [touched, removed, late]: (string | undefined)[] = [];
    for await (const { records } of trial.stream(trial.capability.id, {}, { pageSize, lookAhead: false }).pages()) {
      found.push(...records.map(({ id }) => id));
      if (touched !== undefined) continue;
      // One that was read changes, and one that was read goes away.
      [touched, removed] = [found[1], found[2]];
      await trial.world.touch(kind, touched!);
      // One that is still to come changes, too: a list that begins with what changed last has passed its place by then.
      late = all.findLast((id) => !found.includes(id));
      if (late !== undefined) await trial.world.touch(kind, late);
      // In lists paged by offset or page number, a deletion moves the records after it.
      if (trial.adapter.facts.traits?.paging !== "by-place") await trial.world.remove(kind, removed!);
    }
    const still = all.filter((id) => id !== touched && id !== removed);
    const holders = new Map(held.map((each) => [each.id, holderOf(trial, each)]));
    const moved = new Set([touched, removed, late].map((id) => holders.get(id!) ?? id));
    assert.deepEqual(
      still.filter((id) => !found.includes(id)),
      [],
      late !== undefined && !found.includes(late)
        ? "a record that was still to come changed, and is missing: ask for an order that no change alters"
        : "records that nobody touched are missing",
    );
    const twice = still.filter(
      (id) => id !== late && found.indexOf(id) !== found.lastIndexOf(id) && !moved.has(holders.get(id) ?? id),
    );
    assert.deepEqual(twice, [], "records that nobody touched came twice");
    await goesOnInItsOwnList(trial);
  },
};
