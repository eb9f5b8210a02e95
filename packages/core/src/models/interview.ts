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
    title: personal(z.string()).nullable(),
    startsAt: Instant.nullable(),
    endsAt: Instant.nullable(),
    location: personal(Location).nullable(),
    videoConferenceUrl: personal(z.string()).nullable(),
    canceled: z.boolean().nullable(),
    stageId: z.string().nullable().describe("The stage of the job's workflow to which the interview belongs."),
    interviewers: z.array(UserMention),
    applicationId: z.string().nullable(),
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
