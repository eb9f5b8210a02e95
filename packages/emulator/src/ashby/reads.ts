import type { ApplicationRow, CandidateRow, JobRow, UserRow } from "../world/rows.ts";
import type { InterviewRow, NoteRow, OfferRow } from "../world/smaller-rows.ts";
import type { Row, TagRow } from "../world/rows.ts";
import { optionValue } from "./custom-fields.ts";
import { AshbyFailure, invalidInput, notFound } from "./failure.ts";
import { listPage, type Body, type List } from "./paging.ts";
import { plans, stagesIn } from "./plans.ts";
import * as records from "./records.ts";
import type { AshbyState } from "./state.ts";

/** Answers a call: what stands beside `success`. */
export type Endpoint = (body: Body, state: AshbyState) => object;

export function textOf(body: Body, name: string): string {
  const value = body[name];
  if (typeof value !== "string" || value === "") throw invalidInput(`${name}: required`);
  return value;
}

const created = (row: { readonly remote_created_at: string | null }) => row.remote_created_at;
const array = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const jobs: List<JobRow> = {
  model: "jobs",
  rows: ({ world }) => world.jobs.all(),
  // Drafts are given only to who names them (documented).
  passes: (row, { status }, { key }) => {
    const wanted = status === undefined ? ["Open", "Closed", "Archived"] : array(status);
    const shown = records.jobStatuses[row.status as keyof typeof records.jobStatuses] ?? row.status;
    return wanted.includes(shown) && (key.confidential || !records.isConfidential(row));
  },
  createdAt: created,
  render: (row, state, { expand }) => records.job(row, state, array(expand)),
};

const applications: List<ApplicationRow> = {
  model: "applications",
  rows: ({ world }) => world.applications.all(),
  passes: (row, { status, jobId }, state) =>
    records.isVisible(row, state) &&
    (jobId === undefined || row.job_id === jobId) &&
    (status === undefined || (records.application(row, state) as { status: string }).status === status),
  createdAt: created,
  render: (row, state) => records.application(row, state),
};

const candidates: List<CandidateRow> = {
  model: "candidates",
  rows: ({ world }) => world.candidates.all(),
  passes: (row, _body, state) => records.isCandidateVisible(row, state),
  createdAt: created,
  render: (row, state) => records.candidate(row, state),
};

const schedules: List<InterviewRow> = {
  model: "interviews",
  rows: ({ world }) => world.interviews.all(),
  passes: (row, { applicationId }, state) => {
    const of = state.world.applications.get(row.application_id);
    return (
      (applicationId === undefined || row.application_id === applicationId) && (!of || records.isVisible(of, state))
    );
  },
  createdAt: created,
  render: (row, state) => records.schedule(row, state),
};

const offers: List<OfferRow> = {
  model: "offers",
  rows: ({ world }) => world.offers.all(),
  passes: (row, { applicationId }) => applicationId === undefined || row.application_id === applicationId,
  createdAt: created,
  render: (row, state) => records.offer(row, state),
};

const users: List<UserRow> = {
  model: "users",
  rows: ({ world }) => world.users.all(),
  passes: (row, { includeDeactivated }) => includeDeactivated === true || row.status === "ACTIVE",
  render: (row, { world }) => records.user(row, world),
};

const tags: List<TagRow> = {
  model: "tags",
  rows: ({ world }) => world.tags.all(),
  render: ({ id, name }) => ({ id, title: name, isArchived: false }),
};

/** Newest first (documented). */
const notes: List<NoteRow> = {
  model: "notes",
  sync: false,
  rows: ({ world }) => world.notes.all().toReversed(),
  passes: (row, { candidateId }, { key }) => row.candidate_id === candidateId && (key.privateFields || !row.is_private),
  render: (row, { world }) => records.note(row, world),
};

const list =
  <T extends Row>(name: string, definition: List<T>): Endpoint =>
  (body, state) =>
    listPage(name, definition, state, body);

const living = <T extends Row>(rows: readonly Readonly<T>[]) =>
  rows.filter(({ remote_deleted_at }) => remote_deleted_at === null);

/** Places or departments as a list: they follow from the jobs. */
function fromJobs(of: (row: Readonly<JobRow>, state: AshbyState) => object | null): Endpoint {
  return (_body, state) => {
    const all = state.world.jobs.all().flatMap((row) => of(row, state) ?? []);
    const unique = new Map(all.map((each) => [(each as { id: string }).id, each]));
    return { results: [...unique.values()], moreDataAvailable: false, nextCursor: null, syncToken: null };
  };
}

export function candidateOf(state: AshbyState, id: string): Readonly<CandidateRow> {
  const found = state.world.candidates.get(id);
  if (!found || found.remote_deleted_at !== null || !records.isCandidateVisible(found, state))
    throw notFound("candidate");
  return found;
}

export function applicationOf(state: AshbyState, id: string): Readonly<ApplicationRow> {
  const found = state.world.applications.get(id);
  if (!found || found.remote_deleted_at !== null || !records.isVisible(found, state)) throw notFound("application");
  return found;
}

export function jobOf({ world, key }: AshbyState, id: string): Readonly<JobRow> {
  const found = world.jobs.get(id);
  if (!found || found.remote_deleted_at !== null || (records.isConfidential(found) && !key.confidential))
    throw notFound("job");
  return found;
}

