import { z } from "zod";
import { CustomFieldDefinition, CustomFieldUpdates, CustomFieldValue } from "../models/custom-field.ts";
import { EnhancedJob, EnhancedJobBatch } from "../models/enhanced-job.ts";
import { JobReference } from "../models/identity.ts";
import { EmploymentTypeFilter, Job, JobStatusFilter, JobVisibilityFilter } from "../models/job.ts";
import { Receipt } from "../models/receipt.ts";
import { recordLookup } from "./record-lookup.ts";
import { listOf, streamFilterFields } from "./stream-filter.ts";
import { resource } from "./capability.ts";

/** Jobs, with their stages, questions and custom fields. */
export const jobs = resource("jobs", {
  /** Stream the jobs. */
  stream: {
    kind: "stream",
    effect: "reads",
    summary: "Stream the jobs.",
    details:
      "`updatedAfter` gives jobs whose own fields changed, whose stages or hiring team gained or lost an entry, or whose postings or screening questions changed. A deletion shows only with `includeDeleted`.",
    sourceName: "_stream_jobs(updated_after, statuses)",
    input: z.strictObject({
      ...streamFilterFields,
      statuses: listOf(JobStatusFilter).optional().describe("Only jobs in one of these states."),
      requisitionCodes: listOf(z.string().min(1)).optional().describe("Only jobs with one of these requisition codes."),
      employmentTypes: listOf(EmploymentTypeFilter).optional().describe("Only jobs of one of these kinds."),
      visibilities: listOf(JobVisibilityFilter)
        .optional()
        .describe("Only jobs that are shown to one of these circles."),
      titleContains: z.string().min(1).optional().describe("Only jobs with this text in their title."),
      postUrl: z.string().min(1).optional().describe("Only the job with this public address."),
      createdAfter: streamFilterFields.updatedAfter.describe(
        "Only jobs that the ATS says were created on or after this day.",
      ),
    }),
    output: Job,
  },

  /** Get one job by its id or its id in the ATS. */
  get: {
    kind: "query",
    effect: "reads",
    summary: "Get one job by its id or its id in the ATS.",
    sourceName: "get_job_by_job_id(job_id)",
    input: recordLookup,
    output: Job,
  },

  /** Get one job joined with what only the ATS's own API knows of it. */
  getEnhanced: {
    kind: "query",
    effect: "reads",
    summary: "Get one job joined with what only the ATS's own API knows of it.",
    sourceName: "get_enhanced_job(kombo_id, remote_job_id)",
    input: recordLookup,
    output: EnhancedJob,
  },

  /** Fetch a batch of jobs from the ATS's own API. */
  fetchEnhancedBatch: {
    kind: "query",
    effect: "reads",
    summary: "Fetch a batch of jobs from the ATS's own API.",
    details:
      "Jobs are matched by id, never by position; what was asked for and not answered is listed in `omitted`. Records come from the ATS's own API only, so `job` is null in each.",
    sourceName: "_fetch_enhanced_jobs_batch_from_ats(limit, cursor)",
    input: z.strictObject({
      limit: z.int().min(1).max(100).default(100).describe("How many jobs at most; the ATS may take fewer at a time."),
      cursor: z.string().min(1).max(2000).optional().describe("From the batch before; absent for the first."),
    }),
    output: EnhancedJobBatch,
  },

  /** List the custom fields that jobs can have. */
  listCustomFields: {
    kind: "query",
    effect: "reads",
    summary: "List the custom fields that jobs can have.",
    sourceName: "_get_job_custom_fields()",
    input: z.strictObject({
      refresh: z
        .boolean()
        .default(false)
        .describe("Read the definitions again instead of those kept on the connection."),
    }),
    output: z.array(CustomFieldDefinition),
  },

  /** Get the custom fields of one job, with their values. */
  getCustomFieldValues: {
    kind: "query",
    effect: "reads",
    summary: "Get the custom fields of one job, with their values.",
    sourceName: "_get_job_custom_field_values(job_id)",
    input: z.strictObject({ job: JobReference }),
    output: z.array(CustomFieldValue),
  },

  /** Set custom fields of one job, all or none of them. */
  updateCustomFields: {
    kind: "command",
    effect: "idempotent",
    summary: "Set custom fields of one job, all or none of them.",
    details: "Checked against the customer's definitions before anything is sent; all problems are reported at once.",
    sourceName: "_update_job_custom_fields(job, updates)",
    input: z.strictObject({ job: JobReference, updates: CustomFieldUpdates }),
    output: Receipt,
  },
});
