import type { NodeRequest, NodeResponse } from "./node-request.ts";
import type { WebhookOptions } from "./webhook-handler.ts";
import { nodeWebhooks } from "./webhooks-node.ts";

export type { NodeRequest, NodeResponse } from "./node-request.ts";

/**
 * Receives Kombo's webhooks in Express: `app.post("/webhooks/kombo", expressWebhooks({ ... }))`, before any body parser
 * or behind `express.raw({ type: "*\/*" })`. Behind `express.json()` it answers 400 and says so, to the sender and to
 * `onProblem`, for then the bytes that were signed are gone. Tested with Express 5; version 4 hands out the same objects.
 * @throws {WebhookMisconfigured} at set-up.
 */
export function expressWebhooks(
  options: WebhookOptions,
): (request: NodeRequest, response: NodeResponse) => Promise<void> {
  return nodeWebhooks(options);
}