export function userBy({ users }: AshbyState["world"], is: (row: Readonly<UserRow>) => boolean): Readonly<UserRow> {
  const found = users.all().find((row) => row.remote_deleted_at === null && is(row));
  if (!found) throw notFound("user");
  return found;
}

/** The endpoints that read. */
export const reads: Readonly<Record<string, Endpoint>> = {
  "apiKey.info": (_body, { key, clock }) => ({
    results: { title: "AnyATS", createdAt: clock.timestamp(), scopes: [...key.permissions] },
  }),
  "job.list": list("job.list", jobs),
  "job.info": (body, state) => ({
    results: records.job(jobOf(state, textOf(body, "id")), state, array(body["expand"])),
  }),
  "jobPosting.list": (_body, { world, key }) => ({
    results: living(world.jobs.all())
      .filter((row) => key.confidential || !records.isConfidential(row))
      .flatMap((row) => row.job_posting_ids.flatMap((id) => records.posting(world, id, row) ?? [])),
  }),
  "application.list": list("application.list", applications),
  "application.info": (body, state) => ({
    results: records.application(applicationOf(state, textOf(body, "applicationId")), state, true),
  }),
  "candidate.list": list("candidate.list", candidates),
  "candidate.info": (body, state) => ({
    results: records.candidate(candidateOf(state, textOf(body, "id")), state),
  }),
  "candidate.search": (body, state) => {
    const { email, name } = body;
    if (typeof email !== "string" && typeof name !== "string") throw invalidInput("email or name: required");
    const has = (row: Readonly<CandidateRow>) =>
      (typeof email !== "string" ||
        (row.email_addresses ?? []).some((each) => each.email_address.toLowerCase() === email.toLowerCase())) &&
      (typeof name !== "string" || records.nameOf(row).toLowerCase().includes(name.toLowerCase()));
    const found = living(state.world.candidates.all()).filter(
      (row) => records.isCandidateVisible(row, state) && has(row),
    );
    return { results: found.slice(0, 100).map((row) => records.candidate(row, state)) };
  },
  "candidate.listNotes": (body, state) => {
    candidateOf(state, textOf(body, "candidateId"));
    return listPage("candidate.listNotes", notes, state, body);
  },
  "interviewSchedule.list": list("interviewSchedule.list", schedules),
  "offer.list": list("offer.list", offers),
  "user.list": list("user.list", users),
  "candidateTag.list": list("candidateTag.list", tags),
  "interviewPlan.list": (_body, { world }) => ({
    results: plans.map(({ number, title }) => ({ id: world.id(number), title, isArchived: false })),
    moreDataAvailable: false,
    nextCursor: null,
    syncToken: null,
  }),
  "interviewStage.list": (body, { world }) => {
    const id = textOf(body, "interviewPlanId");
    const plan = plans.find(({ number }) => world.id(number) === id);
    if (!plan) throw notFound("interview_plan");
    return { results: living(stagesIn(world, plan)).map((row) => records.stage(row, world)) };
  },
  // What is archived is given only to who asks for it (documented).
  "archiveReason.list": ({ includeArchived }, { world }) => ({
    results: (includeArchived === true ? world.rejectionReasons.all() : living(world.rejectionReasons.all())).map(
      (row) => records.archiveReason(world, row.name ?? "", row),
    ),
  }),
  "user.info": (body, { world }) => ({
    results: records.user(
      userBy(world, (row) => row.id === textOf(body, "userId")),
      world,
    ),
  }),
  "source.list": ({ includeArchived }, { world }) => {
    const titles = new Set(world.candidates.all().flatMap(({ source }) => source ?? []));
    const archived = { ...records.source(world, "A closed job board"), isArchived: true };
    return {
      results: [...[...titles].map((title) => records.source(world, title)), ...(includeArchived ? [archived] : [])],
    };
  },
  "department.list": fromJobs(({ department }, { world }) => {
    const id = records.departmentId(world, department);
    return id === null ? null : { id, name: department, externalName: null, isArchived: false, parentId: null };
  }),
  "location.list": fromJobs((row, { world }) => records.locationOf(world, row)),
  "customField.list": (_body, { fields, key }) => ({
    results: fields
      .definitions()
      .filter(({ isPrivate }) => key.privateFields || !isPrivate)
      .map(
        ({ id, title, objectType, fieldType, isPrivate, isRequired, options, archivedOptions = [], storedPrefix }) => ({
          id,
          title,
          objectType,
          fieldType,
          isArchived: false,
          isPrivate,
          isRequired,
          ...(options && {
            selectableValues: [
              // Made again under the same label since.
              { label: options[0], value: "of-a-former-time", isArchived: true },
              ...[...options, ...archivedOptions].map((label) => ({
                label,
                value: optionValue({ storedPrefix }, label),
                isArchived: archivedOptions.includes(label),
              })),
            ],
          }),
        }),
      ),
    moreDataAvailable: false,
    nextCursor: null,
  }),
  "file.info": (body, { world, clock, address }) => {
    const file = world.attachments.get(textOf(body, "fileHandle").replace(/^file\./, ""));
    if (!file || file.remote_deleted_at !== null) throw new AshbyFailure("file_not_found", "The file was not found.");
    return { results: { url: `${address.origin}/files/${file.id}?expires=${clock.milliseconds() + 3_600_000}` } };
  },
};
