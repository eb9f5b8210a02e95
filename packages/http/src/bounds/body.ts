/** The largest answer that is read, in bytes: about a hundred times a full page. */
export const maxBodyBytes = 64 * 1024 * 1024;

/** Thrown when an answer is larger than it may be. */
export class BodyTooLarge extends Error {}

/** Reads a body as text, never more than `limit` bytes. */
export async function readText(response: Response, limit = maxBodyBytes): Promise<string> {
  const announced = Number(response.headers.get("content-length") ?? Number.NaN);
  if (announced > limit) {
    await response.body?.cancel(); // Else it would keep its connection.
    throw new BodyTooLarge();
  }
  // What is announced cannot be exceeded, unless it is unpacked on the way.
  if (!Number.isNaN(announced) && !response.headers.has("content-encoding")) return response.text();
  return readBounded(response, limit);
}

async function readBounded(response: Response, limit: number): Promise<string> {
  if (!response.body) return "";
  const decoder = new TextDecoder();
  let bytes = 0;
  let text = "";
  for await (const chunk of response.body) {
    bytes += chunk.byteLength;
    if (bytes > limit) throw new BodyTooLarge();
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
