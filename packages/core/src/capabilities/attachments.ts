import { z } from "zod/mini";
import { Id } from "../models/identity.ts";
import { SyncedAttachment } from "../models/synced-attachment.ts";
import { listOf, streamFilterFields } from "./stream-filter.ts";
import { resource } from "./capability.ts";

/** Files of which the aggregator keeps a copy. */
export const attachments = resource("attachments", {
  /**
   * Stream the files of which the aggregator keeps a copy.
   *
   * For the files as they are in the ATS now, ask for those of one candidate or application. `updatedAfter` gives files
   * whose own fields changed. A deletion shows only with `includeDeleted`.
   */
  stream: {
    kind: "stream",
    effect: "reads",
    input: z.strictObject({
      ...streamFilterFields,
      candidateIds: z.optional(listOf(Id)),
      /** Leaves out files that belong to a candidate only. */
      applicationIds: z.optional(listOf(Id)),
    }),
    output: SyncedAttachment,
  },
});
