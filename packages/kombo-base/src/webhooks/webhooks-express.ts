import { answerWith, rawBodyOf, type NodeRequest, type NodeResponse } from "./node-request.ts";
import { createWebhookHandler, type WebhookOptions } from "./webhook-handler.ts";

export type { NodeRequest, NodeResponse } from "./node-request.ts";

/**
 * Receives Kombo's webhooks in Express 4 and 5: `app.post("/webhooks/kombo", expressWebhooks({ ... }))`, before any body
 * parser or behind `express.raw({ type: "*\/*" })`. Behind `express.json()` it answers 400 and says so, to the sender and
 * to `onProblem`, for then the bytes that were signed are gone.
 * @throws {WebhookMisconfigured} at set-up.
 */
export function expressWebhooks(
  options: WebhookOptions,
): (request: NodeRequest, response: NodeResponse, next: (error?: unknown) => void) => void {
  const handler = createWebhookHandler(options);
  return (request, response, next) => {
    handler
      .handle(() => rawBodyOf(request, handler.maxBytes), request.headers)
      .then((answer) => answerWith(request, response, answer))
      .catch(next);
  };
}
