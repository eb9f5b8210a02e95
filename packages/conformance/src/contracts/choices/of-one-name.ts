import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo } from "../../trial.ts";
import type { ListChange } from "../../world.ts";
import { administered } from "../pieces/administered.ts";
import { isDeleted } from "../pieces/records.ts";
import { askedBy, saysWhole, textOf } from "../pieces/requests.ts";
import { ending, isDeclared } from "../pieces/striking.ts";
import { openApplications } from "../pieces/targets.ts";
import { warningsOf } from "../pieces/warnings.ts";

interface Entry {
  readonly id: string;
  readonly name: string | null;
}

/** Somebody gives one entry the name of another. @returns false where the ATS wants a name of its own for each. */
const isNamedAlike = async (trial: Trial, list: ListChange["list"], rename: Entry, to: Entry): Promise<boolean> =>
  to.name !== null && (await administered(trial, { list, rename: rename.id, to: to.name })) !== "never";

async function moves(trial: Trial): Promise<void> {
  const { world } = trial;
  const stagesOf = async (jobId: string) =>
    (await trial.call("applications.listStages", { jobIds: [jobId] })) as unknown as readonly (Entry & {
      readonly movable: boolean;
    })[];
  for (const { id, jobId, stageId } of (await openApplications(trial)).slice(0, 3)) {
    const [one, other] = (await stagesOf(jobId)).filter((each) => each.movable && each.id !== stageId);
    if (!one || !other || !(await isNamedAlike(trial, "stages", other, one))) continue;
    await using fresh = await connectedTo(trial);
    const ids = new Set((await stagesOf(jobId)).map((each) => each.id));
    // An ATS may know its stages by their names.
    if (!ids.has(one.id) || !ids.has(other.id)) return;
    for (const stage of [other.id, one.id]) {
      const ended = await ending(() => fresh.call("applications.moveToStage", { application: id, stage }));
      if (AtsError.is(ended) || warningsOf(ended).length > 0) continue;
      assert.equal(
        (await world.application(id)).stageId,
        stage,
        "two stages of the job have one name, and the application was moved to the other one: go by the id",
      );
    }
    return;
  }
}

async function rejects(trial: Trial): Promise<void> {
  const { world, capability } = trial;
  const reasons = async () =>
    (await world.records("rejectionReasons")).filter((each) => !isDeleted(each)) as unknown as readonly Entry[];
  const [one, other] = await reasons();
  const open = await openApplications(trial);
  if (!one || !other || !(await isNamedAlike(trial, "rejectionReasons", other, one))) return;
  const ids = new Set((await reasons()).map(({ id }) => id));
  if (!ids.has(one.id) || !ids.has(other.id)) return;
  for (const [nth, [meant, another]] of [[other, one] as const, [one, other] as const].entries()) {
    await using fresh = await connectedTo(trial);
    const application = open[nth]!.id;
    const named = capability.id === "applications.rejectMany" ? { applications: [application] } : { application };
    const { asked, given: ended } = await askedBy(trial, () =>
      ending(() => fresh.call(capability.id, { ...named, reasonId: meant.id })),
    );
    if (isDeclared(ended) || AtsError.is(ended)) continue;
    const text = textOf(asked);
    assert.ok(
      saysWhole(text, meant.id) || !saysWhole(text, another.id),
      "two rejection reasons have one name, and the id of the other one was sent: go by the id",
    );
  }
}

const deeds: Readonly<Record<string, (trial: Trial) => Promise<void>>> = {
  "applications.moveToStage": moves,
  "applications.reject": rejects,
  "applications.rejectMany": rejects,
};

/** What a command that names an entry of a list promises where another has its name. */
export const ofOneNamePromise: ContractPromise = {
  promise: "goes by the id of a stage or reason, also where another has its name",
  rules: [
    {
      rule: "a stage and a reason are taken by the id that is given, also where another has its name",
      tried: "it gives one the name of another (`administer`)",
    },
  ],
  applies: ({ capability }) => Object.hasOwn(deeds, capability),
  run: (trial) => deeds[trial.capability.id]!(trial),
};
