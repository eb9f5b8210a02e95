import type { Trial } from "../../contract-test.ts";
import { worldHas } from "../../world-lacks.ts";

export interface Pending {
  readonly id: string;
  readonly jobId: string;
  readonly candidateId: string;
  readonly stageId: string | null;
}

/** Open applications, as the stream gives them. */
export async function openApplications(trial: Trial): Promise<readonly Pending[]> {
  const all = (await trial.stream("applications.stream").toArray()) as unknown as (Pending & {
    outcome: string | null;
  })[];
  const found = all.filter(({ outcome, jobId, candidateId }) => outcome === "PENDING" && jobId && candidateId);
  worldHas(found.length > 2, "the world has too few open applications");
  return found;
}

export async function openJob(trial: Trial): Promise<string> {
  const jobs = (await trial.stream("jobs.stream").toArray()) as unknown as { id: string; status: string | null }[];
  const job = jobs.find(({ status }) => status === "OPEN" || status === null);
  worldHas(job, "the world has no open job");
  return job.id;
}

export async function rejectionReason(trial: Trial): Promise<string> {
  const [reason] = (await trial.call("applications.listRejectionReasons")) as { id: string }[];
  worldHas(reason, "the world has no rejection reason");
  return reason.id;
}

export type Of = "application" | "candidate";
type Applied = Pick<Pending, "id" | "candidateId">;

/** The id of an application, or of its candidate, and how a command names it. */
export const targetId = (of: Of, { id, candidateId }: Applied) => (of === "application" ? id : candidateId);
export const target = (of: Of, application: Applied) => ({ [of]: targetId(of, application) });
