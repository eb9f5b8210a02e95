import { z } from "zod/mini";
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
  /**
   * Stream the jobs.
   *
   * `updatedAfter` gives jobs whose own fields changed, whose stages or hiring team gained or lost an entry, or whose
   * postings or screening questions changed. A deletion shows only with `includeDeleted`.
   */
  stream: {
    kind: "stream",
    effect: "reads",
    input: z.strictObject({
      ...streamFilterFields,
      /** Only jobs in one of these states. */
      statuses: z.optional(listOf(JobStatusFilter, 1_000)),
      /** Only jobs with one of these requisition codes. */
      requisitionCodes: z.optional(listOf(z.string().check(z.minLength(1)))),
      /** Only jobs of one of these kinds. */
      employmentTypes: z.optional(listOf(EmploymentTypeFilter, 1_000)),
      /** Only jobs that are shown to one of these circles. */
      visibilities: z.optional(listOf(JobVisibilityFilter, 1_000)),
      /** Only jobs with this text in their title. */
      titleContains: z.optional(z.string().check(z.minLength(1))),
      /** Only the job with this public address. */
      postUrl: z.optional(z.string().check(z.minLength(1))),
      /** Only jobs that the ATS says were created on or after this day. */
      createdAfter: streamFilterFields.updatedAfter,
    }),
    output: Job,
  },

  /** Get one job by its id or its id in the ATS. */
  get: {
    kind: "query",
    effect: "reads",
    input: recordLookup,
    output: Job,
  },

  /** Get one job joined with what only the ATS's own API knows of it. */
  getEnhanced: {
    kind: "query",
    effect: "reads",
    input: recordLookup,
    output: EnhancedJob,
  },

  /**
   * Fetch a batch of jobs from the ATS's own API.
   *
   * Jobs are matched by id, never by position; what was asked for and not answered is listed in `omitted`. Records come
   * from the ATS's own API only, so `job` is null in each.
   */
  fetchEnhancedBatch: {
    kind: "query",
    effect: "reads",
    input: z.strictObject({
      /** How many jobs at most; the ATS may take fewer at a time. */
      limit: z._default(z.int().check(z.gte(1), z.lte(100)), 100),
      /** From the batch before; absent for the first. */
      cursor: z.optional(z.string().check(z.minLength(1), z.maxLength(2000))),
    }),
    output: EnhancedJobBatch,
  },

  /** List the custom fields that jobs can have. */
  listCustomFields: {
    kind: "query",
    effect: "reads",
    input: z.strictObject({
      /** Read the definitions again instead of those kept on the connection. */
      refresh: z._default(z.boolean(), false),
    }),
    output: z.array(CustomFieldDefinition),
  },

  /** Get the custom fields of one job, with their values. */
  getCustomFieldValues: {
    kind: "query",
    effect: "reads",
    input: z.strictObject({ job: JobReference }),
    output: z.array(CustomFieldValue),
  },

  /**
   * Set custom fields of one job, all or none of them.
   *
   * Checked against the customer's definitions before anything is sent; all problems are reported at once.
   */
  updateCustomFields: {
    kind: "command",
    effect: "idempotent",
    input: z.strictObject({ job: JobReference, updates: CustomFieldUpdates }),
    output: Receipt,
  },
});
