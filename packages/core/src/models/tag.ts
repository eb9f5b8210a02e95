import { z } from "zod";
import { smallRecordFields } from "./record.ts";

/** A label that candidates can carry. */
export const Tag = z
  .object({ ...smallRecordFields, name: z.string().nullable() })
  .describe("A label that candidates can carry.");
export type Tag = Readonly<z.output<typeof Tag>>;
