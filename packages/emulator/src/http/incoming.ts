import type { SeenRequest } from "./request-log.ts";

/** What faults go by. */
export interface Target {
  readonly method: string;
  readonly path: string;
  readonly cursor: string | undefined;
  readonly native: { readonly method: string; readonly path: string } | undefined;
}

/** A request with all that the log and the faults want to know of it. */
export interface Incoming {
  readonly request: Request;
  readonly seen: SeenRequest;
  readonly target: Target;
}

/** How an API's requests are read. */
export interface RequestReading {
  /** What paths are logged without, such as `/v1`; empty: nothing. */
  readonly prefix: string;
  /** The cursor with which a list goes on. */
  cursorOf(seen: SeenRequest): string | undefined;
  /** The call of another API that this one carries. */
  nativeOf?(seen: SeenRequest): Target["native"];
}

export async function incoming(request: Request, number: number, reading: RequestReading): Promise<Incoming> {
  const url = new URL(request.url);
  const { method } = request;
  const path = url.pathname.startsWith(`${reading.prefix}/`) ? url.pathname.slice(reading.prefix.length) : url.pathname;
  const query = Object.fromEntries(url.searchParams);
  const body = request.body === null ? undefined : await readAgain(request, request.body);
  const headers = Object.fromEntries([...request.headers].filter(([name]) => name !== "authorization"));
  const seen = { number, method, path, query, headers, body, status: null };
  return {
    request,
    seen,
    target: { method, path, cursor: reading.cursorOf(seen), native: reading.nativeOf?.(seen) },
  };
}

/**
 * Reads the body of a request, and lets the API read it as if nobody had: another request around it would cost a fifth of
 * an answer. @returns The body, as the log shows it.
 */
async function readAgain(request: Request, stream: ReadableStream<Uint8Array>): Promise<unknown> {
  if (request.bodyUsed) throw new TypeError("Body is unusable: Body has already been read");
  const bytes = await allOf(stream);
  if (bytes.byteLength === 0) return undefined;
  const text = new TextDecoder().decode(bytes);
  const around = () => new Response(bytes, { headers: { "content-type": request.headers.get("content-type") ?? "" } });
  Object.defineProperties(request, {
    text: { value: async () => text },
    json: { value: async (): Promise<unknown> => JSON.parse(text) as unknown },
    arrayBuffer: { value: () => around().arrayBuffer() },
    blob: { value: () => around().blob() },
    formData: { value: () => around().formData() },
  });
  return parsed(text);
}

/** What a stream holds. Its lock is given back, so that cancelling the stream later does not fail: a failure costs a stack trace. */
async function allOf(stream: ReadableStream<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      chunks.push(value);
    }
  } finally {
    reader.releaseLock();
  }
  return new Uint8Array(Buffer.concat(chunks));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
