import { coverageTable } from "../tools/coverage.ts";

/**
 * What Kombo's Bullhorn connector offers. Documented (lists of 2023 and 2025, keys of `remote_fields` of 2026, the
 * connector's page): jobs, candidates, applications, stages, users, creating, notes, writing of attachments, result
 * links. Reported by a third party: moving and rejecting, from which the reading of rejection reasons follows. Absent
 * from those lists: tags, interviews, imports. Nothing public is known of the rest.
 */
export const bullhornCoverage = coverageTable({
  supported: [
    "ats_jobs",
    "ats_applications",
    "ats_candidates",
    "ats_application_stages",
    "ats_users",
    "ats_rejection_reasons",
    "ats_create_application",
    "ats_create_candidate",
    "ats_move_application_to_stage",
    "ats_reject_application",
    "ats_add_application_note",
    "ats_add_application_attachment",
    "ats_add_candidate_attachment",
    "ats_add_application_result_link",
    "ats_add_candidate_result_link",
  ],
  unsupported: [
    "ats_tags",
    "ats_interviews",
    "ats_add_candidate_tag",
    "ats_remove_candidate_tag",
    "ats_import_tracked_application",
  ],
});
