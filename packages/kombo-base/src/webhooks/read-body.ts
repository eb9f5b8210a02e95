import { IncomingRefused, readIncoming, type IncomingProblem } from "@anyats/core";
import { WebhookRefused, type RefusalCode } from "./webhook-errors.ts";

/** What a body of an unknown sender may take. */
export interface BodyLimits {
  /** The largest body, in bytes. */
  readonly maxBytes: number;
  /** How long a body may take to arrive, in milliseconds. */
  readonly bodyTimeoutMs: number;
}

const codes: Readonly<Record<IncomingProblem, RefusalCode>> = {
  "too-large": "webhook.body-too-large",
  "too-slow": "webhook.body-too-slow",
  incomplete: "webhook.body-incomplete",
  "too-busy": "webhook.too-busy",
};

/**
 * Reads a body up to a bound and a deadline, and no further.
 * @throws {WebhookRefused} when it is larger, takes longer or breaks off, or when too many bodies are arriving.
 */
export async function readBody(
  body: AsyncIterable<Uint8Array | string>,
  { maxBytes, bodyTimeoutMs }: BodyLimits,
): Promise<Uint8Array> {
  try {
    return await readIncoming(body, { maxBytes, timeoutMs: bodyTimeoutMs });
  } catch (error) {
    throw error instanceof IncomingRefused ? new WebhookRefused(codes[error.problem]) : error;
  }
}

/** Refuses a body that says itself that it is too large, before any of it is read. */
export function refuseAnnounced(contentLength: string | readonly string[] | null | undefined, maxBytes: number): void {
  if (Number(contentLength ?? 0) > maxBytes) throw new WebhookRefused("webhook.body-too-large");
}
