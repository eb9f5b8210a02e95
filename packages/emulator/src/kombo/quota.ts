import type { ResolvedOptions } from "./options.ts";
import type { VirtualClock } from "../world/clock.ts";

/** How many requests may come in a window, and how many actions may run at once. */
export class Quota {
  readonly #clock: VirtualClock;
  readonly #options: ResolvedOptions;
  #windowEndsAt = 0;
  #used = 0;
  #running = 0;

  constructor(clock: VirtualClock, options: ResolvedOptions) {
    this.#clock = clock;
    this.#options = options;
  }

  /** Counts a request; false when the window is used up. */
  admitRequest(): boolean {
    const { limit, windowSeconds } = this.#options.rateLimit;
    const now = this.#clock.windowMilliseconds();
    if (now >= this.#windowEndsAt) {
      this.#windowEndsAt = now + windowSeconds * 1_000;
      this.#used = 0;
    }
    if (this.#used >= limit) return false;
    this.#used += 1;
    return true;
  }

  /** `ratelimit-reset` counts seconds from now. */
  rateHeaders(): Record<string, string> {
    const { limit } = this.#options.rateLimit;
    const reset = Math.max(0, Math.ceil((this.#windowEndsAt - this.#clock.windowMilliseconds()) / 1_000));
    return {
      "ratelimit-limit": String(limit),
      "ratelimit-remaining": String(limit - this.#used),
      "ratelimit-reset": String(reset),
    };
  }

  /** Takes a slot for an action; false when none is free. Every slot taken must be given back. */
  beginAction(): boolean {
    if (this.#running >= this.#options.concurrencyLimit) return false;
    this.#running += 1;
    return true;
  }

  endAction(): void {
    this.#running -= 1;
  }

  concurrencyHeaders(): Record<string, string> {
    const { concurrencyLimit, concurrencyHeaders } = this.#options;
    if (!concurrencyHeaders) return {};
    return {
      "Concurrency-Limit": String(concurrencyLimit),
      "Concurrency-Remaining": String(concurrencyLimit - this.#running),
    };
  }
}
