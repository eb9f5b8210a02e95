import { z } from "zod/mini";
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
  title: z.nullable(personal(z.string())),
  /** When the interview begins. */
  startsAt: z.nullable(Instant),
  /** When the interview ends. */
  endsAt: z.nullable(Instant),
  /** Where the interview takes place. */
  location: z.nullable(personal(Location)),
  /** The address of the video conference. */
  videoConferenceUrl: z.nullable(personal(z.string())),
  /** Whether the interview was called off. */
  canceled: z.nullable(z.boolean()),
  /** The stage of the job's workflow to which the interview belongs. */
  stageId: z.nullable(z.string()),
  /** Who interviews. */
  interviewers: z.array(UserMention),
  /** The id of the application. */
  applicationId: z.nullable(z.string()),
  /** The application that the interview is about. */
  application: z.nullable(
    z.object({
      ...mentionFields,
      /** How the application ended; PENDING while it has not. */
      outcome: z.nullable(ApplicationOutcome),
      /** Why the application was rejected, as the ATS words it. */
      rejectionReasonName: z.nullable(personal(z.string())),
      /** The candidate who is interviewed. */
      candidate: z.nullable(CandidateMention),
      /** The job that the application is for. */
      job: z.nullable(JobMention),
    }),
  ),
});
export interface Interview extends records.InterviewRecord {}
