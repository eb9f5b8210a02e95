import type { Job, ScreeningQuestion } from "@anyats/core";
import type { Drift, Reading } from "@anyats/http";
import { wireJob, wireJobWithStages, type WireJob, type WireScreeningQuestion } from "../wire/job.ts";
import { roleTypes, toRoleFields } from "./directory.ts";
import {
  deletion,
  instant,
  openValue,
  requiredInstant,
  sentList,
  toIntegrationFields,
  toLocation,
  toStage,
  untrustedHtml,
  word,
} from "./pieces.ts";
import { questionTypes } from "./question-types.ts";

const questionCategories = new Set(["EEO", "DEMOGRAPHIC"]);
const postingStatuses = new Set(["ACTIVE", "INACTIVE", "DRAFT"]);
const displayTypes = new Set(["SINGLE_LINE", "MULTI_LINE", "EMAIL", "URL", "SLIDER", "FIELD", "DROPDOWN", "RADIO"]);
/** For postings. What a job itself says of these may by Kombo's reference be the ATS's own word, so that does not count as drift. */
const visibilities = new Set(["PUBLIC", "INTERNAL", "UNLISTED", "CONFIDENTIAL"]);

function toSalary(wire: WireJob): Job["salary"] {
  const salary = {
    amount: wire.salary_amount ?? null,
    from: wire.salary_amount_from ?? null,
    to: wire.salary_amount_to ?? null,
    currency: word(wire.salary_currency),
    period: word(wire.salary_period),
  };
  return Object.values(salary).some((part) => part !== null) ? salary : null;
}

function toScreeningQuestion(wire: WireScreeningQuestion, drift: Drift): ScreeningQuestion {
  const { format } = wire;
  const options = format?.options ?? [];
  return {
    id: wire.id,
    remoteId: wire.remote_id ?? null,
    title: wire.title ?? null,
    description: untrustedHtml(wire.description),
    category: openValue(wire.category, questionCategories, "$.screening_questions.category", drift),
    index: wire.index ?? null,
    required: wire.required ?? null,
    type: openValue(format?.type, questionTypes, "$.screening_questions.format.type", drift) ?? "UNKNOWN",
    displayType: openValue(format?.display_type, displayTypes, "$.screening_questions.format.display_type", drift),
    maxLength: format?.max_length ?? null,
    min: format?.min ?? null,
    max: format?.max ?? null,
    contentTypes: format?.accepted_mime_types ?? null,
    maxFileBytes: format?.max_file_size_bytes ?? null,
    ...(format?.raw_question !== undefined && { rawFormat: format.raw_question }),
    options: options.map(({ id, remote_id, name }) => ({ id, remoteId: remote_id ?? null, name: name ?? null })),
    precondition: wire.precondition_question_id
      ? { questionId: wire.precondition_question_id, answers: wire.precondition_options ?? [] }
      : null,
  };
}

type WireMember = NonNullable<WireJob["hiring_team"]>[number];

/** The roles of a member. The older list names roles by their type only: it adds what the newer one lacks. */
function toMemberRoles({ job_roles, hiring_team_roles }: WireMember, drift: Drift): Job["hiringTeam"][number]["roles"] {
  const roles = (job_roles ?? []).map((role) => ({
    remoteId: role.remote_id ?? null,
    ...toRoleFields(role, "$.hiring_team.job_roles", drift),
  }));
  const named = new Set(roles.map(({ type }) => type));
  const older = (hiring_team_roles ?? []).filter((type) => !named.has(type));
  const at = "$.hiring_team.hiring_team_roles";
  const types = older.map((type) => openValue(type, roleTypes, at, drift));
  return [...roles, ...types.map((type) => ({ remoteId: null, label: null, type, scope: "JOB" }))];
}

function toHiringTeam(wire: WireJob, drift: Drift): Job["hiringTeam"] {
  return sentList(wire.hiring_team, "$.hiring_team", wire, drift).map((member) => ({
    id: member.id,
    remoteId: member.remote_id ?? null,
    firstName: member.first_name ?? null,
    lastName: member.last_name ?? null,
    email: member.email ?? null,
    roles: toMemberRoles(member, drift),
  }));
}

function toPostings(wire: WireJob, drift: Drift): Job["postings"] {
  return sentList(wire.job_postings, "$.job_postings", wire, drift).map((posting) => ({
    id: posting.id,
    remoteId: posting.remote_id ?? null,
    title: posting.title ?? null,
    description: untrustedHtml(posting.description_html),
    status: openValue(posting.status, postingStatuses, "$.job_postings.status", drift),
    visibility: openValue(posting.visibility, visibilities, "$.job_postings.visibility", drift),
    url: posting.url ?? null,
  }));
}

export function toJob(wire: WireJob, drift: Drift): Job {
  return {
    id: wire.id,
    remoteId: wire.remote_id ?? null,
    remoteUrl: wire.remote_url ?? null,
    title: wire.name ?? null,
    requisitionCode: wire.job_code ?? null,
    description: untrustedHtml(wire.description),
    status: word(wire.status),
    // The older flag says the same: a job must not be published because only the newer field is missing.
    visibility: word(wire.visibility) ?? (wire.confidential === true ? "CONFIDENTIAL" : null),
    employmentType: word(wire.employment_type),
    remoteWorkStatus: word(wire.remote_work_status),
    category: wire.category ?? null,
    department: wire.department ?? null,
    experienceLevel: wire.experience_level ?? null,
    weeklyHours: wire.weekly_hours ?? null,
    salary: toSalary(wire),
    location: toLocation(wire.location),
    postUrl: wire.post_url ?? null,
    openedAt: instant(wire.opened_at, "$.opened_at", drift),
    closedAt: instant(wire.closed_at, "$.closed_at", drift),
    stages: sentList(wire.stages, "$.stages", wire, drift).map((stage) => toStage(stage, "$.stages", drift)),
    screeningQuestions: sentList(wire.screening_questions, "$.screening_questions", wire, drift).map((question) =>
      toScreeningQuestion(question, drift),
    ),
    postings: toPostings(wire, drift),
    hiringTeam: toHiringTeam(wire, drift),
    customFields: wire.custom_fields ?? {},
    integrationFields: toIntegrationFields(wire.integration_fields, drift),
    createdAt: instant(wire.remote_created_at, "$.remote_created_at", drift),
    updatedAt: instant(wire.remote_updated_at, "$.remote_updated_at", drift),
    changedAt: requiredInstant(wire.changed_at, "$.changed_at"),
    deletedAt: deletion(wire, drift),
  };
}

/** How a job is read. */
export const jobReading: Reading<WireJob, Job> = { schema: wireJob, map: toJob };
/** The same where its stages decide about a write. */
export const jobWithStagesReading: Reading<WireJob, Job> = { schema: wireJobWithStages, map: toJob };
