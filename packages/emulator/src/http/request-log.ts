/** One request that the emulator has seen. */
export interface SeenRequest {
  /** From 1. */
  readonly number: number;
  readonly method: string;
  /** Without `/v1` and query, still encoded. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Lower-case names; never `authorization`. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON, or the text; undefined without a body. */
  readonly body: unknown;
  /** Null while it runs, and when its connection was dropped. */
  readonly status: number | null;
  /** The native call that a passthrough carried; `status` is the tool's. */
  readonly passthrough?: { readonly method: string; readonly path: string; readonly status: number };
}

/** What a request must be like; a text must be equal to the path, a pattern must match it. */
export interface RequestMatch {
  readonly method?: string;
  readonly path?: string | RegExp;
  /** About the native call in a passthrough. */
  readonly native?: { readonly method?: string; readonly path?: string | RegExp };
}

/** The requests that the emulator has seen. */
export interface RequestLog {
  all(match?: RequestMatch): readonly SeenRequest[];
  count(match?: RequestMatch): number;
  clear(): void;
  /** The most requests that were in flight at once. */
  readonly maxInFlight: number;
  /** The most actions (writes, and attachment reads on demand) that were in flight at once. */
  readonly maxActionsInFlight: number;
}

export function matchesRequest(
  match: RequestMatch,
  { method, path }: { method: string; path: string },
  native?: { method: string; path: string },
): boolean {
  if (match.method !== undefined && match.method !== method) return false;
  if (!matchesPath(match.path, path)) return false;
  if (match.native === undefined) return true;
  if (native === undefined || (match.native.method !== undefined && match.native.method !== native.method))
    return false;
  return matchesPath(match.native.path, native.path);
}

function matchesPath(wanted: string | RegExp | undefined, path: string): boolean {
  if (wanted === undefined) return true;
  return typeof wanted === "string" ? wanted === path : path.search(wanted) !== -1;
}

type Writable = { -readonly [Key in keyof SeenRequest]: SeenRequest[Key] };

/** Writes the log. */
export class RequestRecorder implements RequestLog {
  readonly #limit: number;
  #seen: Writable[] = [];
  #inFlight = 0;
  #actionsInFlight = 0;
  maxInFlight = 0;
  maxActionsInFlight = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  all(match: RequestMatch = {}): readonly SeenRequest[] {
    return this.#seen.filter((request) => matchesRequest(match, request, request.passthrough));
  }

  count(match?: RequestMatch): number {
    return match ? this.all(match).length : this.#seen.length;
  }

  clear(): void {
    this.#seen = [];
    this.maxInFlight = this.#inFlight;
    this.maxActionsInFlight = this.#actionsInFlight;
  }

  /** @param entry The request, in which its end is noted. */
  begin(entry: SeenRequest): Writable {
    this.#seen.push(entry);
    if (this.#seen.length > this.#limit * 1.1) this.#seen = this.#seen.slice(-this.#limit);
    this.#inFlight += 1;
    this.maxInFlight = Math.max(this.maxInFlight, this.#inFlight);
    return entry;
  }

  end(): void {
    this.#inFlight -= 1;
  }

  beginAction(): void {
    this.#actionsInFlight += 1;
    this.maxActionsInFlight = Math.max(this.maxActionsInFlight, this.#actionsInFlight);
  }

  endAction(): void {
    this.#actionsInFlight -= 1;
  }
}
