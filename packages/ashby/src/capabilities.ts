import { capability } from "@anyats/core";
import { z } from "zod/mini";

/** The sources of candidates, such as a job board: their ids go into `remoteFields.ashby.sourceId` of a new application. */
export const listSources = capability({
  id: "ashby.listSources",
  kind: "query",
  effect: "reads",
  summary: "List where candidates come from: the customer's sources, each with its type.",
  input: z.strictObject({
    includeArchived: z
      ._default(z.boolean(), false)
      .check(z.describe("Whether sources that are no longer used are listed, too.")),
  }),
  output: z.array(
    z.strictObject({
      id: z.string(),
      name: z.nullable(z.string()),
      archived: z.boolean(),
      type: z.nullable(z.string()).check(z.describe("The kind of source, such as Inbound.")),
    }),
  ),
});
