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

/** What commands promise of applications that are not open any more, each by its id. */
export const outcomePromises: Readonly<Record<string, readonly ContractPromise[]>> = {
  "applications.reject": claimsNothing(
    async (trial, { id }) => {
      const [reason] = (await trial.call("applications.listRejectionReasons")) as readonly { readonly id: string }[];
      return { application: id, reasonId: reason!.id };
    },
    async (trial, { id }) => (await trial.world.application(id)).rejected,
  ),
  "applications.moveToStage": claimsNothing(
    async (trial, application) => ({
      application: application.id,
      stage: (await stageToMoveTo(trial, application)).id,
    }),
    async (trial, { id }, input) =>
      (await trial.world.application(id)).stageId === (input as { readonly stage: string }).stage,
  ),
};
