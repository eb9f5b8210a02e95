import { z } from "zod";
import { IntegrationDetails } from "../models/integration-details.ts";
import { openEnum } from "../models/open-enum.ts";
import { receiptFields } from "../models/receipt.ts";
import { resource } from "./capability.ts";

/** The customer's integration with the aggregator. */
export const integration = resource("integration", {
  /** Get the state of this customer's integration, and what it may read and write. */
  get: {
    kind: "query",
    effect: "reads",
    summary: "Get the state of this customer's integration, and what it may read and write.",
    input: z.strictObject({}),
    output: IntegrationDetails,
  },

  /** Check that the API key is good, and see which environment it belongs to. */
  checkKey: {
    kind: "query",
    effect: "reads",
    summary: "Check that the API key is good, and see which environment it belongs to.",
    details: "A key that is not good ends in an error with the code `connection.key-refused`.",
    input: z.strictObject({}),
    output: z
      .object({ environmentId: z.string(), customerId: z.string().nullable().describe("The aggregator's id of you.") })
      .describe("The environment that the key belongs to."),
  },

  /** Ask the aggregator to read the ATS now; not for periodic use. */
  forceSync: {
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
  },
});
