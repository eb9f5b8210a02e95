import type { RequestMatch } from "../http/request-log.ts";

/** When a fault strikes: before the request is carried out, or after, so that its effect is there but not its answer. */
export interface Timing {
  readonly when?: "before" | "after";
}

export type FaultKind =
  /**
   * Waits, in real time; with `Infinity`, until the request is aborted. An abort ends the wait; then a request that was to
   * wait `before` (default) is not carried out.
   */
  | ({ readonly kind: "latency"; readonly ms: number } & Timing)
  /** The refusal of a rate limit (429), nothing carried out. Default reset: 1 second. */
  | { readonly kind: "rateLimit"; readonly resetSeconds?: number }
  /** The refusal of too many requests at once (429), nothing carried out. */
  | { readonly kind: "concurrency" }
  /** Any status with an error body of the API's; the code may be one that nobody knows, or null. Default: before. */
  | ({
      readonly kind: "status";
      readonly status: number;
      readonly code?: string | null;
      readonly message?: string;
    } & Timing)
  /** The tool's own API answers so; Kombo passes it on with its own 200. Default: before. */
  | ({
      readonly kind: "nativeStatus";
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    } & Timing)
  /** A page of a proxy in front of the API. Default: 502, before. */
  | ({ readonly kind: "htmlPage"; readonly status?: number } & Timing)
  /** An answer with nothing in it. Default: 200, after. */
  | ({ readonly kind: "emptyBody"; readonly status?: number } & Timing)
  /** The connection drops before the request is carried out. */
  | { readonly kind: "dropBefore" }
  /** The request is carried out, then the connection drops. */
  | { readonly kind: "dropAfter" }
  /** Half of the answer: as text that ends in the middle (`text`, default), or by a connection that breaks off. */
  | { readonly kind: "truncatedBody"; readonly by?: "text" | "connection" }
  /** Half of the answer, then nothing for so long (in milliseconds of real time; default: forever), then the rest. */
  | { readonly kind: "slowBody"; readonly ms?: number }
  /** Breaks one record of a list page: the n-th (default 0). By default its date of change becomes a number. */
  | { readonly kind: "malformedRecord"; readonly index?: number; mutate?(record: Record<string, unknown>): unknown }
  /** Gives one record of a list page (default the first) a value that no list knows. Default field: `status` or `outcome`. */
  | { readonly kind: "unknownEnum"; readonly index?: number; readonly field?: string; readonly value?: string }
  /** The page names itself as the next one. */
  | { readonly kind: "repeatedCursor" }
  /** A request with a cursor is told that the cursor is no longer good. */
  | { readonly kind: "expiredCursor" }
  /** Sends the client elsewhere. Default: 307 to another host. */
  | { readonly kind: "redirect"; readonly status?: 301 | 302 | 303 | 307 | 308; readonly location?: string };

/** A fault, and which requests it strikes. */
export type FaultRule = FaultKind & {
  /** Default: every request. */
  readonly match?: RequestMatch;
  /** How often it strikes. Default 1; `Infinity` for always. */
  readonly times?: number;
  /** How many matching requests are spared first. Default 0. */
  readonly after?: number;
  /** From 0 to 1, drawn from the seed. Default 1. */
  readonly probability?: number;
};

/** A fault that was injected. */
export interface InjectedFault {
  /** How often it has struck. */
  readonly hits: number;
  /** Takes it back. */
  remove(): void;
}

/** Faults on demand. Of several that match one request, all latencies strike and the first of the others. */
export interface Faults {
  inject(rule: FaultRule): InjectedFault;
  /** Takes all faults back. */
  clear(): void;
}
