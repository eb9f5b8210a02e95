import type { WebhookOptions } from "./webhook-handler.ts";
import { fetchWebhooks } from "./webhooks-fetch.ts";

/** Of Hono's context, what a webhook needs: the platform's own request. */
export interface HonoContext {
  readonly req: { readonly raw: Request };
}

/**
 * Receives Kombo's webhooks in Hono: `app.post("/webhooks/kombo", honoWebhooks({ ... }))`. A middleware that reads the
 * body before it takes away the bytes that were signed; then it answers 400 and says so.
 * @throws {WebhookMisconfigured} at set-up.
 */
export function honoWebhooks(options: WebhookOptions): (context: HonoContext) => Promise<Response> {
  const receive = fetchWebhooks(options);
  return ({ req }) => receive(req.raw);
}
