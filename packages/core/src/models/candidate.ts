import { z } from "zod";
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
  company: personal(z.string()).nullable(),
  /** The present job title. */
  title: personal(z.string()).nullable(),
  /** Whether the candidate is marked confidential in the ATS. */
  confidential: z.boolean().nullable(),
  /** Where the candidate lives. */
  location: personal(Location).nullable(),
  /** The candidate's applications, each with its job, stage and outcome. */
  applications: z.array(
    z.object({
      ...mentionFields,
      ...applicationFields,
      /** Where a person opens the record in the ATS. */
      remoteUrl: personal(z.string()).nullable(),
      /** When the ATS says the record was created. */
      createdAt: Instant.nullable(),
      /** When the ATS says the record was last updated. */
      updatedAt: Instant.nullable(),
      /** When the connection last saw a change of the record itself. */
      changedAt: Instant.nullable(),
    }),
  ),
});
export interface Candidate extends records.CandidateRecord {}
