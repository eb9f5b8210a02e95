import { IncomingRefused, mostHeldBytes, type IncomingLimits } from "./incoming-body.ts";

/** The longest wait that a timer takes, in milliseconds; beyond it, it would end at once. */
const longestTimer = 2_147_483_647;

/** How much all bodies that are arriving hold now, in bytes. */
let held = 0;

/** See `readIncoming` of incoming-body.ts, which loads this with the first body: many apps receive none. */
export async function readIncoming(
  body: AsyncIterable<Uint8Array | string>,
  { maxBytes, timeoutMs }: IncomingLimits,
): Promise<Uint8Array> {
  const own = { bytes: 0 };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new IncomingRefused("too-slow")), Math.min(timeoutMs, longestTimer));
  });
  const reading = collect(body, maxBytes, own);
  reading.catch(() => {}); // When it breaks off after the deadline, nobody asks any more.
  try {
    return await Promise.race([reading, late]);
  } finally {
    clearTimeout(timer);
    held -= own.bytes;
    own.bytes = Number.NaN; // What still arrives is not kept.
  }
}

async function collect(
  body: AsyncIterable<Uint8Array | string>,
  maxBytes: number,
  own: { bytes: number },
): Promise<Uint8Array> {
  const room = (bytes: number): Uint8Array<ArrayBuffer> => {
    if (Number.isNaN(own.bytes)) throw new IncomingRefused("too-slow");
    const more = bytes - own.bytes;
    if (held + more > mostHeldBytes) throw new IncomingRefused("too-busy");
    held += more;
    own.bytes = bytes;
    return new Uint8Array(bytes);
  };
  // One block that grows, and no list of chunks: a sender may make each of them one byte long.
  let whole = room(16_384);
  let length = 0;
  // Not `for await`: leaving that early destroys Node's stream, and with it the socket that the answer needs.
  const iterator = body[Symbol.asyncIterator]();
  for (;;) {
    const { done, value } = await iterator.next().catch(() => {
      throw new IncomingRefused("incomplete");
    });
    if (done === true) return whole.subarray(0, length);
    const chunk = typeof value === "string" ? new TextEncoder().encode(value) : value;
    const end = length + chunk.length;
    if (end > maxBytes) throw new IncomingRefused("too-large");
    if (Number.isNaN(own.bytes)) throw new IncomingRefused("too-slow");
    if (end > whole.length) {
      const larger = room(Math.max(end, 2 * whole.length));
      larger.set(whole.subarray(0, length));
      whole = larger;
    }
    whole.set(chunk, length);
    length = end;
  }
}
