import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise } from "../../contract-test.ts";
import { isDeleted } from "../pieces/records.ts";
import { ending } from "../pieces/striking.ts";

interface Listed {
  readonly id: string;
  readonly jobIds: readonly string[];
}

/** What a filter by stages promises of a stage that an administrator has added: its id may be of another make than the first ones. */
export const addedStagePromise: ContractPromise = {
  promise: "finds applications by a stage that was added later",
  rules: [
    {
      rule: "an id says nothing of other records, as where the ids of stages begin with those of their jobs: those of later ones are of another make",
      tried: "it filters by a stage that was just added",
    },
  ],
  applies: ({ capability }) => capability === "applications.stream",
  async run(trial) {
    const { world } = trial;
    if (!world.administer || !world.become || !trial.offers("applications.listStages")) return;
    const stage = await world.administer({ list: "stages", add: "Trial day 4951" });
    if (stage === "never") return;
    const stages = (await trial.call("applications.listStages", {})) as unknown as readonly Listed[];
    const jobs = new Set(stages.flatMap(({ id, jobIds }) => (id === stage ? jobIds : [])));
    const held = async () => (await world.records("applications")).filter((each) => !isDeleted(each));
    const moved = (await held()).find(({ jobId }) => jobs.has(String(jobId)));
    if (!moved) return;
    const state = { kind: "applications", field: "stageId", value: stage } as const;
    if ((await world.become(moved.id, state)) === "never") return;
    const wanted = (await held()).filter(({ stageId }) => stageId === stage).map(({ id }) => id);
    const found = await ending(() => trial.stream(trial.capability.id, { stageIds: [stage] }).toArray());
    if (AtsError.is(found)) return;
    const ids = (found as readonly { readonly id: string }[]).map(({ id }) => id);
    assert.deepEqual(ids.toSorted(), wanted.toSorted(), `in the stage ${stage}, which was added`);
  },
};
