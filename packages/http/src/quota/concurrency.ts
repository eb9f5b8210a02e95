import type { ConcurrencyLimit } from "./quota-profile.ts";

/** How long after a refusal one more is tried again, in milliseconds. */
const recovery = 5_000;

/**
 * How many requests of a kind may run at once. What the server says is never exceeded. While it says nothing, the number
 * grows with each answer up to the profile's. A refusal lowers it, since others may share the limit; then it grows back,
 * one at a time.
 */
export class Concurrency {
  readonly #most: number;
  /** The app's own limit. */
  readonly #cap: number;
  #current: number;
  /** What the server said; `undefined` when it said nothing yet. */
  #said: number | undefined;
  #refusedAt: number | undefined;

  constructor({ first, most }: ConcurrencyLimit, cap = Number.POSITIVE_INFINITY) {
    this.#most = most;
    this.#cap = cap;
    this.#current = first;
  }

  get current(): number {
    return Math.min(this.#current, this.#cap);
  }

  /** The server said how many may run. */
  said(limit: number): void {
    const raised = this.#said === undefined || limit > this.#said;
    this.#said = limit;
    if (this.#current > limit || (raised && this.#refusedAt === undefined)) this.#current = limit;
  }

  /** A request was carried out. */
  succeeded(now: number): void {
    const most = this.#said ?? this.#most;
    if (this.#current >= most) return;
    if (this.#refusedAt === undefined) this.#current += 1;
    else if (now - this.#refusedAt >= recovery) {
      this.#current += 1;
      // The next one waits as long again.
      this.#refusedAt = this.#current < most ? now : undefined;
    }
  }

  /** The server refused a request because too many ran: fewer will. */
  refused(running: number, now: number): void {
    this.#current = Math.max(1, Math.min(this.#current, running - 1));
    this.#refusedAt = now;
  }
}
