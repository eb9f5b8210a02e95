import { z } from "zod";
import { Instant } from "./instant.ts";
import { Location } from "./location.ts";
import { filterEnum, openEnum } from "./open-enum.ts";
import { personFields } from "./person.ts";
import { personal } from "./personal.ts";
import { mentionFields, recordFields } from "./record.ts";
import { ScreeningAnswer } from "./screening-question.ts";
import { Stage } from "./stage.ts";

const applicationOutcomes = ["PENDING", "HIRED", "DECLINED"] as const;
/** How an application ended, or that it has not. */
export const ApplicationOutcome = openEnum(applicationOutcomes);
/** The states of an offer, in their order; an ATS may say others. */
export const OfferStatus = openEnum(["DRAFT", "APPROVED", "SENT", "ACCEPTED", "DECLINED", "ABANDONED"]);

/** A job as an application mentions it. */
export const JobMention = z.object({ ...mentionFields, title: z.string().nullable() });

/** What an application says of itself wherever it stands. */
export const applicationFields = {
  /** How the application ended; PENDING while it has not. */
  outcome: ApplicationOutcome.nullable().describe("How the application ended; PENDING while it has not."),
  rejectionReasonName: personal(z.string()).nullable(),
  /** When the application was rejected. */
  rejectedAt: Instant.nullable().describe("When the application was rejected."),
  /** The stage that the application is in. */
  stage: Stage.nullable().describe("The stage that the application is in."),
  /** The job that the application is for. */
  job: JobMention.nullable().describe("The job that the application is for."),
} as const;

/** A candidate's interest in one job. */
export const Application = z
  .object({
    ...recordFields,
    ...applicationFields,
    /** The id of the stage that the application is in. */
    stageId: z.string().nullable().describe("The id of the stage that the application is in."),
    /** The id of the job. */
    jobId: z.string().nullable().describe("The id of the job."),
    /** The id of the candidate. */
    candidateId: z.string().nullable().describe("The id of the candidate."),
    candidate: z.object({ ...mentionFields, remoteUrl: personal(z.string()).nullable(), ...personFields }).nullable(),
    /** What the candidate answered to the questions of the job. */
    screeningAnswers: z.array(ScreeningAnswer).describe("What the candidate answered to the questions of the job."),
    interviews: z.array(
      z.object({
        ...mentionFields,
        title: personal(z.string()).nullable(),
        startsAt: Instant.nullable(),
        endsAt: Instant.nullable(),
        location: personal(Location).nullable(),
        canceled: z.boolean().nullable(),
      }),
    ),
    offers: z.array(z.object({ ...mentionFields, status: OfferStatus.nullable() })),
  })
  .describe("A candidate's interest in one job, with its stage and outcome.");
export type Application = Readonly<z.output<typeof Application>>;

/** ApplicationOutcome as a filter takes it. */
export const ApplicationOutcomeFilter = filterEnum(applicationOutcomes);
