import { z } from "zod";
import { ApplicationOutcome, JobMention } from "./application.ts";
import { CandidateMention } from "./candidate-mention.ts";
import { Instant } from "./instant.ts";
import { Location } from "./location.ts";
import { personal } from "./personal.ts";
import { datedRecordFields, mentionFields } from "./record.ts";
import { UserMention } from "./user.ts";
import type * as records from "./records.generated.ts";

/** A conversation with a candidate about an application. */
export const Interview = z.object({
  ...datedRecordFields,
  /** What the interview is called. */
  title: personal(z.string()).nullable(),
  /** When the interview begins. */
  startsAt: Instant.nullable(),
  /** When the interview ends. */
  endsAt: Instant.nullable(),
  /** Where the interview takes place. */
  location: personal(Location).nullable(),
  /** The address of the video conference. */
  videoConferenceUrl: personal(z.string()).nullable(),
  /** Whether the interview was called off. */
  canceled: z.boolean().nullable(),
  /** The stage of the job's workflow to which the interview belongs. */
  stageId: z.string().nullable(),
  /** Who interviews. */
  interviewers: z.array(UserMention),
  /** The id of the application. */
  applicationId: z.string().nullable(),
  /** The application that the interview is about. */
  application: z
    .object({
      ...mentionFields,
      /** How the application ended; PENDING while it has not. */
      outcome: ApplicationOutcome.nullable(),
      /** Why the application was rejected, as the ATS words it. */
      rejectionReasonName: personal(z.string()).nullable(),
      /** The candidate who is interviewed. */
      candidate: CandidateMention.nullable(),
      /** The job that the application is for. */
      job: JobMention.nullable(),
    })
    .nullable(),
});
export interface Interview extends records.InterviewRecord {}
