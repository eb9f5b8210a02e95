import type { avionte } from "@anyats/avionte";
import type { Application, ClientOf } from "@anyats/core";
import { interview } from "./interview-result.ts";
import { writeBack, type Step } from "./write-back.ts";

type Ats = ClientOf<typeof avionte>;

/** What the workflow did. */
export interface Report {
  readonly job: string | null;
  readonly applicants: readonly Application[];
  readonly steps: ReadonlyMap<string, readonly Step[]>;
  readonly rejected: number;
}

/** Jobs are read, applicants are interviewed, results are written back, and the others are rejected. */
export async function workflow(ats: Ats, outage: () => void = () => {}): Promise<Report> {
  const jobs = await ats.jobs.stream({ statuses: ["OPEN"] }).toArray();
  let applicants: Application[] = [];
  let job = jobs[0]!;
  for (job of jobs) {
    applicants = await ats.applications.stream({ jobIds: [job.id], outcomes: ["PENDING"] }).toArray();
    if (applicants.length >= 3) break;
  }
  const [passed, ...others] = interview(applicants.map(({ id }) => id));

  const steps = new Map<string, readonly Step[]>();
  const of = (id: string) => applicants.find((application) => application.id === id)!;
  outage(); // Somewhere in the middle the network breaks down.
  steps.set(passed!.applicationId, await writeBack(ats, of(passed!.applicationId), passed!));
  // What ended in doubt is simply done again: what is there already is found, or stays in doubt, and is not repeated.
  steps.set(`${passed!.applicationId}, again`, await writeBack(ats, of(passed!.applicationId), passed!));

  const [reason] = await ats.applications.listRejectionReasons();
  const { rejected } = await ats.applications.rejectMany({
    applications: others.map(({ applicationId }) => applicationId),
    reasonId: reason!.id,
  });
  return { job: job.title, applicants, steps, rejected };
}
