import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { answerOf } from "../../worlds/counting.ts";
import { answeredAt, fetchIn, notingTheWrite } from "../../worlds/tapped.ts";
import type { Created } from "../pieces/receipts.ts";
import { entersSomebody, isTriedByTheOther, somebody } from "../pieces/samples.ts";
import { ending, hasApplied } from "../pieces/striking.ts";
import { openJob } from "../pieces/targets.ts";

type Input = Readonly<Record<string, unknown>>;

/** Statuses by which an ATS refuses an application for any reason, such as a job that takes no more of them. */
const refusals = [409, 422, 400] as const;

/** How the person stands to the job. */
const standings = ["has never applied to the job", "had an application to the job that has ended"] as const;

/** The input of a call for somebody who stands so; undefined where the ATS knows no such person. */
async function applicant(on: Trial, standing: (typeof standings)[number]): Promise<Input | undefined> {
  const input = { job: await openJob(on), candidate: somebody() };
  if (standing === "has never applied to the job") return input;
  const first = (await ending(() => on.call(on.capability.id, input))) as Created | AtsError;
  if (AtsError.is(first) || first.applicationId === null || !on.world.become) return undefined;
  const state = { kind: "applications", field: "outcome", value: "DECLINED" } as const;
  return (await on.world.become(first.applicationId, state)) === "never" ? undefined : input;
}

/** Which request of the call writes first, from 0, where the ATS takes it. */
async function firstWrite(trial: Trial, standing: (typeof standings)[number]): Promise<number | undefined> {
  await using other = await trial.another();
  const { trial: on } = other;
  const [fetch, input] = [fetchIn(on.world.settings), await applicant(on, standing)];
  if (!fetch || !input) return undefined;
  const noted = notingTheWrite(fetch, () => on.world.writes());
  await using fresh = await connectedTo(withFetch(on, noted.fetch));
  return AtsError.is(await ending(() => fresh.call(on.capability.id, input))) ? undefined : noted.nth();
}

/** What a command that enters people promises where the ATS refuses somebody who has no open application. */
export const refusedAgainPromise: ContractPromise = {
  promise: "claims no open application of a person who has none, however it is refused",
  rules: [
    {
      rule: "a refusal of the ATS does not say by its status that the person has applied: look whether an application is open, and pass any other refusal on",
      tried:
        "it refuses somebody who has never applied, and somebody whose application has ended, with 409, 422 and 400",
    },
  ],
  applies: ({ capability }) => entersSomebody(capability),
  async run(trial) {
    if (isTriedByTheOther(trial)) return;
    for (const standing of standings) {
      const nth = await firstWrite(trial, standing);
      for (const status of nth === undefined ? [] : refusals) {
        await using other = await trial.another();
        const { trial: on } = other;
        const [fetch, input] = [fetchIn(on.world.settings), await applicant(on, standing)];
        if (!fetch || !input) continue;
        const refusing = answeredAt(fetch, nth!, () => answerOf(status));
        await using fresh = await connectedTo(withFetch(on, refusing.fetch));
        const ended = await ending(() => fresh.call(on.capability.id, input, { timeoutMs: 600_000 }));
        assert.ok(
          !hasApplied(ended),
          `the person ${standing}, the ATS refused the new one (HTTP ${status}), and the error says that there is an open application: look whether one is open`,
        );
      }
    }
  },
};
