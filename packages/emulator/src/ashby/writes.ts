import type { CandidateRow } from "../world/rows.ts";
import { AshbyFailure, invalidInput, notFound } from "./failure.ts";
import type { Body } from "./paging.ts";
import { planOf, plansOf, stagesIn } from "./plans.ts";
import { applicationOf, candidateOf, jobOf, textOf, userBy, type Endpoint } from "./reads.ts";
import * as records from "./records.ts";
import type { AshbyState } from "./state.ts";

const optional = (body: Body, name: string): string | null =>
  typeof body[name] === "string" ? (body[name] as string) : null;

/** A person has one name; the world keeps two. */
function split(name: string): Pick<CandidateRow, "first_name" | "last_name"> {
  const [first = "", ...rest] = name.trim().split(/\s+/);
  return { first_name: first, last_name: rest.join(" ") || null };
}

function createCandidate(body: Body, state: AshbyState): object {
  const { world } = state;
  const now = world.clock.timestamp();
  const [email, phone] = [optional(body, "email"), optional(body, "phoneNumber")];
  const others = (body["alternateEmailAddresses"] ?? []) as readonly string[];
  const place = body["location"] as { city?: string; region?: string; country?: string } | undefined;
  const links = [
    ["LINKEDIN", optional(body, "linkedInUrl")],
    ["GITHUB", optional(body, "githubUrl")],
    [null, optional(body, "website")],
  ] as const;
  const row = world.candidates.insert({
    ...world.newRow(),
    remote_created_at: now,
    remote_updated_at: now,
    ...split(textOf(body, "name")),
    company: null,
    title: null,
    source: null,
    confidential: null,
    phone_numbers: phone === null ? [] : [{ phone_number: phone, type: null }],
    email_addresses: [...(email === null ? [] : [email]), ...others].map((address) => ({
      email_address: address,
      type: "PERSONAL",
    })),
    social_media: links.flatMap(([type, link]) => (link === null ? [] : [{ link, type, username: null }])),
    location: place
      ? {
          city: place.city ?? null,
          state: place.region ?? null,
          country: place.country ?? null,
          street_1: null,
          street_2: null,
          zip_code: null,
          raw: null,
        }
      : null,
    remote_url: null,
    tag_ids: [],
  });
  return { results: records.candidate(row, state) };
}

function createApplication(body: Body, state: AshbyState): object {
  const { world } = state;
  const person = candidateOf(state, textOf(body, "candidateId"));
  const job = jobOf(state, textOf(body, "jobId"));
  const planId = optional(body, "interviewPlanId");
  const plan =
    planId === null ? planOf(world, job) : plansOf(world, job).find(({ number }) => world.id(number) === planId);
  if (!plan) throw notFound("interview_plan");
  const asked = optional(body, "interviewStageId");
  const first = world.id(plan.stages[0]!.remoteId);
  const isThere = world.stages.get(asked)?.remote_deleted_at === null;
  // A stage is one of the plan that is named, or of the default one (documented).
  const isOfPlan = stagesIn(world, plan).some(({ id }) => id === asked);
  if (asked !== null && !(isThere && isOfPlan && job.stage_ids.includes(asked))) throw notFound("interview_stage");
  const now = world.clock.timestamp();
  const row = world.applications.insert({
    ...world.newRow(),
    remote_created_at: now,
    remote_updated_at: now,
    outcome: "PENDING",
    rejection_reason_name: null,
    rejected_at: null,
    current_stage_id: asked ?? first,
    tool_stage_id: asked ?? first,
    job_id: job.id,
    candidate_id: person.id,
    screening_question_answers: [],
    remote_url: null,
    created_through_kombo: false,
  });
  return { results: records.application(row, state, true) };
}

