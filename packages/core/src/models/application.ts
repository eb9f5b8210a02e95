import { z } from "zod/mini";
import { Instant } from "./instant.ts";
import { Location } from "./location.ts";
import { filterEnum, openEnum } from "./open-enum.ts";
import { personFields } from "./person.ts";
import { personal } from "./personal.ts";
import { mentionFields, recordFields } from "./record.ts";
import { ScreeningAnswer } from "./screening-question.ts";
import { Stage } from "./stage.ts";
import type * as records from "./records.generated.ts";

const applicationOutcomes = ["PENDING", "HIRED", "DECLINED"] as const;
/** How an application ended, or that it has not. */
export const ApplicationOutcome = openEnum(applicationOutcomes);
/** The states of an offer, in their order; an ATS may say others. */
export const OfferStatus = openEnum(["DRAFT", "APPROVED", "SENT", "ACCEPTED", "DECLINED", "ABANDONED"]);

/** A job as an application mentions it. */
export const JobMention = z.object({
  ...mentionFields,
  /** The title of the job. */
  title: z.nullable(z.string()),
});
export interface JobMention extends records.JobMentionRecord {}

/** What an application says of itself wherever it stands. */
export const applicationFields = {
  /** How the application ended; PENDING while it has not. */
  outcome: z.nullable(ApplicationOutcome),
  /** Why the application was rejected, as the ATS words it. */
  rejectionReasonName: z.nullable(personal(z.string())),
  /** When the application was rejected. */
  rejectedAt: z.nullable(Instant),
  /** The stage that the application is in. */
  stage: z.nullable(Stage),
  /** The job that the application is for. */
  job: z.nullable(JobMention),
} as const;

/** A candidate's interest in one job, with its stage and outcome. */
export const Application = z.object({
  ...recordFields,
  ...applicationFields,
  /** The id of the stage that the application is in. */
  stageId: z.nullable(z.string()),
  /** The id of the job. */
  jobId: z.nullable(z.string()),
  /** The id of the candidate. */
  candidateId: z.nullable(z.string()),
  /** The candidate who applied. */
  candidate: z.nullable(
    z.object({
      ...mentionFields,
      /** Where a person opens the record in the ATS. */
      remoteUrl: z.nullable(personal(z.string())),
      ...personFields,
    }),
  ),
  /** What the candidate answered to the questions of the job. */
  screeningAnswers: z.array(ScreeningAnswer),
  /** The interviews of the application. */
  interviews: z.array(
    z.object({
      ...mentionFields,
      /** What the interview is called. */
      title: z.nullable(personal(z.string())),
      /** When the interview begins. */
      startsAt: z.nullable(Instant),
      /** When the interview ends. */
      endsAt: z.nullable(Instant),
      /** Where the interview takes place. */
      location: z.nullable(personal(Location)),
      /** Whether the interview was called off. */
      canceled: z.nullable(z.boolean()),
    }),
  ),
  /** The offers made on the application. */
  offers: z.array(
    z.object({
      ...mentionFields,
      /** The state of the offer. */
      status: z.nullable(OfferStatus),
    }),
  ),
});
export interface Application extends records.ApplicationRecord {}

/** ApplicationOutcome as a filter takes it. */
export const ApplicationOutcomeFilter = filterEnum(applicationOutcomes);
