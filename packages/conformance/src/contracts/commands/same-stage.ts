import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise } from "../../contract-test.ts";
import type { RecordState } from "../../world.ts";
import { isRejectedAfter } from "./outcomes.ts";
import { nameOf, openOnes, statesOf } from "../pieces/states.ts";
import { ending, isDeclared } from "../pieces/striking.ts";
import { seen } from "./every-state.ts";

/** The outcome of an application that has not ended. */
const isOpen = "PENDING";

/** What a move to the stage promises in which the application is already. */
export const sameStagePromise: ContractPromise = {
  promise: "leaves an application as it is that is moved to its own stage, also an ended one",
  rules: [
    {
      rule: "a move to the stage in which the application is already changes nothing: it reopens nobody who was rejected or hired, and mails nobody. An open one gives a receipt. In an ATS that takes a rejection back by a move to another stage, this move does so, too",
      tried: "it moves an application with each outcome to its own stage",
    },
  ],
  applies: ({ capability }) => capability === "applications.moveToStage",
  async run(trial) {
    const { world, capability } = trial;
    const open = await openOnes(trial);
    const outcomes = statesOf("applications")
      .filter((state) => state !== "deleted")
      .filter(({ field }) => field === "outcome");
    const moves: { readonly id: string; readonly stage: string; readonly state: RecordState }[] = [];
    for (const [nth, { id }] of open.slice(0, outcomes.length).entries()) {
      const state = outcomes[nth]!;
      if (state.value !== isOpen && (!world.become || (await world.become(id, state)) === "never")) continue;
      const { stageId: stage } = await world.application(id);
      if (stage !== null) moves.push({ id, stage, state });
    }
    const records = async () => new Map((await world.records("applications")).map((each) => [each.id, seen(each)]));
    const [before, mails] = [await records(), world.mails?.()];
    const ended = new Map<string, unknown>();
    for (const { id, stage } of moves)
      ended.set(id, await ending(() => trial.call(capability.id, { application: id, stage })));
    const after = await records();
    // An ATS may take a rejection back by any move.
    const isSame = (id: string) => after.get(id) === before.get(id);
    const ends = ({ state }: (typeof moves)[number]) => state.value !== isOpen;
    const reopens =
      moves.some((move) => ends(move) && !isSame(move.id)) && (await isRejectedAfter(trial, false)) === false;
    for (const { id, state } of reopens ? moves.filter((move) => !ends(move)) : moves) {
      const what = `of ${nameOf("applications", state)}, moved to the stage in which it is`;
      assert.equal(after.get(id), before.get(id), `${what}: it is another one now`);
      const error = ended.get(id);
      if (AtsError.is(error) && !isDeclared(error))
        assert.ok(
          state.value !== isOpen && error.fault === "caller",
          `${what}: it ended in ${error.code}, and is done already`,
        );
    }
    assert.equal(
      world.mails?.(),
      mails,
      "applications were moved to the stages in which they are: the e-mails to candidates",
    );
  },
};
