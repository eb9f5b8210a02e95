import { z } from "zod";
import { capability } from "../capability.ts";

export const checkKey = capability({
  id: "integration.checkKey",
  kind: "query",
  effect: "reads",
  summary: "Check that the API key is good, and see which environment it belongs to.",
  details: "A key that is not good ends in an error with the code `connection.key-refused`.",
  input: z.strictObject({}),
  output: z
    .object({ environmentId: z.string(), customerId: z.string().nullable().describe("The aggregator's id of you.") })
    .describe("The environment that the key belongs to."),
});
