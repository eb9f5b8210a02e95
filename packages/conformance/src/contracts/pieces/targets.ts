import type { Trial } from "../../contract-test.ts";
import { worldHas } from "../../world-lacks.ts";
import { allOf } from "./all-of.ts";

/** An id that no record of any ATS has. */
export const nobody = "222222222222222222222222";

export interface Pending {
  readonly id: string;
  readonly jobId: string;
  readonly candidateId: string;
  readonly stageId: string | null;
}

/** Open applications, as the stream gives them. */
export async function openApplications(trial: Trial): Promise<readonly Pending[]> {
  const all = (await allOf(trial, "applications.stream")) as unknown as (Pending & { outcome: string | null })[];
  const found = all.filter(({ outcome, jobId, candidateId }) => outcome === "PENDING" && jobId && candidateId);
  worldHas(found.length > 2, "the world has too few open applications");
  return found;
}

interface OpenJob {
  readonly id: string;
  readonly status: string | null;
  readonly stages: readonly unknown[];
}

export async function openJobs(trial: Trial): Promise<readonly [OpenJob, ...OpenJob[]]> {
  const jobs = (await allOf(trial, "jobs.stream")) as unknown as readonly OpenJob[];
  const [first, ...others] = jobs.filter(({ status }) => status === "OPEN" || status === null);
  worldHas(first, "the world has no open job");
  return [first, ...others];
}

export const openJob = async (trial: Trial): Promise<string> => (await openJobs(trial))[0].id;

export async function rejectionReason(trial: Trial): Promise<string> {
  const [reason] = (await trial.call("applications.listRejectionReasons")) as { id: string }[];
  worldHas(reason, "the world has no rejection reason");
  return reason.id;
}

export type Of = "application" | "candidate";
type Applied = Pick<Pending, "id" | "candidateId">;

/** The texts of the notes on an application and on its candidate. */
export const notesAbout = async ({ world }: Pick<Trial, "world">, { id, candidateId }: Applied) => [
  ...(await world.notes("application", id)),
  ...(await world.notes("candidate", candidateId)),
];

/** The id of an application, or of its candidate, and how a command names it. */
export const targetId = (of: Of, { id, candidateId }: Applied) => (of === "application" ? id : candidateId);
export const target = (of: Of, application: Applied) => ({ [of]: targetId(of, application) });
