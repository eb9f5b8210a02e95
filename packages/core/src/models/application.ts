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
  outcome: ApplicationOutcome.nullable(),
  rejectionReasonName: personal(z.string()).nullable(),
  rejectedAt: Instant.nullable(),
  stage: Stage.nullable().describe("The stage that the application is in."),
  job: JobMention.nullable(),
} as const;

/** A candidate's interest in one job. */
export const Application = z
  .object({
    ...recordFields,
    ...applicationFields,
    stageId: z.string().nullable(),
    jobId: z.string().nullable(),
    candidateId: z.string().nullable(),
    candidate: z.object({ ...mentionFields, remoteUrl: personal(z.string()).nullable(), ...personFields }).nullable(),
    screeningAnswers: z.array(ScreeningAnswer),
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
