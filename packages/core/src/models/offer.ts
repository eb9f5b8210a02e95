import { z } from "zod/mini";
import { JobMention, OfferStatus } from "./application.ts";
import { CandidateMention } from "./candidate-mention.ts";
import { Day } from "./instant.ts";
import { datedRecordFields, recordFields } from "./record.ts";
import type * as records from "./records.generated.ts";

/** An offer of employment, made on an application. */
export const Offer = z.object({
  ...datedRecordFields,
  customFields: recordFields.customFields,
  integrationFields: recordFields.integrationFields,
  /** Goes from DRAFT over APPROVED and SENT to ACCEPTED or DECLINED, or ends as ABANDONED. Most ATS lack APPROVED. */
  status: z.nullable(OfferStatus),
  /** The first day of employment. */
  employmentStartsOn: z.nullable(Day),
  /** The id of the application that the offer was made on. */
  applicationId: z.nullable(z.string()),
  /** Who gets the offer. */
  candidate: z.nullable(CandidateMention),
  /** The job that is offered. */
  job: z.nullable(JobMention),
});
export interface Offer extends records.OfferRecord {}
