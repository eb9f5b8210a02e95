import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { worldHas } from "../../world-lacks.ts";
import { connectedTo } from "../../trial.ts";
import { isDeleted } from "../pieces/records.ts";

const kinds = ["jobs", "applications", "candidates"] as const;

/** How many more there are than a list gives. */
const beyond = 30;

/** Which of some ids are not among others. */
const missing = (wanted: readonly string[], found: readonly { readonly id: string }[]): readonly string[] => {
  const ids = new Set(found.map(({ id }) => id));
  return wanted.filter((id) => !ids.has(id));
};

/** The last candidate of a long list is found by name. */
async function findsTheLast(trial: Trial): Promise<void> {
  const people = (await trial.world.records("candidates")).filter((each) => !isDeleted(each));
  const byChange = people.toSorted((one, other) => String(one["changedAt"]).localeCompare(String(other["changedAt"])));
  for (const person of [byChange.at(0), byChange.at(-1)]) {
    const { id, firstName, lastName } = person as unknown as Readonly<Record<string, string | null>>;
    if (!firstName || !lastName) continue;
    const { candidates, complete } = (await trial.call("candidates.find", { firstName, lastName, limit: 1_000 })) as {
      readonly candidates: readonly { readonly id: string }[];
      readonly complete: boolean;
    };
    assert.ok(
      !complete || candidates.some((each) => each.id === id),
      `there are more candidates than a list of the ATS gives, and ${id} is not found by name: the search says that it is complete`,
    );
  }
}

/** What reading promises of an account in which there are more records than a list of its ATS gives or counts. */
export const longListPromise: ContractPromise = {
  promise: "reads every record of more than a list of the ATS gives or counts",
  applies: ({ capability }) =>
    capability === "candidates.find" || kinds.some((kind) => capability === `${kind}.stream`),
  async run(trial) {
    const { world } = trial;
    const most = world.limits?.listed;
    if (most === undefined) return;
    worldHas(
      world.crowd,
      "a list of this ATS ends somewhere, and the world imports no records: write WorldSession.crowd",
    );
    const kind = kinds.find((each) => trial.cell.group === each)!;
    await world.crowd(kind, most + beyond);
    const wanted = world.ids(kind);
    worldHas(wanted.length > most, `the world has ${wanted.length} ${kind}, and a list gives ${most}`);
    if (trial.cell.kind === "query") return findsTheLast(trial);
    await using fresh = await connectedTo(trial);
    for (const filter of [{}, { updatedAfter: "2000-01-01" }]) {
      const found = await fresh.stream(trial.capability.id, filter).toArray();
      const lost = missing(wanted, found);
      assert.equal(
        lost.length,
        0,
        `there are ${wanted.length} ${kind}, a list of the ATS gives or counts ${most} at most, and ${lost.length} did not arrive, such as ${lost[0]}`,
      );
    }
    return undefined;
  },
};
