import { steadyNow, type AllowanceRequest, type Clock } from "@anyats/core";
import { notSent } from "../errors/not-sent.ts";
import type { Concurrency } from "./concurrency.ts";

interface Waiting {
  readonly priority: AllowanceRequest["priority"];
  readonly start: () => void;
}

/** Lets so many requests of a kind run at once. Interactive ones are served before bulk ones. */
export class Gate {
  readonly #clock: Clock;
  readonly limit: Concurrency;
  readonly #waiting: Waiting[] = [];
  #running = 0;

  constructor(clock: Clock, limit: Concurrency) {
    this.#clock = clock;
    this.limit = limit;
  }

  get running(): number {
    return this.#running;
  }

  /** Takes a place, or waits for one. @returns How long it waited, in milliseconds. */
  enter({ priority, signal }: AllowanceRequest): Promise<number> {
    if (signal.aborted) return Promise.reject(notSent(signal.reason) as Error);
    // While somebody waits, there is no place: each that becomes free is given to the next at once.
    if (this.#running < this.limit.current) {
      this.#running += 1;
      return Promise.resolve(0);
    }
    const askedAt = steadyNow(this.#clock);
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        reject(notSent(signal.reason));
      };
      const waiting: Waiting = {
        priority,
        start: () => {
          signal.removeEventListener("abort", leave);
          resolve(steadyNow(this.#clock) - askedAt);
        },
      };
      signal.addEventListener("abort", leave, { once: true });
      const firstBulk = this.#waiting.findIndex((other) => other.priority === "bulk");
      if (priority === "interactive" && firstBulk >= 0) this.#waiting.splice(firstBulk, 0, waiting);
      else this.#waiting.push(waiting);
    });
  }

  leave(): void {
    this.#running -= 1;
    this.startNext();
  }

  startNext(): void {
    while (this.#running < this.limit.current) {
      const next = this.#waiting.shift();
      if (!next) return;
      this.#running += 1;
      next.start();
    }
  }
}
