import { createHmac } from "node:crypto";

/** An event as Kombo sends it. */
export interface KomboWebhook {
  /** By default a new one. */
  readonly id?: string;
  /** Such as `data-changed`. */
  readonly type: string;
  readonly data: unknown;
}

/** A delivery, ready to be sent by `fetch(url, { method: "POST", ...signed })`. */
export interface SignedWebhook {
  readonly body: string;
  readonly headers: Readonly<Record<"content-type" | "x-kombo-signature", string>>;
}

/**
 * Signs an event as Kombo does: HMAC-SHA256 over the body with the environment's webhook secret, as base64url without
 * padding.
 */
export function signedWebhook(event: KomboWebhook, secret: string): SignedWebhook {
  const { id = crypto.randomUUID(), type, data } = event;
  const body = JSON.stringify({ id, type, data });
  const signature = createHmac("sha256", secret).update(body, "utf8").digest("base64url");
  return { body, headers: { "content-type": "application/json", "x-kombo-signature": signature } };
}
