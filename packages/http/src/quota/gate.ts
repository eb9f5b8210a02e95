import { AtsError, steadyNow, type AllowanceRequest, type Clock } from "@anyats/core";
import { notSent } from "../errors/not-sent.ts";
import type { Concurrency } from "./concurrency.ts";

interface Waiting {
  readonly priority: AllowanceRequest["priority"];
  readonly deadline: number;
  /** Ends the wait; with an error, the request does not leave. */
  readonly end: (error?: unknown) => void;
}

/**
 * Lets so many requests of a kind run at once, and so many leave as their window has left. Interactive ones are served
 * before bulk ones.
 */
export class Gate {
  readonly #clock: Clock;
  readonly limit: Concurrency;
  readonly #waiting: Waiting[] = [];
  #running = 0;
  /** Until when none may leave, by the steady clock. */
  #pausedUntil = 0;
  /** How many may leave before an answer says more, and until when that holds. */
  #left = Infinity;
  #leftUntil = Infinity;
  /** Whether an answer said so. */
  #isSaid = false;
  /** Ends the wait for the end of a pause, or of a window. */
  #timer: AbortController | undefined;

  constructor(clock: Clock, limit: Concurrency) {
    this.#clock = clock;
    this.limit = limit;
  }

  get running(): number {
    return this.#running;
  }

  #isOpen(now: number): boolean {
    return this.#running < this.limit.current && this.#left > 0 && now >= this.#pausedUntil;
  }

  /** Takes a place, or waits for one. @returns How long it waited, in milliseconds. */
  async enter({ priority, deadline, signal }: AllowanceRequest): Promise<number> {
    if (signal.aborted) throw notSent(signal.reason);
    const askedAt = steadyNow(this.#clock);
    // While somebody waits, there is no place: each that becomes free is given to the next at once.
    if (this.#waiting.length === 0 && this.#isOpen(askedAt)) {
      this.#take();
      return 0;
    }
    if (this.#pausedUntil > askedAt && this.#pausedUntil >= deadline) throw usedUp(this.#pausedUntil - askedAt);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiting: Waiting = {
      priority,
      deadline,
      end: (error) => {
        signal.removeEventListener("abort", leave);
        if (error === undefined) resolve();
        else reject(error as Error);
      },
    };
    const leave = () => {
      this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
      waiting.end(notSent(signal.reason));
      this.startNext();
    };
    signal.addEventListener("abort", leave, { once: true });
    const firstBulk = this.#waiting.findIndex((other) => other.priority === "bulk");
    if (priority === "interactive" && firstBulk >= 0) this.#waiting.splice(firstBulk, 0, waiting);
    else this.#waiting.push(waiting);
    this.startNext();
    await promise;
    return steadyNow(this.#clock) - askedAt;
  }

  #take(): void {
    this.#running += 1;
    this.#left -= 1;
  }

  leave(): void {
    this.#running -= 1;
    // Those that were to say what is left ended without: another finds out.
    if (this.#running === 0) this.#left = Math.max(this.#left, 1);
    this.startNext();
  }

  /** No request leaves for so many milliseconds. Those whose time ends before do not wait. */
  pause(milliseconds: number): void {
    const now = steadyNow(this.#clock);
    this.#pausedUntil = Math.max(this.#pausedUntil, now + milliseconds);
    this.#forget(now);
    for (const waiting of this.#waiting.filter(({ deadline }) => deadline <= this.#pausedUntil)) {
      this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
      waiting.end(usedUp(this.#pausedUntil - now));
    }
  }

  /**
   * What the next window allows is known once a request is answered: where nothing else limits how many leave at once, one
   * goes ahead, and another while it has no answer. All that wait would leave, and most be refused.
   */
  #forget(now: number): void {
    this.#isSaid = false;
    this.#left = this.limit.current < Infinity ? Infinity : 1;
    this.#leftUntil = Math.max(now, this.#pausedUntil) + anotherAfter;
  }

  /** An answer said how many requests the window has left, which those under way may use up, and for how long. */
  said(left: number, milliseconds: number): void {
    const now = steadyNow(this.#clock);
    // Else it is of the window before.
    if (now < this.#pausedUntil) return;
    this.#isSaid = true;
    this.#left = left - Math.max(0, this.#running - 1);
    this.#leftUntil = now + milliseconds;
  }

  /** A request was carried out, by a server that may say nothing of a window. */
  succeeded(): void {
    const now = steadyNow(this.#clock);
    this.limit.succeeded(now);
    if (!(this.#isSaid && now < this.#leftUntil) && now >= this.#pausedUntil) this.#left = Infinity;
  }

  startNext(): void {
    // One reading of the clock: else time could pass between finding the gate closed and waiting for it to open.
    const now = steadyNow(this.#clock);
    if (this.#left <= 0 && now >= this.#leftUntil) this.#forget(now);
    while (this.#waiting.length > 0 && this.#isOpen(now)) {
      this.#take();
      this.#waiting.shift()!.end();
    }
    this.#awaitTime(now);
  }

  /** While somebody waits for the end of a pause or a window, and no longer, a timer runs. */
  #awaitTime(now: number): void {
    this.#timer?.abort(over);
    this.#timer = undefined;
    const wait = Math.max(this.#pausedUntil, this.#left > 0 ? 0 : this.#leftUntil) - now;
    if (this.#waiting.length === 0 || wait <= 0) return;
    const timer = new AbortController();
    this.#timer = timer;
    this.#clock.sleep(wait, timer.signal).then(
      () => this.startNext(),
      () => {},
    );
  }
}

/** After so many milliseconds another request goes ahead into a window of which nothing is known. */
const anotherAfter = 250;

/** Ends a wait: a reason of its own costs less than the one that `abort` makes. */
const over = new Error("The wait is over.");

function usedUp(waitMs: number): AtsError {
  return new AtsError({
    code: "quota.exceeded",
    fault: "caller",
    retry: { afterMs: Math.ceil(waitMs) },
    message: "The server's request quota is used up until after the call's deadline.",
    advice: "Call again after retry.afterMs, raise timeoutMs, or spread the calls.",
  });
}
