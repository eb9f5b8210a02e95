import { WebhookRefused } from "./webhook-errors.ts";

/**
 * Reads a body up to a bound, and no further.
 * @throws {WebhookRefused} when it is larger, or breaks off.
 */
export async function readBody(body: AsyncIterable<Uint8Array | string>, maxBytes: number): Promise<Uint8Array> {
  // One block that grows, and no list of chunks: a sender may make each of them one byte long.
  let whole = new Uint8Array(16_384);
  let length = 0;
  // Not `for await`: leaving that early destroys Node's stream, and with it the socket that the answer needs.
  const iterator = body[Symbol.asyncIterator]();
  for (;;) {
    const { done, value } = await iterator.next().catch(() => {
      throw new WebhookRefused("webhook.body-incomplete");
    });
    if (done === true) return whole.subarray(0, length);
    const chunk = typeof value === "string" ? new TextEncoder().encode(value) : value;
    const end = length + chunk.length;
    if (end > maxBytes) throw new WebhookRefused("webhook.body-too-large");
    if (end > whole.length) {
      const larger = new Uint8Array(Math.max(end, 2 * whole.length));
      larger.set(whole.subarray(0, length));
      whole = larger;
    }
    whole.set(chunk, length);
    length = end;
  }
}

/** Refuses a body that says itself that it is too large, before any of it is read. */
export function refuseAnnounced(contentLength: string | readonly string[] | null | undefined, maxBytes: number): void {
  if (Number(contentLength ?? 0) > maxBytes) throw new WebhookRefused("webhook.body-too-large");
}
