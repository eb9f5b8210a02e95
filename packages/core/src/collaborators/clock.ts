import { token, type Token } from "../adapter/injection.ts";

/** Time, so that tests need not wait for it. */
export interface Clock {
  /** Milliseconds since 1970, as `Date.now()`. */
  now(): number;
  /** Ends after so many milliseconds; rejects with the signal's reason when it is aborted first. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** The longest wait that a timer takes, in milliseconds; beyond it, it would end at once. */
const longestTimer = 2_147_483_647;

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
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

export const CLOCK: Token<Clock> = token("clock");
