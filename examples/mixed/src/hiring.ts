import { connect, isOffered, type Application, type CapabilityId, type Client, type Job } from "@anyats/core";
import type { Customer } from "./customers.ts";

/** What became of one step. */
export interface Step {
  readonly step: string;
  readonly done: boolean;
  /** What went through but a person should know about, or why the step is not possible. */
  readonly remarks: readonly string[];
}

/** Opens a customer's ATS. Which one it is, the rest of the app does not ask. */
export const open = ({ adapter, settings }: Customer): Promise<Client> =>
  connect(adapter, settings as never) as Promise<Client>;

/** Why a connection does not offer something, in words for the people who use the app. */
async function whyNot(ats: Client, capability: CapabilityId): Promise<string> {
  const cell = (await ats.coverage()).cells.find((each) => each.capability === capability);
  return (cell && !isOffered(cell) && cell.gap?.userMessage) || "This is not available.";
}

/** An open job with at least so many open applications. */
async function busyJob(ats: Client, atLeast: number): Promise<{ job: Job; applicants: readonly Application[] }> {
  if (!ats.supports("jobs.stream") || !ats.supports("applications.stream")) throw new Error("nothing can be read");
  for await (const job of ats.jobs.stream({ statuses: ["OPEN"] })) {
    const applicants = await ats.applications.stream({ jobIds: [job.id], outcomes: ["PENDING"] }).toArray();
    if (applicants.length >= atLeast) return { job, applicants };
  }
  throw new Error("no open job has enough applicants");
}

/** What the app does for a customer: the same for every ATS. */
export async function hire(ats: Client): Promise<readonly Step[]> {
  const { job, applicants } = await busyJob(ats, 2);
  const [best, other] = applicants as [Application, Application];
  const steps: Step[] = [];
  const step = async (
    name: string,
    capability: CapabilityId,
    perform?: () => Promise<{ warnings: readonly { message: string }[] }>,
  ) => {
    if (!perform) return steps.push({ step: name, done: false, remarks: [await whyNot(ats, capability)] });
    const { warnings } = await perform();
    return steps.push({ step: name, done: true, remarks: warnings.map(({ message }) => message) });
  };

  const note = { html: "<p>Interviewed. <b>Strong</b> on shift work.</p>" };
  await step(
    "note",
    "applications.addNote",
    ats.supports("applications.addNote") ? () => ats.applications.addNote({ application: best, note }) : undefined,
  );

  const stages = ats.supports("applications.listStages") ? await ats.applications.listStages({ jobIds: [job.id] }) : [];
  const stage = stages.find(({ id, movable }) => movable && id !== best.stageId);
  await step(
    "move",
    "applications.moveToStage",
    stage && ats.supports("applications.moveToStage")
      ? () => ats.applications.moveToStage({ application: best, stage })
      : undefined,
  );

  const [reason] = ats.supports("applications.listRejectionReasons")
    ? await ats.applications.listRejectionReasons()
    : [];
  await step(
    "reject",
    "applications.reject",
    reason && ats.supports("applications.reject")
      ? () => ats.applications.reject({ application: other, reasonId: reason.id })
      : undefined,
  );

  const candidate = { firstName: "Ada", lastName: "Byron", email: "ada.byron@example.com", phone: "+44 20 7946 0018" };
  await step(
    "applicant",
    "applications.create",
    ats.supports("applications.create") ? () => ats.applications.create({ job, candidate }) : undefined,
  );

  const fields = ats.supports("candidates.listCustomFields") ? await ats.candidates.listCustomFields() : [];
  const field = fields.find(({ type, readOnly }) => type === "text" && !readOnly);
  const { candidateId } = best;
  await step(
    "custom field",
    "candidates.updateCustomFields",
    field && candidateId && ats.supports("candidates.updateCustomFields")
      ? () => ats.candidates.updateCustomFields({ candidate: candidateId, updates: { [field.id]: "Interviewed" } })
      : undefined,
  );
  return steps;
}
