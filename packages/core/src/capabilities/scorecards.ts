import { z } from "zod/mini";
import { Id } from "../models/identity.ts";
import { Scorecard } from "../models/scorecard.ts";
import { listOf, streamFilterFields } from "./stream-filter.ts";
import { resource } from "./capability.ts";

/** Scorecards of interviewers. */
export const scorecards = resource("scorecards", {
  /**
   * Stream the scorecards that interviewers filled in.
   *
   * `updatedAfter` gives scorecards whose own fields changed. Changes of the author, the application, the candidate or
   * the interview do not count. A deletion shows only with `includeDeleted`.
   */
  stream: {
    kind: "stream",
    effect: "reads",
    input: z.strictObject({
      ...streamFilterFields,
      candidateIds: z.optional(listOf(Id)),
      applicationIds: z.optional(listOf(Id)),
    }),
    output: Scorecard,
  },
});
