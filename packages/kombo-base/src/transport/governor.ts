import { AtsError, type Call, type Clock, type EventHub } from "@anyats/core";
import { Allowance } from "./allowance.ts";
import { notSent } from "@anyats/http";
import { untilReset } from "@anyats/http";
import { reportQuotaWait } from "@anyats/http";

interface Waiting {
  readonly priority: Call["priority"];
  readonly start: () => void;
}

/**
 * Keeps one connection within the limits of Kombo: how many actions run at once, and how many requests a window
 * allows. It learns both from the answers. Interactive calls pass bulk ones. Nothing waits past its call's deadline.
 */
export class Governor {
  readonly #clock: Clock;
  readonly #events: EventHub;
  readonly #waiting: Waiting[] = [];
  readonly #allowance = new Allowance();
  #running = 0;
  /** Until when no request may leave, in milliseconds since 1970. */
  #pausedUntil = 0;

  constructor(clock: Clock, events: EventHub) {
    this.#clock = clock;
    this.#events = events;
  }

  /** Runs an action when there is a place for it. */
  async act<T>(call: Call, action: () => Promise<T>): Promise<T> {
    const waitMs = await this.#place(call);
    if (waitMs > 0) reportQuotaWait(this.#events, call, waitMs, "actions at once");
    try {
      return await action();
    } finally {
      this.#running -= 1;
      this.#startNext();
    }
  }

  /** Waits while the window's requests are used up. @throws {AtsError} at once when the wait would pass the deadline. */
  async pass(call: Call): Promise<void> {
    for (;;) {
      const wait = this.#pausedUntil - this.#clock.now();
      if (wait <= 0) return;
      await this.wait(call, wait, "requests in a window");
    }
  }

  /** Waits, unless that would pass the deadline. */
  async wait(call: Call, waitMs: number, limit: string): Promise<void> {
    if (this.#clock.now() + waitMs >= call.deadline) throw this.#tooLong(waitMs, limit);
    reportQuotaWait(this.#events, call, waitMs, limit);
    await this.#clock.sleep(waitMs, call.signal).catch((reason: unknown) => {
      throw notSent(reason);
    });
  }

  /** Learns from an answer. @param action Whether it was an action that was answered. */
  heard(headers: Headers, status: number, action: boolean): void {
    const remaining = number(headers.get("ratelimit-remaining"));
    const reset = untilReset(headers);
    if (remaining === 0 && reset !== undefined) this.pause(reset);
    const limit = number(headers.get("concurrency-limit"));
    if (limit !== undefined && limit >= 1) this.#allowance.told(Math.floor(limit));
    if (action && status < 400) this.#allowance.succeeded(this.#clock.now());
    this.#startNext();
  }

  /** No request leaves for so long. */
  pause(milliseconds: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#clock.now() + milliseconds);
  }

  /** The server refused an action because too many ran: fewer will. */
  refusedForConcurrency(): void {
    this.#allowance.refused(this.#running, this.#clock.now());
  }

  /** Takes a place, or waits for one. @returns How long it waited, in milliseconds. */
  #place(call: Call): Promise<number> {
    if (call.signal.aborted) return Promise.reject(notSent(call.signal.reason) as Error);
    if (this.#running < this.#allowance.current && this.#waiting.length === 0) {
      this.#running += 1;
      return Promise.resolve(0);
    }
    const askedAt = this.#clock.now();
    return new Promise((resolve, reject) => {
      const leave = () => {
        const index = this.#waiting.indexOf(waiting);
        if (index >= 0) this.#waiting.splice(index, 1);
        reject(notSent(call.signal.reason));
      };
      const waiting: Waiting = {
        priority: call.priority,
        start: () => {
          call.signal.removeEventListener("abort", leave);
          resolve(this.#clock.now() - askedAt);
        },
      };
      call.signal.addEventListener("abort", leave, { once: true });
      const firstBulk = this.#waiting.findIndex(({ priority }) => priority === "bulk");
      if (call.priority === "interactive" && firstBulk >= 0) this.#waiting.splice(firstBulk, 0, waiting);
      else this.#waiting.push(waiting);
      this.#startNext();
    });
  }

  #startNext(): void {
    while (this.#running < this.#allowance.current) {
      const next = this.#waiting.shift();
      if (!next) return;
      this.#running += 1;
      next.start();
    }
  }

  #tooLong(waitMs: number, limit: string): AtsError {
    return new AtsError({
      code: "quota.exceeded",
      fault: "caller",
      retry: { afterMs: Math.ceil(waitMs) },
      message: `A limit is used up (${limit}); waiting for it would pass the call's deadline.`,
      advice: "Call again after retry.afterMs, give the call a longer timeoutMs, or spread the calls.",
    });
  }
}

function number(header: string | null): number | undefined {
  if (header === null || header.trim() === "") return undefined;
  const value = Number(header);
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}
