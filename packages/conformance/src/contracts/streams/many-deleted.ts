import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo } from "../../trial.ts";
import type { WorldRecord } from "../../world.ts";
import { isDeleted } from "../pieces/records.ts";

const kinds = ["jobs", "applications", "candidates"] as const;

/** How many records an import brings that are removed then: more than a page has of any list that an adapter reads. */
const many = 260;

/** How many are removed where this world imports none. */
const some = 25;

/** Removes many records. @returns their ids; undefined where nobody can remove one. */
async function removed({ world }: Trial, kind: (typeof kinds)[number]): Promise<readonly string[] | undefined> {
  const before = new Set(world.ids(kind));
  await world.crowd?.(kind, many);
  const all = world.ids(kind);
  const gone = world.crowd ? all.filter((id) => !before.has(id)) : all.slice(-some);
  for (const id of gone) if ((await world.remove(kind, id)) === "never") return undefined;
  return gone;
}

/** What a stream promises where more was removed than a page of the ATS holds: its list of that may be another one. */
export const manyDeletedPromise: ContractPromise = {
  promise: "shows every deletion, also of more records than a page holds",
  rules: [
    {
      rule: "deletions are read to the end, also where the ATS has a list of its own for them",
      tried: "it removes 260 records where the world has `crowd`, else 25, and reads them with `includeDeleted`",
    },
  ],
  applies: ({ capability }) => kinds.some((kind) => capability === `${kind}.stream`),
  async run(trial) {
    const { adapter, capability, cell } = trial;
    if (adapter.facts.traits?.deletions === "by-comparison") return;
    const gone = await removed(
      trial,
      kinds.find((kind) => cell.group === kind)!,
    );
    for (const options of gone ? [{}, { pageSize: Math.ceil(gone.length / 3) }] : []) {
      await using fresh = await connectedTo(trial);
      const found = await fresh.stream(capability.id, { includeDeleted: true }, options).toArray();
      const told = new Set(found.filter((each) => isDeleted(each as WorldRecord)).map(({ id }) => id));
      const lost = gone!.filter((id) => !told.has(id));
      assert.equal(
        lost.length,
        0,
        `${gone!.length} ${cell.group} were removed, and \`includeDeleted\` misses ${lost.length} of them, such as ${lost[0]}: read the list of what was removed to its end`,
      );
      for (const [id, times] of Map.groupBy(found, (each) => each.id))
        assert.equal(times.length, 1, `${id} was given ${times.length} times`);
    }
  },
};
