import { z } from "zod/mini";
import { Tag } from "../models/tag.ts";
import { streamFilterFields } from "./stream-filter.ts";
import { resource } from "./capability.ts";

/** Tags that candidates can have. */
export const tags = resource("tags", {
  /**
   * Stream the tags that candidates can carry.
   *
   * `updatedAfter` gives tags whose own fields changed; giving a tag to a candidate is not a change of the tag. A
   * deletion shows only with `includeDeleted`.
   */
  stream: {
    kind: "stream",
    effect: "reads",
    input: z.strictObject({ ...streamFilterFields }),
    output: Tag,
  },
});
