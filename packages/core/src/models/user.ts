import { z } from "zod";
import { openEnum } from "./open-enum.ts";
import { personal } from "./personal.ts";
import { mentionFields, smallRecordFields } from "./record.ts";
import { roleFields } from "./role.ts";

const nameFields = {
  firstName: personal(z.string()).nullable(),
  lastName: personal(z.string()).nullable(),
  email: personal(z.string()).nullable(),
} as const;

/** A user of the ATS as another record mentions one: an author, an interviewer. */
export const UserMention = z.object({ ...mentionFields, ...nameFields });
export type UserMention = Readonly<z.output<typeof UserMention>>;

/** A person who works with the ATS. */
export const User = z
  .object({
    ...smallRecordFields,
    ...nameFields,
    status: openEnum(["ACTIVE", "INACTIVE"]).nullable(),
    /** The user's roles in the ATS as a whole; those on a job are in its hiring team. */
    roles: z
      .array(z.object({ remoteId: z.string().nullable(), ...roleFields }))
      .describe("The user's roles in the ATS as a whole; those on a job are in its hiring team."),
  })
  .describe("A person who works with the ATS.");
export type User = Readonly<z.output<typeof User>>;
