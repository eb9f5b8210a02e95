import { token, type Token } from "../adapter/injection.ts";

/** A request for a place. */
export interface AllowanceRequest {
  /** The limit it counts against, such as `requests` or `actions`. */
  readonly kind: string;
  /** Interactive requests are served before bulk ones. */
  readonly priority: "interactive" | "bulk";
  /** When the call must have ended, as `steadyNow` of the connection's clock counts. */
  readonly deadline: number;
  readonly signal: AbortSignal;
}

/** A place that was granted. Give it back when the answer has arrived. */
export interface Permit {
  /** How long the request waited for it, in milliseconds. */
  readonly waitedMs: number;
  /** Gives the place back. A second call does nothing. */
  release(): void;
}

/** What a server said about its limits, or what its answers show of them. */
export interface AllowanceFacts {
  readonly kind: string;
  /** How many may run at once. */
  readonly concurrency?: number;
  /** How many are left in the current window. */
  readonly remaining?: number;
  /** When the current window renews, in milliseconds from now. */
  readonly resetMs?: number;
  /** The server refused a request: too many at once, or the window's number is used up. */
  readonly refused?: "concurrency" | "window";
  /** The server carried a request out. */
  readonly succeeded?: boolean;
}

/**
 * Decides when a request may leave, so that a connection stays within the limits of its server. The default lives in the
 * process and serves one connection; an app that runs several processes on one account binds a shared one.
 */
export interface Allowance {
  /** Waits for a place. @throws {AtsError} `quota.exceeded` at once when the wait would pass the deadline. */
  acquire(request: AllowanceRequest): Promise<Permit>;
  /** Takes note of what the server said. */
  learn(facts: AllowanceFacts): void;
}

export const ALLOWANCE: Token<Allowance> = token("allowance");
