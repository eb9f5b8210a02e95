import { z } from "zod";
import { CustomFieldValue } from "./custom-field.ts";
import { Day } from "./instant.ts";
import { Job } from "./job.ts";
import { Location } from "./location.ts";
import { UntrustedHtml } from "./untrusted-html.ts";
import { Provenance } from "./provenance.ts";
import type * as records from "./records.generated.ts";

const rates = z.object({
  /** For regular hours. */
  regular: z.number().nullable(),
  /** For overtime. */
  overtime: z.number().nullable(),
  /** For hours that count twice. */
  doubleTime: z.number().nullable(),
});

/** A job with what only the ATS's own API knows of it. */
export const EnhancedJob = z.object({
  /** The id in the ATS itself. */
  remoteId: z.string(),
  /** The unified record; null in batches, which read the ATS's own API only. */
  job: Job.nullable(),
  /** The title of the job. */
  title: z.string().nullable(),
  /** The status in the ATS's own word. */
  status: z.string().nullable(),
  /** The customer who has the vacancy. */
  company: z
    .object({
      /** The company's id in the ATS. */
      remoteId: z.string().nullable(),
      /** The company's name. */
      name: z.string().nullable(),
    })
    .nullable(),
  /** How many people are wanted. */
  positions: z.number().nullable(),
  /** How many of the positions are filled. */
  filled: z.number().nullable(),
  /** The first day of work. */
  startsOn: Day.nullable(),
  /** The last day of work. */
  endsOn: Day.nullable(),
  /** What the worker is paid, per hour unless the ATS says otherwise. */
  payRates: rates.nullable(),
  /** What the customer is billed, per hour unless the ATS says otherwise. */
  billRates: rates.nullable(),
  /** Where the work is done. */
  worksite: Location.nullable(),
  /** Notes on the job. */
  notes: UntrustedHtml.nullable(),
  /** The custom fields of the job, with their values. */
  customFields: z.array(CustomFieldValue),
  /** The record as the ATS's own API gives it. */
  native: z.record(z.string(), z.unknown()),
  /** Where each field came from; only when asked for with `provenance: true`. */
  provenance: Provenance.optional(),
});
export interface EnhancedJob extends records.EnhancedJobRecord {}

/** A record of a batch that could not be read, or that the ATS left out. */
export const Omission = z.object({
  /** The job's id in the ATS. */
  remoteId: z.string(),
  /** Why the job is missing: the ATS did not answer it, or it could not be read. */
  reason: z.enum(["not-answered", "unreadable"]),
  /** Where in the record the reader gave up; null when it was not answered. */
  path: z.string().nullable(),
});
export interface Omission extends records.OmissionRecord {}

/** One batch of enhanced jobs. */
export const EnhancedJobBatch = z.object({
  /** The jobs of the batch. */
  jobs: z.array(EnhancedJob),
  /** The jobs that were asked for and are not among `jobs`, each with the reason. */
  omitted: z.array(Omission),
  /** Hand it back for the next batch; null after the last. */
  cursor: z.string().nullable(),
});
export interface EnhancedJobBatch extends records.EnhancedJobBatchRecord {}
