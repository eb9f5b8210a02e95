import { z } from "zod/mini";
import { applicationFields } from "./application.ts";
import { Instant } from "./instant.ts";
import { Location } from "./location.ts";
import { personFields } from "./person.ts";
import { personal } from "./personal.ts";
import { mentionFields, recordFields } from "./record.ts";
import type * as records from "./records.generated.ts";

/** A person who looks for work, with the person's applications. */
export const Candidate = z.object({
  ...recordFields,
  ...personFields,
  /** The present employer. */
  company: z.nullable(personal(z.string())),
  /** The present job title. */
  title: z.nullable(personal(z.string())),
  /** Whether the candidate is marked confidential in the ATS. */
  confidential: z.nullable(z.boolean()),
  /** Where the candidate lives. */
  location: z.nullable(personal(Location)),
  /** The candidate's applications, each with its job, stage and outcome. */
  applications: z.array(
    z.object({
      ...mentionFields,
      ...applicationFields,
      /** Where a person opens the record in the ATS. */
      remoteUrl: z.nullable(personal(z.string())),
      /** When the ATS says the record was created. */
      createdAt: z.nullable(Instant),
      /** When the ATS says the record was last updated. */
      updatedAt: z.nullable(Instant),
      /** When the connection last saw a change of the record itself. */
      changedAt: z.nullable(Instant),
    }),
  ),
});
export interface Candidate extends records.CandidateRecord {}
