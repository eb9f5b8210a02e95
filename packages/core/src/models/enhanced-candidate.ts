import { z } from "zod/mini";
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
  candidate: z.nullable(Candidate),
  /** The status in the ATS's own word. */
  status: z.nullable(z.string()),
  /** The office that looks after the candidate. */
  office: z.nullable(
    z.object({
      /** The office's id in the ATS. */
      remoteId: z.nullable(z.string()),
      /** The office's name. */
      name: z.nullable(z.string()),
    }),
  ),
  /** The user of the ATS who looks after the candidate. */
  representativeRemoteId: z.nullable(z.string()),
  /** The first day on which the candidate can work. */
  availableOn: z.nullable(Day),
  /** When somebody last contacted the candidate. */
  lastContactedAt: z.nullable(Instant),
  /** Null where no route for them is known to work. */
  customFields: z.nullable(z.array(CustomFieldValue)),
  /** The record as the ATS's own API gives it. */
  native: z.record(z.string(), z.unknown()),
  /** Where each field came from; only when asked for with `provenance: true`. */
  provenance: z.optional(Provenance),
});
export interface EnhancedCandidate extends records.EnhancedCandidateRecord {}
