import { z } from "zod";
import { EmailAddress } from "./person.ts";
import { personal } from "./personal.ts";
import { mentionFields } from "./record.ts";

/** A candidate as a record further away mentions one: by name and e-mail address. */
export const CandidateMention = z.object({
  ...mentionFields,
  firstName: personal(z.string()).nullable(),
  lastName: personal(z.string()).nullable(),
  emailAddresses: z.array(EmailAddress),
});
export type CandidateMention = Readonly<z.output<typeof CandidateMention>>;
