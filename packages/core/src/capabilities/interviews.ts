import { z } from "zod";
import { Id } from "../models/identity.ts";
import { Interview } from "../models/interview.ts";
import { listOf, streamFilterFields } from "./stream-filter.ts";
import { resource } from "./capability.ts";

/** Interviews on applications. */
export const interviews = resource("interviews", {
  /** Stream the interviews. */
  stream: {
    kind: "stream",
    effect: "reads",
    summary: "Stream the interviews.",
    details:
      "`updatedAfter` gives interviews whose own fields changed, that gained or lost an interviewer, or whose application changed. Changes of an interviewer's own fields and of the application's candidate or job do not count. A deletion shows only with `includeDeleted`.",
    input: z.strictObject({
      ...streamFilterFields,
      jobIds: listOf(Id).optional().describe("Only interviews on applications to one of these jobs."),
    }),
    output: Interview,
  },
});
