import type { CoverageTable } from "../tools/coverage.ts";

/**
 * What Kombo's Avionté connector offers. Documented: jobs, candidates, applications, stages, rejection reasons,
 * writing of attachments. Reported by one integrator: creating, moving, rejecting, notes, reading of attachments.
 * Nothing public is known of the rest.
 */
export const avionteCoverage: CoverageTable = {
  readModels: {
    ats_jobs: "SUPPORTED",
    ats_applications: "SUPPORTED",
    ats_candidates: "SUPPORTED",
    ats_application_stages: "SUPPORTED",
    ats_rejection_reasons: "SUPPORTED",
    ats_tags: "UNKNOWN",
    ats_users: "UNKNOWN",
    ats_roles: "UNKNOWN",
    ats_offers: "UNKNOWN",
    ats_interviews: "UNKNOWN",
    ats_notes: "UNKNOWN",
    ats_scorecards: "UNKNOWN",
    ats_attachments: "UNKNOWN",
  },
  writeActions: {
    ats_create_application: "SUPPORTED",
    ats_create_candidate: "SUPPORTED",
    ats_add_application_attachment: "SUPPORTED",
    ats_add_candidate_attachment: "SUPPORTED",
    ats_move_application_to_stage: "SUPPORTED",
    ats_reject_application: "SUPPORTED",
    ats_add_application_note: "SUPPORTED",
    ats_read_document_attachments: "SUPPORTED",
    ats_add_application_result_link: "UNKNOWN",
    ats_add_candidate_result_link: "UNKNOWN",
    ats_add_candidate_tag: "UNKNOWN",
    ats_remove_candidate_tag: "UNKNOWN",
    ats_import_tracked_application: "UNSUPPORTED",
    ats_create_interview: "UNKNOWN",
    ats_update_interview: "UNKNOWN",
  },
};
