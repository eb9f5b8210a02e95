import type { Job, ScreeningQuestion } from "@anyats/core";
import type { Drift, Reading } from "@anyats/http";
import { wireJob, type WireJob, type WireScreeningQuestion } from "../wire/job.ts";
import { roleTypes } from "./directory.ts";
import { instant, openValue, requiredInstant, toLocation, toStage, untrustedHtml } from "./pieces.ts";
import { questionTypes } from "./question-types.ts";

const statuses = new Set(["OPEN", "CLOSED", "DRAFT", "ARCHIVED"]);
const visibilities = new Set(["PUBLIC", "INTERNAL", "UNLISTED", "CONFIDENTIAL"]);
const employmentTypes = new Set(["FULL_TIME", "PART_TIME", "CONTRACT", "SEASONAL", "INTERNSHIP"]);
const remoteWorkStatuses = new Set(["REMOTE", "HYBRID", "TEMPORARY", "ON_SITE"]);
const questionCategories = new Set(["EEO", "DEMOGRAPHIC"]);
const postingStatuses = new Set(["ACTIVE", "INACTIVE", "DRAFT"]);
const salaryPeriods = new Set(["YEAR", "MONTH", "TWO_WEEKS", "WEEK", "DAY", "HOUR"]);

function toSalary(wire: WireJob, drift: Drift): Job["salary"] {
  const { salary_amount, salary_amount_from, salary_amount_to, salary_currency, salary_period } = wire;
  if (salary_amount == null && salary_amount_from == null && salary_amount_to == null) return null;
  return {
    amount: salary_amount ?? null,
    from: salary_amount_from ?? null,
    to: salary_amount_to ?? null,
    currency: salary_currency ?? null,
    period: openValue(salary_period, salaryPeriods, "$.salary_period", drift),
  };
}

function toScreeningQuestion(wire: WireScreeningQuestion, drift: Drift): ScreeningQuestion {
  const options = wire.format?.options ?? [];
  return {
    id: wire.id,
    remoteId: wire.remote_id ?? null,
    title: wire.title ?? null,
    description: untrustedHtml(wire.description),
    category: openValue(wire.category, questionCategories, "$.screening_questions.category", drift),
    index: wire.index ?? null,
    required: wire.required ?? null,
    type: openValue(wire.format?.type, questionTypes, "$.screening_questions.format.type", drift) ?? "UNKNOWN",
    options: options.map(({ id, remote_id, name }) => ({ id, remoteId: remote_id ?? null, name: name ?? null })),
    precondition: wire.precondition_question_id
      ? { questionId: wire.precondition_question_id, answers: wire.precondition_options ?? [] }
      : null,
  };
}

function toHiringTeam(wire: WireJob, drift: Drift): Job["hiringTeam"] {
  return (wire.hiring_team ?? []).map(
    ({ id, remote_id, first_name, last_name, email, job_roles, hiring_team_roles }) => ({
      id,
      remoteId: remote_id ?? null,
      firstName: first_name ?? null,
      lastName: last_name ?? null,
      email: email ?? null,
      // The older list of roles is read only where the newer one is missing.
      roles: job_roles
        ? job_roles.map((role) => ({
            remoteId: role.remote_id ?? null,
            label: role.remote_label ?? null,
            type: openValue(role.unified_type, roleTypes, "$.hiring_team.job_roles.unified_type", drift),
          }))
        : (hiring_team_roles ?? []).map((type) => ({ remoteId: null, label: null, type })),
    }),
  );
}

function toPostings(wire: WireJob, drift: Drift): Job["postings"] {
  return (wire.job_postings ?? []).map((posting) => ({
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
    status: openValue(wire.status, statuses, "$.status", drift),
    visibility: openValue(wire.visibility, visibilities, "$.visibility", drift),
    employmentType: openValue(wire.employment_type, employmentTypes, "$.employment_type", drift),
    remoteWorkStatus: openValue(wire.remote_work_status, remoteWorkStatuses, "$.remote_work_status", drift),
    category: wire.category ?? null,
    department: wire.department ?? null,
    experienceLevel: wire.experience_level ?? null,
    weeklyHours: wire.weekly_hours ?? null,
    salary: toSalary(wire, drift),
    location: toLocation(wire.location),
    postUrl: wire.post_url ?? null,
    openedAt: instant(wire.opened_at, "$.opened_at", drift),
    closedAt: instant(wire.closed_at, "$.closed_at", drift),
    stages: (wire.stages ?? []).map((stage) => toStage(stage, "$.stages", drift)),
    screeningQuestions: (wire.screening_questions ?? []).map((question) => toScreeningQuestion(question, drift)),
    postings: toPostings(wire, drift),
    hiringTeam: toHiringTeam(wire, drift),
    customFields: wire.custom_fields ?? {},
    createdAt: instant(wire.remote_created_at, "$.remote_created_at", drift),
    updatedAt: instant(wire.remote_updated_at, "$.remote_updated_at", drift),
    changedAt: requiredInstant(wire.changed_at, "$.changed_at"),
    deletedAt: instant(wire.remote_deleted_at, "$.remote_deleted_at", drift),
  };
}

/** How a job is read. */
export const jobReading: Reading<WireJob, Job> = { schema: wireJob, map: toJob };
