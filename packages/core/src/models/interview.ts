import { z } from "zod";
import { ApplicationOutcome, JobMention } from "./application.ts";
import { CandidateMention } from "./candidate-mention.ts";
import { Instant } from "./instant.ts";
import { Location } from "./location.ts";
import { personal } from "./personal.ts";
import { datedRecordFields, mentionFields } from "./record.ts";
import { UserMention } from "./user.ts";

/** A conversation with a candidate about an application. */
export const Interview = z
  .object({
    ...datedRecordFields,
    /** What the interview is called. */
    title: personal(z.string()).nullable().describe("What the interview is called."),
    /** When the interview begins. */
    startsAt: Instant.nullable().describe("When the interview begins."),
    /** When the interview ends. */
    endsAt: Instant.nullable().describe("When the interview ends."),
    /** Where the interview takes place. */
    location: personal(Location).nullable().describe("Where the interview takes place."),
    /** The address of the video conference. */
    videoConferenceUrl: personal(z.string()).nullable().describe("The address of the video conference."),
    /** Whether the interview was called off. */
    canceled: z.boolean().nullable().describe("Whether the interview was called off."),
    /** The stage of the job's workflow to which the interview belongs. */
    stageId: z.string().nullable().describe("The stage of the job's workflow to which the interview belongs."),
    /** Who interviews. */
    interviewers: z.array(UserMention).describe("Who interviews."),
    /** The id of the application. */
    applicationId: z.string().nullable().describe("The id of the application."),
    application: z
      .object({
        ...mentionFields,
        outcome: ApplicationOutcome.nullable(),
        rejectionReasonName: personal(z.string()).nullable(),
        candidate: CandidateMention.nullable(),
        job: JobMention.nullable(),
      })
      .nullable(),
  })
  .describe("A conversation with a candidate about an application.");
export type Interview = Readonly<z.output<typeof Interview>>;
