import { capabilityIds, type CapabilityId } from "@anyats/core";

/** The streams that show changes. */
export type ReadId = Extract<CapabilityId, `${string}.stream`>;

/** What shows the changes of a model. */
export interface ModelReads {
  readonly reads: readonly ReadId[];
  /** Further reads of records that show it within them, such as the application in its candidate. */
  readonly within?: readonly ReadId[];
  /** What the reads do not show. */
  readonly besides?: string;
}

const only = (...reads: ReadId[]): ModelReads => ({ reads });

/** A model that is named like the resource whose stream shows it. */
const namesakes = capabilityIds
  .filter((id): id is ReadId => id.endsWith(".stream"))
  .map((id) => [`ats_${id.slice(0, id.indexOf("."))}`, only(id)] as const);

/**
 * Kombo's models and what to read when one changed. The names are documented; what to read is inferred from what
 * Kombo's `updated_after` counts as a change of each record: also that of a record within it, where Kombo counts it. A change
 * of a relation counts for the record on its left.
 */
export const modelReads: { readonly [model: string]: ModelReads | undefined } = {
  ...Object.fromEntries(namesakes),
  ats_candidates: { reads: ["candidates.stream"], within: ["applications.stream"] },
  ats_applications: {
    reads: ["applications.stream"],
    within: ["candidates.stream", "interviews.stream", "offers.stream"],
  },
  ats_interviews: { reads: ["interviews.stream"], within: ["applications.stream"] },
  ats_offers: { reads: ["offers.stream"], within: ["applications.stream"] },
  ats_roles: { reads: ["roles.stream"], within: ["users.stream"] },
  ats_job_postings: only("jobs.stream"),
  ats_screening_questions: only("jobs.stream"),
  ats_application_stages: {
    reads: ["jobs.stream"],
    besides:
      "A stage that was renamed or reordered counts as a change of no job or application: only a stage that a job gained or lost shows. Read the stages again where you keep their names.",
  },
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
