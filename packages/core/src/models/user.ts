import { z } from "zod";
import { openEnum } from "./open-enum.ts";
import { personal } from "./personal.ts";
import { mentionFields, smallRecordFields } from "./record.ts";
import { roleFields } from "./role.ts";
import type * as records from "./records.generated.ts";

const nameFields = {
  /** The first name. */
  firstName: personal(z.string()).nullable(),
  /** The last name. */
  lastName: personal(z.string()).nullable(),
  /** The e-mail address. */
  email: personal(z.string()).nullable(),
} as const;

/** A user of the ATS as another record mentions one: an author, an interviewer. */
export const UserMention = z.object({ ...mentionFields, ...nameFields });
export interface UserMention extends records.UserMentionRecord {}

/** A person who works with the ATS. */
export const User = z.object({
  ...smallRecordFields,
  ...nameFields,
  /** Whether the user can sign in. */
  status: openEnum(["ACTIVE", "INACTIVE"]).nullable(),
  /** The user's roles in the ATS as a whole; those on a job are in its hiring team. */
  roles: z.array(
    z.object({
      /** The id in the ATS itself. */
      remoteId: z.string().nullable(),
      ...roleFields,
    }),
  ),
});
export interface User extends records.UserRecord {}
