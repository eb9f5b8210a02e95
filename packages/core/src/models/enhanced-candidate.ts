import { z } from "zod";
import { Candidate } from "./candidate.ts";
import { CustomFieldValue } from "./custom-field.ts";
import { Day, Instant } from "./instant.ts";

/** A candidate with what only the ATS's own API knows of the person. */
export const EnhancedCandidate = z
  .object({
    remoteId: z.string(),
    /** The unified record; null when the aggregator does not have it. */
    candidate: Candidate.nullable().describe("The unified record; null when the aggregator does not have it."),
    /** The status in the ATS's own word. */
    status: z.string().nullable().describe("The status in the ATS's own word."),
    office: z.object({ remoteId: z.string().nullable(), name: z.string().nullable() }).nullable(),
    /** The user of the ATS who looks after the candidate. */
    representativeRemoteId: z.string().nullable().describe("The user of the ATS who looks after the candidate."),
    /** The first day on which the candidate can work. */
    availableOn: Day.nullable().describe("The first day on which the candidate can work."),
    lastContactedAt: Instant.nullable(),
    /** Null where no route for them is known to work. */
    customFields: z.array(CustomFieldValue).nullable().describe("Null where no route for them is known to work."),
    /** The record as the ATS's own API gives it. */
    native: z.record(z.string(), z.unknown()).describe("The record as the ATS's own API gives it."),
  })
  .describe("A candidate with what only the ATS's own API knows of the person.");
export type EnhancedCandidate = Readonly<z.output<typeof EnhancedCandidate>>;
