import { z } from "zod/mini";
import { Id } from "../models/identity.ts";
import { Note } from "../models/note.ts";
import { listOf, streamFilterFields } from "./stream-filter.ts";
import { resource } from "./capability.ts";

/** Notes on candidates and applications. */
export const notes = resource("notes", {
  /**
   * Stream the notes.
   *
   * `updatedAfter` gives notes whose own fields changed. Changes of the author, the application or the candidate do not
   * count. A deletion shows only with `includeDeleted`.
   */
  stream: {
    kind: "stream",
    effect: "reads",
    input: z.strictObject({
      ...streamFilterFields,
      candidateIds: z.optional(listOf(Id)),
      /** Leaves out notes that belong to a candidate only. */
      applicationIds: z.optional(listOf(Id)),
    }),
    output: Note,
  },
});
