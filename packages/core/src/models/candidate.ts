import { z } from "zod";
import { applicationFields } from "./application.ts";
import { Instant } from "./instant.ts";
import { Location } from "./location.ts";
import { personFields } from "./person.ts";
import { personal } from "./personal.ts";
import { mentionFields, recordFields } from "./record.ts";

/** A person who looks for work. */
export const Candidate = z
  .object({
    ...recordFields,
    ...personFields,
    /** The present employer. */
    company: personal(z.string()).nullable().describe("The present employer."),
    /** The present job title. */
    title: personal(z.string()).nullable().describe("The present job title."),
    /** Whether the candidate is marked confidential in the ATS. */
    confidential: z.boolean().nullable().describe("Whether the candidate is marked confidential in the ATS."),
    /** Where the candidate lives. */
    location: personal(Location).nullable().describe("Where the candidate lives."),
    applications: z.array(
      z.object({
        ...mentionFields,
        ...applicationFields,
        remoteUrl: personal(z.string()).nullable(),
        createdAt: Instant.nullable(),
        updatedAt: Instant.nullable(),
        changedAt: Instant.nullable(),
      }),
    ),
  })
  .describe("A person who looks for work, with the person's applications.");
export type Candidate = Readonly<z.output<typeof Candidate>>;
