import type { NativeRequest, NativeResponse } from "../http/native-call.ts";
import { remembered } from "../world/remembered.ts";
import type { NativeRoutes } from "./profile.ts";

/**
 * In which of the emulator's modes a path is served: `always` (the public material names it) or `seed` (only the
 * material that this project began with does: not in the mode `native`).
 */
type RouteSet = "always" | "seed";

export interface NativeCall {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

export interface NativeRoute {
  readonly method: NativeRequest["method"];
  /** Segments that begin with a colon are parameters; they are decoded. */
  readonly pattern: string;
  readonly set: RouteSet;
  /** Counts towards the limit of bulk calls. */
  readonly bulk?: boolean;
  handle(call: NativeCall): NativeResponse;
}

export const json = (body: unknown, status = 200): NativeResponse => ({
  status,
  headers: { "content-type": "application/json; charset=utf-8" },
  body,
});

/** A tool's error bodies are mostly not documented; so nothing here can be relied on. */
export const opaque = (status: number, text: string): NativeResponse => ({
  status,
  headers: { "content-type": "text/plain" },
  body: text,
});

/** Finds the route for a call. A path that exists with other methods answers 405, any other 404. */
export function route(
  routes: readonly NativeRoute[],
  mode: NativeRoutes,
  request: NativeRequest,
  admit: () => boolean,
): NativeResponse {
  const segments = segmentsOf(request.path);
  let pathExists = false;
  for (const candidate of routes) {
    if (candidate.set === "seed" && mode === "native") continue;
    const params = matched(candidate.pattern, segments);
    if (!params) continue;
    pathExists = true;
    if (candidate.method !== request.method) continue;
    if (candidate.bulk && !admit()) return opaque(429, "Too many requests");
    return candidate.handle({ params, query: request.query, body: request.body });
  }
  return pathExists ? opaque(405, "Method Not Allowed") : opaque(404, "Resource not found");
}

const segmentsOf = (path: string): readonly string[] => path.split("/").filter((segment) => segment !== "");
const segmentsOfPattern = remembered(segmentsOf);

function matched(pattern: string, segments: readonly string[]): Record<string, string> | undefined {
  const expected = segmentsOfPattern(pattern);
  if (expected.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of expected.entries()) {
    const segment = segments[index] ?? "";
    if (part.startsWith(":")) {
      const value = decoded(segment);
      if (value === undefined) return undefined;
      params[part.slice(1)] = value;
    } else if (part !== segment) return undefined;
  }
  return params;
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
