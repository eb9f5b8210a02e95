import { strict as assert } from "node:assert";
import type { Trial } from "../../contract-test.ts";

export interface Application {
  readonly id: string;
  readonly jobId: string;
  readonly candidateId: string;
  readonly stageId: string | null;
  readonly outcome: string | null;
  readonly stage: { readonly remoteId: string | null } | null;
}
export interface Stage {
  readonly id: string;
  readonly remoteId: string | null;
  readonly name: string | null;
  readonly jobIds: readonly string[];
  readonly movable: boolean;
}

/**
 * A stage that an application can be moved to, and that reads back as itself.
 * @param nth Which of them, from the last; where there are fewer, it begins with the last one again.
 */
export async function stageToMoveTo(trial: Trial, application: Application, nth = 0): Promise<Stage> {
  const stages: readonly Stage[] = await trial.call("applications.listStages", { jobIds: [application.jobId] });
  const others = stages.filter(({ movable, id }) => movable && id !== application.stageId);
  const found = others.at(-1 - (nth % Math.max(1, others.length)));
  assert.ok(found, "the job has no stage to move to");
  return found;
}

/** A stage that only other jobs have, which the connection has seen there. */
export async function stageOfAnotherJob(trial: Trial, job: string): Promise<string | undefined> {
  const stages: readonly Stage[] = await trial.call("applications.listStages");
  return stages.find(({ movable, jobIds }) => movable && !jobIds.includes(job))?.id;
}
