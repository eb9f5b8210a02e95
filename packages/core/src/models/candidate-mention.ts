import { z } from "zod/mini";
import { EmailAddress } from "./person.ts";
import { personal } from "./personal.ts";
import { mentionFields } from "./record.ts";
import type * as records from "./records.generated.ts";

/** A candidate as a record further away mentions one: by name and e-mail address. */
export const CandidateMention = z.object({
  ...mentionFields,
  /** The first name. */
  firstName: z.nullable(personal(z.string())),
  /** The last name. */
  lastName: z.nullable(personal(z.string())),
  /** The e-mail addresses, as they were entered. */
  emailAddresses: z.array(EmailAddress),
});
export interface CandidateMention extends records.CandidateMentionRecord {}
