import type { WebhookEvent } from "./events.ts";
import { readEvent } from "./read-event.ts";
import { checkedSecrets, checkSignature, type WebhookHeaders, type WebhookSecrets } from "./signature.ts";
import { checkedBound, WebhookRefused } from "./webhook-errors.ts";

/** The largest body that is accepted unless the app says otherwise, in bytes. Kombo's events have about one kilobyte. */
export const defaultMaxBytes = 1_048_576;

/**
 * Checks that Kombo signed a delivery, and reads it.
 * Kombo puts no time under the signature (documented), so a delivery that was caught can be sent again: the event's id
 * is what tells it, and `createWebhookHandler` looks at it.
 * @param body The bytes as they came; never what was made of parsed JSON.
 * @param secrets The environment's webhook secret, or several while it is being replaced.
 * @throws {WebhookRefused} when the body was parsed, is too large, unsigned, wrongly signed, or no event.
 * @throws {WebhookMisconfigured} when there is no secret or a blank one, or `maxBytes` is not a size.
 */
export function verifyKomboWebhook(
  body: Uint8Array | string,
  headers: WebhookHeaders,
  secrets: WebhookSecrets,
  options: { readonly maxBytes?: number } = {},
): WebhookEvent {
  const usable = checkedSecrets(secrets);
  const maxBytes = checkedBound("maxBytes", options.maxBytes ?? defaultMaxBytes);
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  // What a body parser made of it, handed over past the types: of that no signature can be checked.
  if (!(bytes instanceof Uint8Array)) throw new WebhookRefused("webhook.body-already-read");
  if (bytes.length > maxBytes) throw new WebhookRefused("webhook.body-too-large");
  checkSignature(bytes, headers, usable);
  return readEvent(bytes);
}
