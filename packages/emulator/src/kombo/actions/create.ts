import type { Hono } from "hono";
import { z } from "zod";
import type { EmulatorState } from "../state.ts";
import type { ApplicationRow, CandidateRow, Location } from "../../world/rows.ts";
import { body } from "../body.ts";
import { action, type Warning } from "../envelope.ts";
import { invalid, KomboFailure } from "../errors.ts";
import { requireAction } from "../gates.ts";
import { ownApplication } from "../lists/applications.ts";
import { candidates, candidateWithTags } from "../lists/candidates.ts";
import { extras, shortJob, shortStage } from "../lists/pieces.ts";
import { applicantInput, type ApplicantInput, type CandidateInput } from "./inputs.ts";
import { jobOf, stageOf } from "./records.ts";
import { takeAnswers } from "./screening-answers.ts";
import { checkFile, storeFile } from "./store-file.ts";

const applicationBody = z.object({ ...applicantInput, stage_id: z.string().optional() });
const candidateBody = z.object({
  ...applicantInput,
  application: z.object({ job_id: z.string(), stage_id: z.string().optional() }),
});

/** Creating an application, and creating a candidate with one. */
export function addCreation(app: Hono, state: EmulatorState): void {
  app.post("/ats/jobs/:id/applications", async (context) => {
    requireAction(state, "ats_create_application");
    const input = await body(context, applicationBody);
    const { application, warnings } = apply(state, input, context.req.param("id"), input.stage_id);
    return action(context, createdApplication(application, state), warnings);
  });
  app.post("/ats/candidates", async (context) => {
    requireAction(state, "ats_create_candidate");
    const input = await body(context, candidateBody);
    const { candidate, warnings } = apply(state, input, input.application.job_id, input.application.stage_id);
    return action(context, candidates.render(candidate, state), warnings);
  });
}

interface Created {
  readonly application: ApplicationRow;
  readonly candidate: Readonly<CandidateRow>;
  readonly warnings: Warning[];
}

/** Checks everything, then writes: an application, its candidate where none has the e-mail address, and the files. */
function apply(state: EmulatorState, input: ApplicantInput, jobId: string, stageId: string | undefined): Created {
  const { world, tool } = state;
  const job = jobOf(world, jobId);
  if (job.status === "CLOSED" || job.status === "ARCHIVED")
    throw new KomboFailure("ATS.JOB_CLOSED", `The job "${job.name}" is closed.`);
  const standing = stageId === undefined ? startingStanding(state, job) : tool.standingIn(stageOf(world, job, stageId));
  checkSourcer(state, input);
  for (const attachment of input.attachments) checkFile(state, attachment);
  const warnings: Warning[] = [];
  const answers = takeAnswers(world, job, input.screening_question_answers, warnings);
  const known = candidateWith(state, input.candidate.email_address);
  const former = known
    ? world.applications.where("candidate_id", known.id).filter(({ job_id }) => job_id === job.id)
    : [];
  const standsInTheWay = ({ outcome, remote_deleted_at }: ApplicationRow) =>
    remote_deleted_at === null && (!tool.takesAgain || outcome === "PENDING");
  if (former.some(standsInTheWay))
    throw new KomboFailure("ATS.APPLICATION_ALREADY_EXISTS", "The candidate has already applied.");
  const candidate = known ?? world.candidates.insert(newCandidate(state, input.candidate, input.source?.name ?? null));
  const now = world.clock.timestamp();
  const usualId = tool.applicationRemoteId(candidate, job);
  const remoteId = former.length === 0 ? usualId : tool.takesAgain ? world.newRemoteId() : `${usualId}:${now}`;
  const application = world.applications.insert({
    ...world.newRow(remoteId),
    remote_created_at: now,
    remote_updated_at: now,
    outcome: "PENDING",
    rejection_reason_name: null,
    rejected_at: null,
    ...standing,
    job_id: job.id,
    candidate_id: candidate.id,
    screening_question_answers: answers,
    remote_url: job.remote_url,
    created_through_kombo: true,
  });
  for (const attachment of input.attachments)
    storeFile(state, attachment, { candidateId: candidate.id, applicationId: application.id });
  return { application, candidate, warnings };
}

function startingStanding(
  { tool }: EmulatorState,
  job: ReturnType<typeof jobOf>,
): Pick<ApplicationRow, "current_stage_id" | "tool_stage_id"> {
  const id = tool.defaultStage(job)?.id ?? null;
  return { current_stage_id: id, tool_stage_id: id };
}

function checkSourcer({ world }: EmulatorState, { sourced_by }: ApplicantInput): void {
  if (sourced_by === undefined) return;
  const { user_id } = sourced_by;
  const user = user_id.startsWith("remote:")
    ? world.users.byRemoteId(user_id.slice("remote:".length))
    : world.users.get(user_id);
  if (!user) throw invalid(`sourced_by.user_id: there is no user "${user_id}"`);
}

function candidateWith({ world }: EmulatorState, email: string): Readonly<CandidateRow> | undefined {
  return world.candidatesByEmail(email).find(({ remote_deleted_at }) => remote_deleted_at === null);
}

function newCandidate({ world }: EmulatorState, input: CandidateInput, source: string | null): CandidateRow {
  const now = world.clock.timestamp();
  const { location, phone_number } = input;
  return {
    ...world.newRow(),
    remote_created_at: now,
    remote_updated_at: now,
    first_name: input.first_name,
    last_name: input.last_name,
    company: input.company ?? null,
    title: input.title ?? null,
    source: source ?? "Emulated environment",
    confidential: null,
    phone_numbers: [
      ...(phone_number === undefined ? [] : [{ phone_number, type: null }]),
      ...input.additional_phone_numbers,
    ],
    email_addresses: [{ email_address: input.email_address, type: null }, ...input.additional_email_addresses],
    social_media: input.social_links.map(({ url }) => ({ link: url, type: null, username: null })),
    location: location ? newLocation(location) : null,
    remote_url: null,
    tag_ids: [],
  };
}

function newLocation(location: NonNullable<CandidateInput["location"]>): Location {
  const { country, city = null, state = null, street_1 = null, zip_code = null } = location;
  return { country, city, state, street_1, street_2: null, zip_code, raw: null };
}

/** The answer has neither interviews nor offers, and shows the stage in the short form (documented). */
function createdApplication(application: ApplicationRow, state: EmulatorState): Record<string, unknown> {
  const candidate = state.world.candidates.get(application.candidate_id);
  return {
    ...ownApplication(application),
    ...extras(state, "applications", application),
    current_stage: shortStage(state.world, application.current_stage_id, false),
    job: shortJob(state.world, application.job_id),
    candidate: candidate ? candidateWithTags(candidate, state) : null,
  };
}
