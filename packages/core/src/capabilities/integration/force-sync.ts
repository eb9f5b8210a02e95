import { z } from "zod";
import { openEnum } from "../../models/open-enum.ts";
import { receiptFields } from "../../models/receipt.ts";
import { capability } from "../capability.ts";

export const forceSync = capability({
  id: "integration.forceSync",
  kind: "command",
  effect: "idempotent",
  summary: "Ask the aggregator to read the ATS now; not for periodic use.",
  details:
    "There is at most one sync of a type at a time: asking again while one is queued or running gives that one, with `alreadyQueued`.",
  input: z.strictObject({
    type: z.enum(["FULL", "DELTA"]).default("FULL").describe("Read everything, or only what changed."),
  }),
  output: z
    .object({
      syncId: z.string(),
      type: openEnum(["FULL", "DELTA"]).describe("What is done; it can differ from what was asked for."),
      alreadyQueued: z.boolean().describe("True when such a sync was queued or running already."),
      ...receiptFields,
    })
    .describe("The sync that will run or is running."),
});
