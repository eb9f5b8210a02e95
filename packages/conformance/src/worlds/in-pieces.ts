type Fetch = typeof globalThis.fetch;

/** Whether a byte begins a character of several, in UTF-8. */
const beginsSeveral = (byte: number): boolean => byte >= 0xc0;

/**
 * The same way to the ATS, whose answers come in pieces, as over any network. Each piece ends within a character of several
 * bytes, where there is one.
 */
export const inPieces =
  (fetch: Fetch): Fetch =>
  async (...request) => {
    const { body, status, statusText, headers } = await fetch(...request);
    const cutting = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        let from = 0;
        for (let at = 0; at < chunk.length; at += 1) {
          if (!beginsSeveral(chunk[at]!)) continue;
          controller.enqueue(chunk.slice(from, at + 1));
          from = at + 1;
        }
        if (from < chunk.length) controller.enqueue(chunk.slice(from));
      },
    });
    return new Response(body?.pipeThrough(cutting) ?? null, { status, statusText, headers });
  };
