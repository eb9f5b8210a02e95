import { z } from "zod/mini";
import { openEnum } from "./open-enum.ts";
import { personal } from "./personal.ts";
import { mentionFields, smallRecordFields } from "./record.ts";
import { roleFields } from "./role.ts";
import type * as records from "./records.generated.ts";

const nameFields = {
  /** The first name. */
  firstName: z.nullable(personal(z.string())),
  /** The last name. */
  lastName: z.nullable(personal(z.string())),
  /** The e-mail address. */
  email: z.nullable(personal(z.string())),
} as const;

/** A user of the ATS as another record mentions one: an author, an interviewer. */
export const UserMention = z.object({ ...mentionFields, ...nameFields });
export interface UserMention extends records.UserMentionRecord {}

/** A person who works with the ATS. */
export const User = z.object({
  ...smallRecordFields,
  ...nameFields,
  /** Whether the user can sign in. */
  status: z.nullable(openEnum(["ACTIVE", "INACTIVE"])),
  /** The user's roles in the ATS as a whole; those on a job are in its hiring team. */
  roles: z.array(
    z.object({
      /** The id in the ATS itself. */
      remoteId: z.nullable(z.string()),
      ...roleFields,
    }),
  ),
});
export interface User extends records.UserRecord {}