/** A reason is required to archive, and refused anywhere else (documented). */
function changeStage(body: Body, state: AshbyState): object {
  const { world } = state;
  const row = applicationOf(state, textOf(body, "applicationId"));
  const target = world.stages.get(textOf(body, "interviewStageId"));
  const job = world.jobs.get(row.job_id);
  if (target?.remote_deleted_at !== null || !job?.stage_ids.includes(target.id)) throw notFound("interview_stage");
  const type = records.stageType(world, target.id);
  const reasonId = optional(body, "archiveReasonId");
  if (type === "Archived" && reasonId === null) throw invalidInput("archiveReasonId: required to archive");
  if (type !== "Archived" && reasonId !== null) throw invalidInput("archiveReasonId: only to archive");
  const reason = reasonId === null ? undefined : world.rejectionReasons.get(reasonId);
  if (reasonId !== null && reason?.remote_deleted_at !== null) throw notFound("archive_reason");
  const changed = world.applications.update(row.id, {
    current_stage_id: target.id,
    tool_stage_id: target.id,
    outcome: type === "Archived" ? "DECLINED" : type === "Hired" ? "HIRED" : "PENDING",
    rejection_reason_name: reason?.name ?? null,
    rejected_at: reason ? world.clock.timestamp() : null,
  });
  return { results: records.application(changed, state, true) };
}

const keptTags = /<(?!\/?(?:b|i|u|a|ul|ol|li|code|pre)\b)[^<>]*>/gi;

function createNote(body: Body, state: AshbyState): object {
  const { world } = state;
  const person = candidateOf(state, textOf(body, "candidateId"));
  const given = body["note"] as string | { readonly type?: string; readonly value?: string } | undefined;
  const [type, text] = typeof given === "string" ? ["text/plain", given] : [given?.type, given?.value];
  if (typeof text !== "string" || text === "") throw invalidInput("note: required");
  if (type !== "text/plain" && type !== "text/html") throw invalidInput("note.type: must be text/plain or text/html");
  const now = world.clock.timestamp();
  const row = world.notes.insert({
    ...world.newRow(),
    remote_created_at: now,
    remote_updated_at: now,
    candidate_id: person.id,
    application_id: null,
    author_id: null,
    title: null,
    content_html: type === "text/html" ? text.replaceAll(keptTags, "") : text,
    is_private: body["isPrivate"] === true,
  });
  return { results: records.note(row, world) };
}

function setTag(give: boolean): Endpoint {
  return (body, state) => {
    const { world } = state;
    const person = candidateOf(state, textOf(body, "candidateId"));
    const tag = world.tags.get(textOf(body, "tagId"));
    if (!tag) throw new AshbyFailure("candidate_tag_not_found", "The tag was not found.");
    const others = person.tag_ids.filter((id) => id !== tag.id);
    const changed = world.candidates.update(person.id, { tag_ids: give ? [...others, tag.id] : others });
    return { results: records.candidate(changed, state) };
  };
}

function createTag(body: Body, { world }: AshbyState): object {
  const title = textOf(body, "title");
  const row =
    world.tags.all().find(({ name, remote_deleted_at }) => name === title && remote_deleted_at === null) ??
    world.tags.insert({ ...world.newRow(), name: title });
  return { results: { id: row.id, title: row.name, isArchived: false } };
}

function upload(name: "fileHandle" | "resumeHandle", type: "OTHER" | "CV"): Endpoint {
  return (body, state) => {
    const { world, uploads } = state;
    const person = candidateOf(state, textOf(body, "candidateId"));
    const file = uploads.get(textOf(body, name));
    const { content } = file ?? {};
    if (!file || !content) throw invalidInput(`${name}: nothing was uploaded`);
    uploads.delete(textOf(body, name));
    const now = world.clock.timestamp();
    world.attachments.insert({
      ...world.newRow(),
      remote_created_at: now,
      remote_updated_at: now,
      candidate_id: person.id,
      application_id: null,
      type,
      file_name: file.name,
      content_type: file.contentType,
      content: () => content,
    });
    return { results: records.candidate(world.candidates.touch(person.id), state) };
  };
}

function createHandle(body: Body, { uploads, address }: AshbyState): object {
  const handle = `upload.${crypto.randomUUID()}`;
  const contentType = textOf(body, "contentType");
  textOf(body, "fileUploadContext");
  if (typeof body["contentLength"] !== "number") throw invalidInput("contentLength: required");
  uploads.set(handle, { name: textOf(body, "filename"), contentType, content: undefined });
  return {
    results: { handle, url: `${address.origin}/uploads`, fields: { key: handle, "Content-Type": contentType } },
  };
}

const groups = { Application: "applications", Candidate: "candidates", Job: "jobs" } as const;

