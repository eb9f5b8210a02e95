import { z } from "zod";
import { CustomFieldValue } from "./custom-field.ts";
import { Day } from "./instant.ts";
import { Job } from "./job.ts";
import { Location } from "./location.ts";
import { UntrustedHtml } from "./untrusted-html.ts";

const rates = z.object({
  regular: z.number().nullable(),
  overtime: z.number().nullable(),
  doubleTime: z.number().nullable(),
});

/** A job with what only the ATS's own API knows of it. */
export const EnhancedJob = z
  .object({
    remoteId: z.string(),
    /** The unified record; null in batches, which read the ATS's own API only. */
    job: Job.nullable().describe("The unified record; null in batches, which read the ATS's own API only."),
    title: z.string().nullable(),
    /** The status in the ATS's own word. */
    status: z.string().nullable().describe("The status in the ATS's own word."),
    company: z.object({ remoteId: z.string().nullable(), name: z.string().nullable() }).nullable(),
    /** How many people are wanted. */
    positions: z.number().nullable().describe("How many people are wanted."),
    /** How many of the positions are filled. */
    filled: z.number().nullable().describe("How many of the positions are filled."),
    /** The first day of work. */
    startsOn: Day.nullable().describe("The first day of work."),
    /** The last day of work. */
    endsOn: Day.nullable().describe("The last day of work."),
    /** What the worker is paid, per hour unless the ATS says otherwise. */
    payRates: rates.nullable().describe("What the worker is paid, per hour unless the ATS says otherwise."),
    /** What the customer is billed, per hour unless the ATS says otherwise. */
    billRates: rates.nullable().describe("What the customer is billed, per hour unless the ATS says otherwise."),
    worksite: Location.nullable(),
    notes: UntrustedHtml.nullable(),
    customFields: z.array(CustomFieldValue),
    /** The record as the ATS's own API gives it. */
    native: z.record(z.string(), z.unknown()).describe("The record as the ATS's own API gives it."),
  })
  .describe("A job with what only the ATS's own API knows of it.");
export type EnhancedJob = Readonly<z.output<typeof EnhancedJob>>;

/** A record of a batch that could not be read, or that the ATS left out. */
export const Omission = z.object({
  remoteId: z.string(),
  reason: z.enum(["not-answered", "unreadable"]),
  /** Where in the record the reader gave up; null when it was not answered. */
  path: z.string().nullable().describe("Where in the record the reader gave up; null when it was not answered."),
});
export type Omission = Readonly<z.output<typeof Omission>>;

/** One batch of enhanced jobs. */
export const EnhancedJobBatch = z
  .object({
    jobs: z.array(EnhancedJob),
    /** The jobs that were asked for and are not among `jobs`, each with the reason. */
    omitted: z.array(Omission).describe("The jobs that were asked for and are not among `jobs`, each with the reason."),
    /** Hand it back for the next batch; null after the last. */
    cursor: z.string().nullable().describe("Hand it back for the next batch; null after the last."),
  })
  .describe("One batch of enhanced jobs.");
export type EnhancedJobBatch = Readonly<z.output<typeof EnhancedJobBatch>>;
