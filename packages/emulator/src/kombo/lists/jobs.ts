import { z } from "zod";
import type { EmulatorState } from "../state.ts";
import type { JobRow } from "../../world/rows.ts";
import { instant, list, listOf, oneOf } from "../query.ts";
import { anyOf, fits, type ListDefinition } from "./definition.ts";
import { extras, hiringTeam, stageFields } from "./pieces.ts";

const jobStatuses = ["OPEN", "CLOSED", "DRAFT", "ARCHIVED"] as const;
const employmentTypes = ["FULL_TIME", "PART_TIME", "CONTRACT", "SEASONAL", "INTERNSHIP"] as const;
const visibilities = ["PUBLIC", "INTERNAL", "UNLISTED", "CONFIDENTIAL"] as const;

export const jobs: ListDefinition<JobRow> = {
  name: "jobs",
  model: "ats_jobs",
  of: "jobs",
  filters: {
    job_codes: anyOf(list, (job) => [job.job_code]),
    statuses: anyOf(listOf(jobStatuses), (job) => [job.status]),
    status: anyOf(oneOf(jobStatuses), (job) => [job.status]),
    employment_types: anyOf(listOf(employmentTypes), (job) => [job.employment_type]),
    visibilities: anyOf(listOf(visibilities), (job) => [job.visibility]),
    // Equality is presumed.
    post_url: fits(z.string(), (job, url) => job.post_url === url),
    remote_created_after: fits(instant, (job, day) => (job.remote_created_at ?? "").slice(0, 10) >= day.slice(0, 10)),
    // The rule for upper and lower case is not stated; here it makes no difference.
    name_contains: fits(z.string(), (job, part) => (job.name ?? "").toLowerCase().includes(part.toLowerCase())),
  },
  *relatedChanges(job, { world, options }) {
    yield world.jobs.linksChangedAt(job.id);
    for (const id of job.job_posting_ids) yield world.jobPostings.get(id)?.changed_at;
    if (options.updatedAfterRules === "may-2026") return;
    for (const id of job.screening_question_ids) yield world.screeningQuestions.get(id)?.changed_at;
  },
  render(job, state) {
    const { stage_ids, screening_question_ids, job_posting_ids, hiring_team, ...own } = job;
    const { world } = state;
    return {
      ...own,
      ...extras(state, "jobs", job),
      stages: stage_ids.flatMap((id, index) => stage(state, id, index)),
      screening_questions: screening_question_ids.flatMap((id) => question(state, id)),
      job_postings: job_posting_ids.flatMap((id) => {
        const posting = world.jobPostings.get(id);
        if (posting?.remote_deleted_at !== null) return [];
        const { changed_at: _changed, remote_deleted_at: _deleted, ...shown } = posting;
        return [{ ...shown, remote_data: null }];
      }),
      hiring_team: hiringTeam(world, hiring_team),
    };
  },
};

function stage({ world }: EmulatorState, id: string, index: number): Record<string, unknown>[] {
  const found = world.stages.get(id);
  if (found?.remote_deleted_at !== null) return [];
  return [
    {
      id,
      remote_id: found.remote_id,
      name: found.name,
      status: found.status,
      custom_fields: stageFields,
      index,
      remote_data: null,
    },
  ];
}

function question({ world }: EmulatorState, id: string): Record<string, unknown>[] {
  const found = world.screeningQuestions.get(id);
  if (found?.remote_deleted_at !== null) return [];
  const { changed_at: _changed, remote_deleted_at: _deleted, ...shown } = found;
  return [shown];
}
