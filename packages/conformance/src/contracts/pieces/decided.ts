import type { Trial } from "../../contract-test.ts";
import type { WorldRecord } from "../../world.ts";
import { isDeleted } from "./records.ts";
import { isAskable } from "./askable.ts";
import { type Applied, openOnes } from "./states.ts";

interface Job extends WorldRecord {
  readonly stages?: readonly { readonly id: string }[];
}

const jobsOf = async ({ world }: Pick<Trial, "world">): Promise<readonly Job[]> =>
  ((await world.records("jobs")) as readonly Job[]).filter((job) => !isDeleted(job) && job["status"] === "OPEN");

/** Whether an application is in a stage of its job, as the world holds both. */
export async function standsInItsJob(trial: Pick<Trial, "world">, id: string): Promise<boolean> {
  const application = (await trial.world.records("applications")).find((each) => each.id === id);
  const job = ((await trial.world.records("jobs")) as readonly Job[]).find(
    (each) => each.id === application?.["jobId"],
  );
  return job?.stages === undefined || job.stages.some((stage) => stage.id === application?.["stageId"]);
}

/** An application, a stage of its job, and a job that has the stage in which it is, and not the other. */
export async function stageOfOneJob(
  trial: Trial,
): Promise<{ readonly applied: Applied; readonly stage: string; readonly job: string } | undefined> {
  const jobs = await jobsOf(trial);
  for (const applied of await openOnes(trial)) {
    const { stageId } = await trial.world.application(applied.id);
    const own = jobs.find(({ id }) => id === applied.jobId)?.stages ?? [];
    for (const { id: stage } of own) {
      const job = jobs.find(
        ({ id, stages = [] }) =>
          id !== applied.jobId &&
          stages.some((each) => each.id === stageId) &&
          stages.every((each) => each.id !== stage),
      );
      if (stage !== stageId && job) return { applied, stage, job: job.id };
    }
  }
  return undefined;
}

/** A person with an open application, as a form names the person, and another open job to which this person has not applied. */
export interface KnownApplicant {
  readonly applied: Applied;
  readonly candidate: Readonly<Record<"firstName" | "lastName" | "email", unknown>>;
  readonly job: string;
}

export async function knownApplicant(trial: Trial): Promise<KnownApplicant | undefined> {
  const { world } = trial;
  const [people, applications, jobs] = [
    await world.records("candidates"),
    await world.records("applications"),
    await jobsOf(trial),
  ];
  for (const applied of await openOnes(trial)) {
    const person = people.find(({ id }) => id === applied.candidateId);
    const [firstName, lastName] = [person?.["firstName"], person?.["lastName"]];
    const email = (person?.["emailAddresses"] as readonly { readonly address: string }[] | undefined)?.[0]?.address;
    if (!firstName || !lastName || !isAskable(email) || !jobs.some(({ id }) => id === applied.jobId)) continue;
    const theirs = applications.filter(({ candidateId }) => candidateId === applied.candidateId);
    const alone = theirs.filter(({ jobId }) => jobId === applied.jobId).length === 1;
    const job = jobs.find(({ id }) => theirs.every(({ jobId }) => jobId !== id));
    if (alone && job) return { applied, candidate: { firstName, lastName, email }, job: job.id };
  }
  return undefined;
}
