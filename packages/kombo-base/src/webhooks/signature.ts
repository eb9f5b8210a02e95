import { createHmac, timingSafeEqual } from "node:crypto";
import { WebhookMisconfigured, WebhookRefused } from "./webhook-errors.ts";

/** Where Kombo puts the signature. Source: Kombo's documentation of webhooks. */
export const signatureHeader = "x-kombo-signature";

/** Headers as the platform's `Headers` or as a record, with names in any case. */
export type WebhookHeaders =
  | { get(name: string): string | null }
  | Readonly<Record<string, string | readonly string[] | undefined>>;

/** One secret, or several while one is being replaced by another. */
export type WebhookSecrets = string | readonly string[];

/**
 * The secrets as a list.
 * @throws {WebhookMisconfigured} when there is none, or one is blank: everyone can sign with a blank one.
 */
export function checkedSecrets(secrets: WebhookSecrets): readonly string[] {
  const list: readonly unknown[] = typeof secrets === "string" ? [secrets] : Array.isArray(secrets) ? secrets : [];
  const usable = list.filter((secret): secret is string => typeof secret === "string" && secret.trim() !== "");
  if (usable.length === 0 || usable.length < list.length)
    throw new WebhookMisconfigured(
      list.length === 0 ? "no secret was given" : "a secret is blank",
      "Give the webhook secret of the environment from Kombo's dashboard; look whether its variable is set.",
    );
  return usable;
}

/**
 * Checks that the body was signed with one of the secrets: HMAC-SHA256 over the raw bytes, as base64url without padding.
 * @throws {WebhookRefused} when the signature is missing, given twice, or another.
 */
export function checkSignature(body: Uint8Array, headers: WebhookHeaders, secrets: readonly string[]): void {
  const given = signatureOf(headers);
  if (given === undefined) throw new WebhookRefused("webhook.signature-missing");
  const encoder = new TextEncoder();
  const received = encoder.encode(given);
  let matches = 0;
  // Every secret is tried, so that the time does not tell which one it was.
  for (const secret of secrets) {
    const expected = encoder.encode(createHmac("sha256", secret).update(body).digest("base64url"));
    if (received.length === expected.length && timingSafeEqual(received, expected)) matches += 1;
  }
  if (matches === 0) throw new WebhookRefused("webhook.signature-invalid");
}

function signatureOf(headers: WebhookHeaders): string | undefined {
  if (isHeaders(headers)) return headers.get(signatureHeader) || undefined;
  const values = Object.entries(headers)
    .filter(([name]) => name.toLowerCase() === signatureHeader)
    .flatMap(([, value]) => value ?? []);
  // Two signatures are joined, as a server joins them, and so match nothing.
  return values.join(", ") || undefined;
}

function isHeaders(headers: WebhookHeaders): headers is { get(name: string): string | null } {
  return typeof headers.get === "function";
}
