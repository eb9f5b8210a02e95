import { token, type Token } from "../adapter/injection.ts";

/** Time, so that tests need not wait for it. */
export interface Clock {
  /** Milliseconds since 1970, as `Date.now()`. */
  now(): number;
  /**
   * The same, but never set back or forward: for waits and deadlines. A clock without it counts as one that nobody sets.
   */
  steady?(): number;
  /** Ends after so many milliseconds; rejects with the signal's reason when it is aborted first. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** The longest wait that a timer takes, in milliseconds; beyond it, it would end at once. */
const longestTimer = 2_147_483_647;

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  steady: () => performance.timeOrigin + performance.now(),
  sleep: (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error);
      const stop = () => {
        clearTimeout(timer);
        reject(signal?.reason as Error);
      };
      const end = () => {
        signal?.removeEventListener("abort", stop);
        resolve();
      };
      const wait = (left: number): NodeJS.Timeout =>
        left > longestTimer
          ? setTimeout(() => (timer = wait(left - longestTimer)), longestTimer)
          : setTimeout(end, left);
      let timer = wait(milliseconds);
      signal?.addEventListener("abort", stop, { once: true });
    }),
};

/** A reading for waits and deadlines: milliseconds that run on evenly whatever happens to the time of day. */
export function steadyNow(clock: Clock): number {
  return clock.steady?.() ?? clock.now();
}

export const CLOCK: Token<Clock> = token("clock");
