import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { ending } from "../pieces/striking.ts";
import { warningsOf } from "../pieces/warnings.ts";
import { type Application, stageToMoveTo } from "./commands.ts";

/** An application of each outcome, open ones left out: other promises write to those. */
async function endedOnes(trial: Trial): Promise<readonly Application[]> {
  const all = (await trial.stream("applications.stream").toArray()) as unknown as readonly Application[];
  const ended = all.filter(({ outcome, jobId }) => outcome !== "PENDING" && outcome !== null && jobId);
  return [...Map.groupBy(ended, ({ outcome }) => outcome).values()].map(([first]) => first!);
}

/** Writes to an application that has ended, and looks whether what is claimed is so. */
function claimsNothing(
  inputFor: (trial: Trial, application: Application) => Promise<object>,
  isDone: (trial: Trial, application: Application, input: object) => Promise<boolean>,
): readonly ContractPromise[] {
  return [
    {
      promise: "claims no success for an application that has ended, unless it was done",
      async run(trial) {
        for (const application of await endedOnes(trial)) {
          const input = await ending(() => inputFor(trial, application));
          if (input instanceof Error) continue; // The ATS does not list what it would take.
          const ended = await ending(() => trial.call(trial.capability.id, input));
          if (ended instanceof Error || warningsOf(ended).length > 0) continue;
          assert.ok(
            await isDone(trial, application, input as object),
            `an application with the outcome ${application.outcome}: a receipt without a warning, and the ATS shows nothing of it`,
          );
        }
      },
    },
  ];
}

/** What the ATS says of an application that was moved while it had ended; undefined where the call does not end well. */
async function outcomeAfter(
  trial: Trial,
  { id }: Application,
  stageOf: (on: Trial) => Promise<string>,
): Promise<unknown> {
  await using other = await trial.another();
  const { trial: on } = other;
  const ended = await ending(async () => on.call(trial.capability.id, { application: id, stage: await stageOf(on) }));
  if (ended instanceof Error || warningsOf(ended).length > 0) return undefined;
  return (await on.world.records("applications")).find((each) => each.id === id)?.["outcome"];
}

/** Where a move to another stage reopens an application, a move to its own stage does so, too; but who is hired may be so by the stage. */
const movesToItsStage: ContractPromise = {
  promise: "does the same for an ended application in its own stage as in another",
  async run(trial) {
    for (const application of await endedOnes(trial)) {
      if (application.outcome === "HIRED") continue;
      const { stageId } = await trial.world.application(application.id);
      const stages = (await ending(() =>
        trial.call("applications.listStages", { jobIds: [application.jobId] }),
      )) as readonly {
        readonly id: string;
        readonly movable: boolean;
      }[];
      if (stages instanceof Error || !stages.some(({ id, movable }) => movable && id === stageId)) continue;
      const other = async (on: Trial) => (await stageToMoveTo(on, application)).id;
      const elsewhere = await outcomeAfter(trial, application, other);
      const there = await outcomeAfter(trial, application, () => Promise.resolve(stageId!));
      if (elsewhere === undefined || there === undefined) continue;
      assert.equal(
        there,
        elsewhere,
        `the outcome was ${application.outcome}; after a move to another stage it is ${String(elsewhere)}, and after one to its own, with a receipt, ${String(there)}`,
      );
    }
  },
};

/** What commands promise of applications that are not open any more, each by its id. */
export const outcomePromises: Readonly<Record<string, readonly ContractPromise[]>> = {
  "applications.reject": claimsNothing(
    async (trial, { id }) => {
      const [reason] = (await trial.call("applications.listRejectionReasons")) as readonly { readonly id: string }[];
      return { application: id, reasonId: reason!.id };
    },
    async (trial, { id }) => (await trial.world.application(id)).rejected,
  ),
  "applications.moveToStage": [
    ...claimsNothing(
      async (trial, application) => ({
        application: application.id,
        stage: (await stageToMoveTo(trial, application)).id,
      }),
      async (trial, { id }, input) =>
        (await trial.world.application(id)).stageId === (input as { readonly stage: string }).stage,
    ),
    movesToItsStage,
  ],
};
