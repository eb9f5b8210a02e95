/** Thrown when an answer is larger than it may be. */
export class BodyTooLarge extends Error {}

/**
 * Reads a body, unpacked, never more than `limit` bytes. It counts what arrives: a server may announce less than it
 * sends, and not every runtime notices.
 */
export async function readBody(response: Response, limit: number): Promise<Uint8Array> {
  const announced = Number(response.headers.get("content-length") ?? Number.NaN);
  if (announced > limit) {
    await response.body?.cancel(); // Otherwise it would keep its connection.
    throw new BodyTooLarge();
  }
  if (!response.body) return new Uint8Array();
  const reader = response.body.getReader() as ReadableStreamDefaultReader<Uint8Array>;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    bytes += value.byteLength;
    if (bytes > limit) {
      await reader.cancel().catch(() => {});
      throw new BodyTooLarge();
    }
    chunks.push(value);
  }
  // In one piece: decoding a stream of pieces takes a slower way.
  return chunks.length === 1 ? chunks[0]! : joined(chunks, bytes);
}

function joined(chunks: readonly Uint8Array[], bytes: number): Uint8Array {
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}
