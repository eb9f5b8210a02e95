import type { Clock } from "../collaborators/clock.ts";

/** What a hurried clock goes with, and from which length on a wait is a deadline. */
export interface HurriedClockOptions {
  /** The time, in milliseconds since 1970. */
  readonly now: () => number;
  /** Moves that time on by so many milliseconds. */
  readonly pass: (milliseconds: number) => void;
  /** A wait of this length, in milliseconds, is the deadline of a call; a shorter one is a pause before a repeat. */
  readonly deadlineMs: number;
}

/** A clock on which pauses are over at once, and a deadline strikes only when somebody aborts. */
export function hurriedClock({ now, pass, deadlineMs }: HurriedClockOptions): Clock {
  return {
    now,
    sleep: (milliseconds, signal) => {
      if (signal?.aborted) return Promise.reject(signal.reason as Error);
      if (milliseconds >= deadlineMs)
        return new Promise((_resolve, reject) =>
          signal?.addEventListener("abort", () => reject(signal.reason as Error), { once: true }),
        );
      pass(milliseconds);
      return Promise.resolve();
    },
  };
}
