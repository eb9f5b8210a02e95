import { z } from "zod";
import { JobMention, OfferStatus } from "./application.ts";
import { CandidateMention } from "./candidate-mention.ts";
import { Day } from "./instant.ts";
import { datedRecordFields, recordFields } from "./record.ts";

/** An offer of employment, made on an application. */
export const Offer = z
  .object({
    ...datedRecordFields,
    customFields: recordFields.customFields,
    integrationFields: recordFields.integrationFields,
    /** Goes from DRAFT over APPROVED and SENT to ACCEPTED or DECLINED, or ends as ABANDONED. Most ATS lack APPROVED. */
    status: OfferStatus.nullable().describe(
      "Goes from DRAFT over APPROVED and SENT to ACCEPTED or DECLINED, or ends as ABANDONED. Most ATS lack APPROVED.",
    ),
    /** The first day of employment. */
    employmentStartsOn: Day.nullable().describe("The first day of employment."),
    /** The id of the application that the offer was made on. */
    applicationId: z.string().nullable().describe("The id of the application that the offer was made on."),
    /** Who gets the offer. */
    candidate: CandidateMention.nullable().describe("Who gets the offer."),
    /** The job that is offered. */
    job: JobMention.nullable().describe("The job that is offered."),
  })
  .describe("An offer of employment, made on an application.");
export type Offer = Readonly<z.output<typeof Offer>>;
