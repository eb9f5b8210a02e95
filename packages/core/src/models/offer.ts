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
    status: OfferStatus.nullable().describe(
      "Goes from DRAFT over APPROVED and SENT to ACCEPTED or DECLINED, or ends as ABANDONED. Most ATS lack APPROVED.",
    ),
    employmentStartsOn: Day.nullable().describe("The first day of employment."),
    applicationId: z.string().nullable(),
    candidate: CandidateMention.nullable(),
    job: JobMention.nullable(),
  })
  .describe("An offer of employment, made on an application.");
export type Offer = Readonly<z.output<typeof Offer>>;
