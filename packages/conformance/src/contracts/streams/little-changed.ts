import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import { comparable } from "../../assertions.ts";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import type { Kind, OwnFailure } from "../../world.ts";
import { counting } from "../../worlds/counting.ts";
import { fetchIn } from "../../worlds/tapped.ts";
import { ending } from "../pieces/striking.ts";

const kinds: readonly string[] = ["jobs", "applications", "candidates"] satisfies Kind[];

/** Less than this is not worth a comparison, in bytes. */
const enough = 20_000;

/** The ATS does not know any more how the last read ended. */
const gone: Pick<OwnFailure, "what" | "answer" | "startsOver"> = {
  what: "HTTP 410",
  answer: () => Response.json({ error: "gone 4736" }, { status: 410 }),
};

/**
 * The ATS has forgotten how the last read ended, for good: the next read gives what changed, and so does the one after it.
 */
async function readsOnAfterForgetting(trial: Trial): Promise<void> {
  const { world, capability, cell } = trial;
  const kind = cell.group as Kind;
  const [id] = world.ids(kind);
  if (!world.endLists || id === undefined) return;
  await using on = await connectedTo(trial);
  await on.stream(capability.id).toArray();
  await world.touch(kind, id);
  const updatedAfter = new Date(world.now().getTime() - 30_000).toISOString();
  await world.endLists();
  for (const nth of ["first", "second"]) {
    const given: unknown = await ending(() => on.stream(capability.id, { updatedAfter }).toArray());
    const what: string = `the ATS forgot its lists, and record ${id} changed before: the ${nth} read after that`;
    assert.ok(
      !AtsError.is(given),
      `${what} ended in ${AtsError.is(given) ? given.code : ""}: read the list from its beginning`,
    );
    assert.ok(
      (given as readonly { readonly id: string }[]).some((record) => record.id === id),
      `${what} does not give it`,
    );
  }
}

/** What a stream promises of what it reads where little has changed. */
export const littleChangedPromise: ContractPromise = {
  promise: "reads little where one record changed since the last time",
  rules: [
    {
      rule: "what an ATS gave at the end of a read, such as a sync token, may be refused for good: begin again, and the next read of changes works",
      tried: "with `endLists`, a record changes and the lists are forgotten, then it reads twice what changed",
    },
    {
      rule: "of an ATS that filters by time, or gives a sync token, only what changed is read; a limitation may deny it",
      tried: "it changes one record, and weighs the answers",
    },
  ],
  applies: ({ kind, group, capability }) =>
    kind === "stream" && kinds.includes(group) && capability === `${group}.stream`,
  async run(trial) {
    await using forgetful = await trial.another();
    await readsOnAfterForgetting(forgetful.trial);
    const { world, capability, cell } = trial;
    const fetch = fetchIn(world.settings);
    const kind = cell.group as Kind;
    const [id] = world.ids(kind);
    if (!fetch || id === undefined) return;
    const way = counting(fetch);
    await using on = await connectedTo(withFetch(trial, way.fetch));
    const read = async (filter: object) => {
      way.begin();
      const given = await ending(() => on.stream(capability.id, filter).toArray());
      return { given, bytes: way.bytes() };
    };
    const all = await read({});
    if (AtsError.is(all.given) || all.bytes < enough) return;
    await world.touch(kind, id);
    const since = new Date(world.now().getTime() - 30_000).toISOString();
    const changed = await read({ updatedAfter: since });
    assert.ok(
      (changed.given as readonly { readonly id: string }[]).some((record) => record.id === id),
      `record ${id} changed, and was not given`,
    );
    assert.ok(
      changed.bytes < all.bytes / 2,
      `it read ${changed.bytes} bytes for one record that changed, and ${all.bytes} for all`,
    );
    const wanted = comparable(changed.given);
    const forgotten = (world.failures ?? []).filter((each) => each.startsOver);
    for (const { what, answer, startsOver } of [gone, ...forgotten]) {
      way.begin((nth) => (nth === 0 ? answer() : undefined));
      const refused = await ending(() => on.stream(capability.id, { updatedAfter: since }).toArray());
      if (!AtsError.is(refused) || startsOver)
        assert.deepEqual(comparable(refused), wanted, `the first request of a later read was answered with ${what}`);
      const again = await read({ updatedAfter: since });
      assert.deepEqual(comparable(again.given), wanted, `the read after one that was answered with ${what}`);
    }
  },
};
