import { WebhookRefused } from "./webhook-errors.ts";

/**
 * Reads a body up to a bound, and no further.
 * @throws {WebhookRefused} when it is larger, or breaks off.
 */
export async function readBody(body: AsyncIterable<Uint8Array | string>, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Not `for await`: leaving that early destroys Node's stream, and with it the socket that the answer needs.
  const iterator = body[Symbol.asyncIterator]();
  for (;;) {
    const { done, value } = await iterator.next().catch(() => {
      throw new WebhookRefused("webhook.body-incomplete");
    });
    if (done === true) return joined(chunks, length);
    const chunk = typeof value === "string" ? new TextEncoder().encode(value) : value;
    length += chunk.length;
    if (length > maxBytes) throw new WebhookRefused("webhook.body-too-large");
    chunks.push(chunk);
  }
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** Refuses a body that says itself that it is too large, before any of it is read. */
export function refuseAnnounced(contentLength: string | readonly string[] | null | undefined, maxBytes: number): void {
  if (Number(contentLength ?? 0) > maxBytes) throw new WebhookRefused("webhook.body-too-large");
}
