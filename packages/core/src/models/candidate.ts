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
    company: personal(z.string()).nullable(),
    title: personal(z.string()).nullable(),
    confidential: z.boolean().nullable(),
    location: personal(Location).nullable(),
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
