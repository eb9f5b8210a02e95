/** How many actions run at once before the server has said how many may. */
const first = 8;

/** The most that are tried while the server does not say: what Kombo documents as its default. */
const documented = 30;

/** How long after a refusal one more is tried again, in milliseconds. */
const recovery = 5_000;

/**
 * How many actions may run at once. What the server says is never exceeded. While it says nothing, the number grows with
 * each answer up to the documented default. A refusal lowers it, since others may share the integration's limit; then
 * it grows back, one at a time.
 */
export class Allowance {
  #current = first;
  /** What the server said; `undefined` when it said nothing yet. */
  #told: number | undefined;
  #refusedAt: number | undefined;

  get current(): number {
    return this.#current;
  }

  /** The server said how many may run. */
  told(limit: number): void {
    const raised = this.#told === undefined || limit > this.#told;
    this.#told = limit;
    if (this.#current > limit || (raised && this.#refusedAt === undefined)) this.#current = limit;
  }

  /** An action was carried out. */
  succeeded(now: number): void {
    const most = this.#told ?? documented;
    if (this.#current >= most) return;
    if (this.#refusedAt === undefined) this.#current += 1;
    else if (now - this.#refusedAt >= recovery) {
      this.#current += 1;
      // The next one waits as long again.
      this.#refusedAt = this.#current < most ? now : undefined;
    }
  }

  /** The server refused an action because too many ran: fewer will. */
  refused(running: number, now: number): void {
    this.#current = Math.max(1, Math.min(this.#current, running - 1));
    this.#refusedAt = now;
  }
}
