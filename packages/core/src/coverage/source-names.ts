import type { CapabilityId } from "../capabilities/catalogue.ts";

/**
 * The names under which the client that AnyATS replaces knows operations, with their parameters. Shown for adapters that
 * replace it, see `AdapterFacts.showsSourceNames`.
 */
export const sourceNames: Readonly<Record<string, string>> = {
  "applications.addAttachment": "_add_attachment_to_application(filename, application_id, pdf_b64)",
  "applications.addNote": "_add_note_to_application(application, note, note_action_type)",
  "applications.create": "_create_application_for_candidate(candidate, job)",
  "applications.listCustomFields": "_get_application_custom_fields()",
  "applications.listRejectionReasons": "get_disposition_reasons()",
  "applications.listStages": "_get_all_application_stages()",
  "applications.moveToStage": "_move_application_to_stage(application, stage)",
  "applications.reject": "reject_application(application_id, reason_id)",
  "applications.rejectMany": "bulk_reject_applications(application_ids, reason_id)",
  "applications.stream": "_stream_applications(updated_after, for_job_ids)",
  "applications.updateCustomFields": "_update_application_custom_fields(application, updates)",
  "candidates.addAttachment": "_add_attachment_to_candidate(filename, candidate_id, pdf_b64)",
  "candidates.addNote": "_add_note_to_candidate(candidate, note, note_action_type)",
  "candidates.find": "_find_candidates_by_details(first_name, last_name, email, phone)",
  "candidates.get": "_get_candidate_by_id(candidate_id)",
  "candidates.getResume": "_get_resume_for_candidate_id(candidate_id)",
  "candidates.listCustomFields": "_get_candidate_custom_fields()",
  "candidates.stream": "_stream_candidates(updated_after)",
  "candidates.updateCustomFields": "_update_candidate_custom_fields(candidate, updates)",
  "jobs.fetchEnhancedBatch": "_fetch_enhanced_jobs_batch_from_ats(limit, cursor)",
  "jobs.get": "get_job_by_job_id(job_id)",
  "jobs.getCustomFieldValues": "_get_job_custom_field_values(job_id)",
  "jobs.getEnhanced": "get_enhanced_job(kombo_id, remote_job_id)",
  "jobs.listCustomFields": "_get_job_custom_fields()",
  "jobs.stream": "_stream_jobs(updated_after, statuses)",
  "jobs.updateCustomFields": "_update_job_custom_fields(job, updates)",
} satisfies Partial<Record<CapabilityId, string>>;
