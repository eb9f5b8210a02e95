import type { Target } from "../faults/fault-plan.ts";
import type { SeenRequest } from "./request-log.ts";

/** A request with all that the log and the faults want to know of it. */
export interface Incoming {
  readonly request: Request;
  readonly seen: SeenRequest;
  readonly target: Target;
}

export async function incoming(request: Request, number: number): Promise<Incoming> {
  const url = new URL(request.url);
  const { method } = request;
  const path = url.pathname.replace(/^\/v1(?=\/)/, "");
  const query = Object.fromEntries(url.searchParams);
  const text = request.body === null ? "" : await request.text();
  const body = parsed(text);
  const headers = Object.fromEntries([...request.headers].filter(([name]) => name !== "authorization"));
  return {
    request:
      text === ""
        ? request
        : new Request(request.url, { method, headers: request.headers, body: text, signal: request.signal }),
    seen: { number, method, path, query, headers, body, status: null },
    target: { method, path, cursor: query.cursor, native: nativeOf(path, body) },
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

function nativeOf(path: string, body: unknown): Target["native"] {
  if (!path.startsWith("/passthrough/") || typeof body !== "object" || body === null) return undefined;
  const call = body as { method?: unknown; path?: unknown };
  return { method: String(call.method), path: String(call.path) };
}
