import { coverageTable } from "../tools/coverage.ts";

/**
 * What Kombo's Avionté connector offers. Documented: jobs, candidates, applications, stages, rejection reasons,
 * writing of attachments. Reported by one integrator: creating, moving, rejecting, notes, reading of attachments.
 * Nothing public is known of the rest.
 */
export const avionteCoverage = coverageTable({
  supported: [
    "ats_jobs",
    "ats_applications",
    "ats_candidates",
    "ats_application_stages",
    "ats_rejection_reasons",
    "ats_create_application",
    "ats_create_candidate",
    "ats_add_application_attachment",
    "ats_add_candidate_attachment",
    "ats_move_application_to_stage",
    "ats_reject_application",
    "ats_add_application_note",
    "ats_read_document_attachments",
  ],
  unsupported: ["ats_import_tracked_application"],
});