function setValues(body: Body, state: AshbyState): object {
  const objectType = textOf(body, "objectType") as keyof typeof groups;
  if (!Object.hasOwn(groups, objectType)) throw invalidInput("objectType: not one of Application, Candidate, Job");
  const id = textOf(body, "objectId");
  if (objectType === "Application") applicationOf(state, id);
  else if (objectType === "Candidate") candidateOf(state, id);
  else jobOf(state, id);
  const values = body["values"];
  if (!Array.isArray(values) || values.length === 0) throw invalidInput("values: at least one");
  state.fields.set(objectType, id, values as { fieldId: string; fieldValue: unknown }[]);
  state.world[groups[objectType]].touch(id);
  return { results: state.fields.shown(objectType, id, state.key.privateFields) };
}

interface EventBody {
  readonly interviewEventId?: string;
  readonly startTime?: string;
  readonly endTime?: string;
  readonly interviewers?: readonly { readonly email?: string }[];
}

/** What an event sets: times and interviewers, who are named by their e-mail addresses (documented). */
function eventOf({ startTime, endTime, interviewers }: EventBody, state: AshbyState) {
  const [starts, ends] = [new Date(startTime ?? ""), new Date(endTime ?? "")];
  if (!(ends > starts)) throw invalidInput("endTime: must be later than startTime");
  if (!Array.isArray(interviewers) || interviewers.length === 0) throw invalidInput("interviewers: required");
  return {
    starting_at: starts.toISOString(),
    ending_at: ends.toISOString(),
    user_ids: (interviewers as NonNullable<EventBody["interviewers"]>).map(
      ({ email }) => userBy(state.world, (row) => row.email?.toLowerCase() === email?.toLowerCase()).id,
    ),
  };
}

function createSchedule(body: Body, state: AshbyState): object {
  const { world } = state;
  const application = applicationOf(state, textOf(body, "applicationId"));
  const events = (body["interviewEvents"] ?? []) as readonly EventBody[];
  if (events.length === 0) throw invalidInput("interviewEvents: at least one");
  const now = world.clock.timestamp();
  const rows = events.map((event) =>
    world.interviews.insert({
      ...world.newRow(),
      remote_created_at: now,
      remote_updated_at: now,
      application_id: application.id,
      stage_id: application.current_stage_id,
      canceled: false,
      title: null,
      location: null,
      video_conferencing_url: null,
      ...eventOf(event, state),
    }),
  );
  return { results: records.schedule(rows[0]!, state) };
}

/** Only schedules that were made with the same key can be changed (documented); the code of the refusal is invented. */
function updateSchedule(body: Body, state: AshbyState): object {
  const { world, schedulesOfOthers } = state;
  const scheduleId = textOf(body, "interviewScheduleId");
  const event = body["interviewEvent"] as EventBody | undefined;
  const row = world.interviews.get(event?.interviewEventId ?? "");
  if (!event || !row || records.scheduleId(row, state) !== scheduleId) throw notFound("interview_schedule");
  if (schedulesOfOthers.has(scheduleId)) throw invalidInput("interviewScheduleId: made with another key");
  return { results: records.schedule(world.interviews.update(row.id, eventOf(event, state)), state) };
}

/** Every application must be archived or hired, and the record survives (documented); what is left of it is inferred. */
function anonymize(body: Body, state: AshbyState): object {
  const { world } = state;
  const person = candidateOf(state, textOf(body, "candidateId"));
  const all = world.applications.where("candidate_id", person.id);
  if (all.some(({ outcome, remote_deleted_at }) => outcome === "PENDING" && remote_deleted_at === null))
    throw invalidInput("candidateId: all applications must be archived or hired");
  const changed = world.candidates.update(person.id, {
    first_name: "Anonymized",
    last_name: "Candidate",
    company: null,
    title: null,
    phone_numbers: [],
    email_addresses: [],
    social_media: [],
    location: null,
  });
  return { results: records.candidate(changed, state) };
}

/** The endpoints that write. */
export const writes: Readonly<Record<string, Endpoint>> = {
  "application.create": createApplication,
  "application.changeStage": changeStage,
  "candidate.anonymize": anonymize,
  "candidate.create": createCandidate,
  "candidate.createNote": createNote,
  "candidate.addTag": setTag(true),
  "candidate.removeTag": setTag(false),
  "candidateTag.create": createTag,
  "file.createFileUploadHandle": createHandle,
  "candidate.uploadFile": upload("fileHandle", "OTHER"),
  "candidate.uploadResume": upload("resumeHandle", "CV"),
  "customField.setValues": setValues,
  "interviewSchedule.create": createSchedule,
  "interviewSchedule.update": updateSchedule,
};
