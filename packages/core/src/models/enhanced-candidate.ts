import { z } from "zod";
import { Candidate } from "./candidate.ts";
import { CustomFieldValue } from "./custom-field.ts";
import { Day, Instant } from "./instant.ts";

/** A candidate with what only the ATS's own API knows of the person. */
export const EnhancedCandidate = z
  .object({
    remoteId: z.string(),
    candidate: Candidate.nullable().describe("The unified record; null when the aggregator does not have it."),
    status: z.string().nullable().describe("The status in the ATS's own word."),
    office: z.object({ remoteId: z.string().nullable(), name: z.string().nullable() }).nullable(),
    representativeRemoteId: z.string().nullable().describe("The user of the ATS who looks after the candidate."),
    availableOn: Day.nullable().describe("The first day on which the candidate can work."),
    lastContactedAt: Instant.nullable(),
    customFields: z.array(CustomFieldValue).nullable().describe("Null where no route for them is known to work."),
    native: z.record(z.string(), z.unknown()).describe("The record as the ATS's own API gives it."),
  })
  .describe("A candidate with what only the ATS's own API knows of the person.");
export type EnhancedCandidate = Readonly<z.output<typeof EnhancedCandidate>>;
