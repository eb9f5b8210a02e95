import { coverageTable } from "../tools/coverage.ts";

/**
 * What Kombo's Greenhouse connector offers. Documented (lists of 2023 to 2026, keys of `remote_fields`): all that is
 * supported here but the reading of rejection reasons, which follows from rejecting. Nothing public is known of the rest.
 */
export const greenhouseCoverage = coverageTable({
  supported: [
    "ats_jobs",
    "ats_applications",
    "ats_candidates",
    "ats_application_stages",
    "ats_rejection_reasons",
    "ats_tags",
    "ats_users",
    "ats_interviews",
    "ats_create_application",
    "ats_create_candidate",
    "ats_move_application_to_stage",
    "ats_reject_application",
    "ats_add_application_note",
    "ats_add_application_attachment",
    "ats_add_candidate_attachment",
    "ats_read_document_attachments",
    "ats_add_application_result_link",
    "ats_add_candidate_result_link",
    "ats_add_candidate_tag",
    "ats_remove_candidate_tag",
    "ats_import_tracked_application",
  ],
  unsupported: [],
});
