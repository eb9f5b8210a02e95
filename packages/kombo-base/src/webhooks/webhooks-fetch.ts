import { readBody, refuseAnnounced, type BodyLimits } from "./read-body.ts";
import { WebhookRefused } from "./webhook-errors.ts";
import { createWebhookHandler, type WebhookOptions } from "./webhook-handler.ts";

/**
 * Receives Kombo's webhooks where requests are the platform's: Deno, Bun, Next.js route handlers. It answers 200, 400,
 * 401, 408, 413, 500 or 503, and never throws. Needs `node:crypto`, as all of these have it.
 * @throws {WebhookMisconfigured} at set-up.
 */
export function fetchWebhooks(options: WebhookOptions): (request: Request) => Promise<Response> {
  const handler = createWebhookHandler(options);
  return async (request) => {
    const { status, body } = await handler.handle(() => rawBodyOf(request, handler), request.headers);
    return new Response(body, { status, headers: { "content-type": "application/json" } });
  };
}

async function rawBodyOf(request: Request, limits: BodyLimits): Promise<Uint8Array> {
  if (request.bodyUsed) throw new WebhookRefused("webhook.body-already-read");
  refuseAnnounced(request.headers.get("content-length"), limits.maxBytes);
  return request.body === null ? new Uint8Array() : readBody(request.body, limits);
}
