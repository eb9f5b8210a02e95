import { AtsError, type CustomFieldDefinition } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { type Connected, connectedTo } from "../../trial.ts";
import { type Applied, deeds, type Kind, openOnes } from "../pieces/states.ts";
import { ending } from "../pieces/striking.ts";
import { warningsOf } from "../pieces/warnings.ts";

type Input = Readonly<Record<string, unknown>>;

/** Somebody takes back what a command did. @returns false where nobody can do that here. */
type Undo = (trial: Trial, other: Connected, applied: Applied, input: Input) => Promise<boolean>;

/** Takes it back by another command, on a connection of somebody else. */
const by =
  (command: string, inverse: (input: Input) => Input): Undo =>
  async (trial, other, _applied, input) =>
    trial.offers(command) && !AtsError.is(await ending(() => other.call(command, inverse(input))));

const toAnotherStage: Undo = async ({ world }, other, { id, jobId }, { stage }) => {
  const stages = (await other.call("applications.listStages", { jobIds: [jobId] })) as readonly {
    readonly id: string;
    readonly movable: boolean;
  }[];
  const another = stages.find((each) => each.movable && each.id !== stage);
  if (
    !another ||
    AtsError.is(await ending(() => other.call("applications.moveToStage", { application: id, stage: another.id })))
  )
    return false;
  return (await world.application(id)).stageId !== stage;
};

const reopened: Undo = async ({ world }, _other, { id }) =>
  (await world.become?.(id, { kind: "applications", field: "outcome", value: "PENDING" })) !== "never" &&
  !(await world.application(id)).rejected;

const toAnotherValue =
  (kind: Kind): Undo =>
  async (_trial, other, _applied, input) => {
    const fields = (await other.call(`${kind}.listCustomFields`, {})) as readonly CustomFieldDefinition[];
    const [id] = Object.keys(input["updates"] as object);
    if (!fields.some((field) => field.id === id)) return false;
    const updates = { [id!]: "Another value 4823" };
    return !AtsError.is(await ending(() => other.call(`${kind}.updateCustomFields`, { ...input, updates })));
  };

/** How somebody takes back each command that may be repeated. */
const undoing: Readonly<Record<string, Undo>> = {
  "applications.moveToStage": toAnotherStage,
  "applications.reject": reopened,
  "applications.rejectMany": reopened,
  "candidates.addTag": by("candidates.removeTag", (input) => input),
  "candidates.removeTag": by("candidates.addTag", (input) => input),
  "jobs.updateCustomFields": toAnotherValue("jobs"),
  "applications.updateCustomFields": toAnotherValue("applications"),
  "candidates.updateCustomFields": toAnotherValue("candidates"),
};

/** What a command that may be repeated promises where somebody took back what it did. */
export const undonePromise: ContractPromise = {
  promise: "does it again where somebody has taken it back meanwhile",
  rules: [
    {
      rule: "a command looks at what the ATS holds, and not at what was written before",
      tried:
        "somebody takes back a move, a rejection, a tag or a value, and the command is called again on the same connection",
    },
  ],
  applies: ({ capability }) => Object.hasOwn(undoing, capability),
  async run(trial: Trial) {
    const { id } = trial.capability;
    const [applied] = await openOnes(trial);
    const input = applied && (await deeds[id]!.input(trial, applied));
    if (!applied || !input) return;
    const effects = await deeds[id]!.watch(trial, applied, input);
    await using other = await connectedTo(trial);
    for (const turn of ["first", "second", "third"]) {
      const ended = await ending(() => trial.call(id, input));
      if (AtsError.is(ended) && turn === "first") return;
      assert.ok(!AtsError.is(ended), `the ${turn} time, it ended in ${AtsError.is(ended) ? ended.code : ""}`);
      if (warningsOf(ended).length > 0) return;
      assert.equal(
        await effects(ended),
        1,
        `somebody took it back, and the ${turn} call gave a receipt but wrote nothing: look at what the ATS holds, not at what was written before`,
      );
      if (!(await undoing[id]!(trial, other, applied, input))) return;
    }
  },
};
