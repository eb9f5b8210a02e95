import type { CapabilityId } from "@anyats/core";

/** The streams that show changes. */
export type ReadId = Extract<CapabilityId, `${string}.stream`>;

/** What shows the changes of a model. */
export interface ModelReads {
  readonly reads: readonly ReadId[];
  /** What the reads do not show. */
  readonly besides?: string;
}

const only = (...reads: ReadId[]): ModelReads => ({ reads });

/**
 * Kombo's models and what to read when one changed. The names are documented; what to read is inferred from what
 * Kombo's `updated_after` counts as a change of each record. A change of a relation counts for the record on its left.
 */
export const modelReads: { readonly [model: string]: ModelReads | undefined } = {
  ats_jobs: only("jobs.stream"),
  ats_job_postings: only("jobs.stream"),
  ats_screening_questions: only("jobs.stream"),
  ats_application_stages: {
    reads: ["jobs.stream"],
    besides:
      "A stage that was renamed or reordered counts as a change of no job or application: only a stage that a job gained or lost shows. Read the stages again where you keep their names.",
  },
  ats_applications: only("applications.stream"),
  ats_candidates: only("candidates.stream"),
  ats_interviews: only("interviews.stream"),
  ats_offers: only("offers.stream"),
  ats_notes: only("notes.stream"),
  ats_scorecards: only("scorecards.stream"),
  ats_attachments: only("attachments.stream"),
  ats_tags: only("tags.stream"),
  ats_users: only("users.stream"),
  ats_roles: only("roles.stream"),
  ats_rejection_reasons: {
    reads: [],
    besides:
      "No stream has the reasons for rejection: list them again with applications.listRejectionReasons, which takes updatedAfter and includeDeleted.",
  },
  ats_join_candidates_tags: only("candidates.stream"),
  ats_join_jobs_application_stages: only("jobs.stream"),
  ats_join_jobs_screening_questions: only("jobs.stream"),
  ats_join_jobs_users: only("jobs.stream"),
  ats_join_user_job_role_assignments: only("jobs.stream", "users.stream"),
  ats_join_users_roles: only("users.stream"),
  ats_join_interviews_users: only("interviews.stream"),
};
