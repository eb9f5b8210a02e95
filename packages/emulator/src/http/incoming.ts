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
  /** Aborted when the client no longer waits. A copied request that listened to it would cost a third of an answer. */
  readonly signal: AbortSignal;
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
  const bytes = request.body === null ? new ArrayBuffer(0) : await request.arrayBuffer();
  const body = parsed(new TextDecoder().decode(bytes));
  const headers = Object.fromEntries([...request.headers].filter(([name]) => name !== "authorization"));
  const seen = { number, method, path, query, headers, body, status: null };
  return {
    request:
      bytes.byteLength === 0 ? request : new Request(request.url, { method, headers: request.headers, body: bytes }),
    signal: request.signal,
    seen,
    target: { method, path, cursor: reading.cursorOf(seen), native: reading.nativeOf?.(seen) },
  };
}

function parsed(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
