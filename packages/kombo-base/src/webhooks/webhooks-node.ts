import { answerWith, rawBodyOf, type NodeRequest, type NodeResponse } from "./node-request.ts";
import { createWebhookHandler, type WebhookOptions } from "./webhook-handler.ts";

export type { NodeRequest, NodeResponse } from "./node-request.ts";

/**
 * Receives Kombo's webhooks on Node's own server: a listener for the route that you chose. It answers 200, 400, 401,
 * 408, 413, 500 or 503, and never throws.
 * @throws {WebhookMisconfigured} at set-up.
 */
export function nodeWebhooks(options: WebhookOptions): (request: NodeRequest, response: NodeResponse) => Promise<void> {
  const handler = createWebhookHandler(options);
  return async (request, response) => {
    const answer = await handler.handle(() => rawBodyOf(request, handler), request.headers);
    answerWith(request, response, answer);
  };
}
