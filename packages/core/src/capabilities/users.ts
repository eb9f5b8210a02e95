import { z } from "zod/mini";
import { personal } from "../models/personal.ts";
import { User } from "../models/user.ts";
import { emailAddress } from "../models/text-input.ts";
import { listOf, streamFilterFields } from "./stream-filter.ts";
import { resource } from "./capability.ts";

/** Users of the ATS. */
export const users = resource("users", {
  /**
   * Stream the users of the ATS.
   *
   * `updatedAfter` gives users whose own fields changed, who gained or lost a role, or one of whose roles changed. A
   * deletion shows only with `includeDeleted`.
   */
  stream: {
    kind: "stream",
    effect: "reads",
    input: z.strictObject({
      ...streamFilterFields,
      /** Only users with one of these e-mail addresses, whatever their case. */
      emails: z.optional(listOf(personal(emailAddress()))),
    }),
    output: User,
  },
});
