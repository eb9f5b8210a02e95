import { AtsError, steadyNow, type AllowanceFacts, type AllowanceRequest, type Clock, type Permit } from "@anyats/core";
import { notSent } from "./not-sent.ts";

/** A request cannot wait for the window of requests to renew. */
export function usedUp(waitMs: number): AtsError {
  return new AtsError({
    code: "quota.exceeded",
    fault: "caller",
    retry: { afterMs: Math.ceil(waitMs) },
    message: "The server's request quota is used up until after the call's deadline.",
    advice: "Call again after retry.afterMs, raise timeoutMs, or spread the calls.",
  });
}

interface Waiting {
  readonly bulk: boolean;
  readonly start: () => void;
}

/** One limit within this process, for the time without the database: this process's share of what was known last. */
export class OwnAllowance {
  readonly #clock: Clock;
  readonly #waiting: Waiting[] = [];
  #atOnce = Number.POSITIVE_INFINITY;
  #running = 0;
  #pausedUntil = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes note of what the database said last. @param processes How many share the limit. */
  share(atOnce: number | null, processes: number): void {
    if (atOnce !== null) this.#atOnce = Math.max(1, Math.floor(atOnce / Math.max(1, processes)));
  }

  learn({ concurrency, remaining, resetMs, refused }: AllowanceFacts): void {
    if (concurrency !== undefined) this.#atOnce = Math.min(this.#atOnce, concurrency);
    if (refused === "concurrency") this.#atOnce = Math.max(1, Math.min(this.#atOnce, this.#running - 1));
    if (refused === "window" || (remaining === 0 && resetMs !== undefined))
      this.#pausedUntil = Math.max(this.#pausedUntil, steadyNow(this.#clock) + (resetMs ?? 1_000));
    this.#startNext();
  }

  async acquire({ priority, deadline, signal }: AllowanceRequest): Promise<Permit> {
    const askedAt = steadyNow(this.#clock);
    const isOpen = this.#running < this.#atOnce && this.#untilOpen() <= 0;
    await this.#place(priority === "bulk", signal);
    let held = true;
    const release = () => {
      if (!held) return;
      held = false;
      this.#running -= 1;
      this.#startNext();
    };
    try {
      for (let wait = this.#untilOpen(); wait > 0; wait = this.#untilOpen()) {
        if (steadyNow(this.#clock) + wait >= deadline) throw usedUp(wait);
        await this.#clock.sleep(wait, signal);
      }
    } catch (error) {
      release();
      throw notSent(error);
    }
    return { waitedMs: isOpen ? 0 : steadyNow(this.#clock) - askedAt, release };
  }

  #untilOpen(): number {
    return this.#pausedUntil - steadyNow(this.#clock);
  }

  #place(bulk: boolean, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        const index = this.#waiting.indexOf(waiting);
        if (index >= 0) this.#waiting.splice(index, 1);
        reject(notSent(signal.reason) as Error);
      };
      const waiting: Waiting = {
        bulk,
        start: () => {
          signal.removeEventListener("abort", leave);
          resolve();
        },
      };
      const firstBulk = this.#waiting.findIndex((other) => other.bulk);
      if (!bulk && firstBulk >= 0) this.#waiting.splice(firstBulk, 0, waiting);
      else this.#waiting.push(waiting);
      signal.addEventListener("abort", leave, { once: true });
      if (signal.aborted) leave();
      this.#startNext();
    });
  }

  #startNext(): void {
    while (this.#running < this.#atOnce) {
      const next = this.#waiting.shift();
      if (!next) return;
      this.#running += 1;
      next.start();
    }
  }
}
