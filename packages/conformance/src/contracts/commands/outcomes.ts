import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { allOf } from "../pieces/all-of.ts";
import { type Application, stageToMoveTo } from "../pieces/stages.ts";
import { ending } from "../pieces/striking.ts";
import { openApplications, rejectionReason } from "../pieces/targets.ts";
import { warningsOf } from "../pieces/warnings.ts";

/** An application of each outcome, open ones left out: other promises write to those. */
async function endedOnes(trial: Trial): Promise<readonly Application[]> {
  const all = (await allOf(trial, "applications.stream")) as unknown as readonly Application[];
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
      rules: [
        {
          rule: "a receipt without a warning means that it was done, also for an application that has ended",
          tried: "it rejects and moves an application of each outcome",
        },
      ],
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

/**
 * Whether an application is rejected that was rejected, stood in its stage as before, and was then moved; undefined where one of
 * these calls does not end well.
 * @param toItsStage Or else to another one.
 */
export async function isRejectedAfter(trial: Trial, toItsStage: boolean): Promise<unknown> {
  await using other = await trial.another();
  const { trial: on } = other;
  const [application] = await openApplications(on);
  const { id, jobId, stageId } = application!;
  const stages = (await on.call("applications.listStages", { jobIds: [jobId] })) as readonly {
    readonly id: string;
    readonly movable: boolean;
  }[];
  const own = stages.find((each) => each.movable && each.id === stageId);
  const stage = toItsStage ? own : stages.find((each) => each.movable && each.id !== stageId);
  if (!own || !stage) return undefined;
  const isWell = (ended: unknown) => !AtsError.is(ended) && warningsOf(ended).length === 0;
  const reasonId = await rejectionReason(on);
  if (!isWell(await ending(() => on.call("applications.reject", { application: id, reasonId })))) return undefined;
  const held = await on.world.application(id);
  // Some have a stage for those who were rejected.
  if (!held.rejected || held.stageId !== stageId) return undefined;
  const moved = await ending(() => on.call("applications.moveToStage", { application: id, stage: stage.id }));
  return isWell(moved) ? (await on.world.application(id)).rejected : undefined;
}

/** Where a move to another stage takes a rejection back, a move to its own stage does so, too. */
const movesToItsStage: ContractPromise = {
  promise: "takes a rejection back by a move to its own stage if by one to another",
  rules: [
    {
      rule: "where a move to another stage takes a rejection back, a move to the application's own stage does so, or the call refuses or warns",
      tried: "it rejects two applications, moves one to another stage and one to its own",
    },
  ],
  async run(trial) {
    if (!trial.offers("applications.reject") || !trial.offers("applications.listStages")) return;
    const elsewhere = await isRejectedAfter(trial, false);
    const there = elsewhere === false ? await isRejectedAfter(trial, true) : undefined;
    assert.ok(
      there !== true,
      "a move to another stage takes a rejection back; a move to the stage in which it stands gave a receipt, and it is rejected still",
    );
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
