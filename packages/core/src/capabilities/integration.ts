import { z } from "zod/mini";
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
    input: z.strictObject({}),
    output: IntegrationDetails,
  },

  /**
   * Check that the API key is good, and see which environment it belongs to.
   *
   * A key that is not good ends in an error with the code `connection.key-refused`.
   */
  checkKey: {
    kind: "query",
    effect: "reads",
    input: z.strictObject({}),
    /** The environment that the key belongs to. */
    output: z.object({
      /** The id of the environment that the key belongs to. */
      environmentId: z.string() /** The aggregator's id of you. */,
      /** The id of the customer account that the key belongs to. */
      customerId: z.nullable(z.string()),
    }),
  },

  /**
   * Ask the aggregator to read the ATS now; not for periodic use.
   *
   * There is at most one sync of a type at a time: asking again while one is queued or running gives that one, with
   * `alreadyQueued`.
   */
  forceSync: {
    kind: "command",
    effect: "idempotent",
    input: z.strictObject({
      /** Read everything, or only what changed. */
      type: z._default(z.enum(["FULL", "DELTA"]), "FULL"),
    }),
    /** The sync that will run or is running. */
    output: z.object({
      /** The id of the sync that was started. */
      syncId: z.string(),
      /** What is done; it can differ from what was asked for. */
      type: openEnum(["FULL", "DELTA"]),
      /** True when such a sync was queued or running already. */
      alreadyQueued: z.boolean(),
      ...receiptFields,
    }),
  },
});
