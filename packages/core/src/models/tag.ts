import { z } from "zod/mini";
import { smallRecordFields } from "./record.ts";
import type * as records from "./records.generated.ts";

/** A label that candidates can carry. */
export const Tag = z.object({
  ...smallRecordFields,
  /** The text of the label. */
  name: z.nullable(z.string()),
});
export interface Tag extends records.TagRecord {}
