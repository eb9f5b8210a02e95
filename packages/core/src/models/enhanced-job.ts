import { z } from "zod/mini";
import { CustomFieldValue } from "./custom-field.ts";
import { Day } from "./instant.ts";
import { Job } from "./job.ts";
import { Location } from "./location.ts";
import { UntrustedHtml } from "./untrusted-html.ts";
import { Provenance } from "./provenance.ts";
import type * as records from "./records.generated.ts";

const rates = z.object({
  /** For regular hours. */
  regular: z.nullable(z.number()),
  /** For overtime. */
  overtime: z.nullable(z.number()),
  /** For hours that count twice. */
  doubleTime: z.nullable(z.number()),
});

/** A job with what only the ATS's own API knows of it. */
export const EnhancedJob = z.object({
  /** The id in the ATS itself. */
  remoteId: z.string(),
  /** The unified record; null in batches, which read the ATS's own API only. */
  job: z.nullable(Job),
  /** The title of the job. */
  title: z.nullable(z.string()),
  /** The status in the ATS's own word. */
  status: z.nullable(z.string()),
  /** The customer who has the vacancy. */
  company: z.nullable(
    z.object({
      /** The company's id in the ATS. */
      remoteId: z.nullable(z.string()),
      /** The company's name. */
      name: z.nullable(z.string()),
    }),
  ),
  /** How many people are wanted. */
  positions: z.nullable(z.number()),
  /** How many of the positions are filled. */
  filled: z.nullable(z.number()),
  /** The first day of work. */
  startsOn: z.nullable(Day),
  /** The last day of work. */
  endsOn: z.nullable(Day),
  /** What the worker is paid, per hour unless the ATS says otherwise. */
  payRates: z.nullable(rates),
  /** What the customer is billed, per hour unless the ATS says otherwise. */
  billRates: z.nullable(rates),
  /** Where the work is done. */
  worksite: z.nullable(Location),
  /** Notes on the job. */
  notes: z.nullable(UntrustedHtml),
  /** The custom fields of the job, with their values. */
  customFields: z.array(CustomFieldValue),
  /** The record as the ATS's own API gives it. */
  native: z.record(z.string(), z.unknown()),
  /** Where each field came from; only when asked for with `provenance: true`. */
  provenance: z.optional(Provenance),
});
export interface EnhancedJob extends records.EnhancedJobRecord {}

/** A record of a batch that could not be read, or that the ATS left out. */
export const Omission = z.object({
  /** The job's id in the ATS. */
  remoteId: z.string(),
  /** Why the job is missing: the ATS did not answer it, or it could not be read. */
  reason: z.enum(["not-answered", "unreadable"]),
  /** Where in the record the reader gave up; null when it was not answered. */
  path: z.nullable(z.string()),
});
export interface Omission extends records.OmissionRecord {}

/** One batch of enhanced jobs. */
export const EnhancedJobBatch = z.object({
  /** The jobs of the batch. */
  jobs: z.array(EnhancedJob),
  /** The jobs that were asked for and are not among `jobs`, each with the reason. */
  omitted: z.array(Omission),
  /** Hand it back for the next batch; null after the last. */
  cursor: z.nullable(z.string()),
});
export interface EnhancedJobBatch extends records.EnhancedJobBatchRecord {}
