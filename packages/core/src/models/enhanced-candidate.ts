import { z } from "zod";
import { Candidate } from "./candidate.ts";
import { CustomFieldValue } from "./custom-field.ts";
import { Day, Instant } from "./instant.ts";
import { Provenance } from "./provenance.ts";
import type * as records from "./records.generated.ts";

/** A candidate with what only the ATS's own API knows of the person. */
export const EnhancedCandidate = z.object({
  /** The id in the ATS itself. */
  remoteId: z.string(),
  /** The unified record; null when the aggregator does not have it. */
  candidate: Candidate.nullable(),
  /** The status in the ATS's own word. */
  status: z.string().nullable(),
  /** The office that looks after the candidate. */
  office: z
    .object({
      /** The office's id in the ATS. */
      remoteId: z.string().nullable(),
      /** The office's name. */
      name: z.string().nullable(),
    })
    .nullable(),
  /** The user of the ATS who looks after the candidate. */
  representativeRemoteId: z.string().nullable(),
  /** The first day on which the candidate can work. */
  availableOn: Day.nullable(),
  /** When somebody last contacted the candidate. */
  lastContactedAt: Instant.nullable(),
  /** Null where no route for them is known to work. */
  customFields: z.array(CustomFieldValue).nullable(),
  /** The record as the ATS's own API gives it. */
  native: z.record(z.string(), z.unknown()),
  /** Where each field came from; only when asked for with `provenance: true`. */
  provenance: Provenance.optional(),
});
export interface EnhancedCandidate extends records.EnhancedCandidateRecord {}
