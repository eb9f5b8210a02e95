import { CLOCK, type Clock } from "@anyats/core";
import { ContainerModule } from "inversify";

/** A wait of this length is a deadline of a call, not a pause before a repeat. */
const deadlineMs = 30_000;

/** A clock on which pauses are over at once and deadlines strike only when someone aborts. */
export function instantClock(start: Date): ContainerModule {
  let now = start.getTime();
  const clock: Clock = {
    now: () => now,
    sleep: (milliseconds, signal) => {
      if (signal?.aborted) return Promise.reject(signal.reason as Error);
      if (milliseconds >= deadlineMs)
        return new Promise((_resolve, reject) =>
          signal?.addEventListener("abort", () => reject(signal.reason as Error), { once: true }),
        );
      now += milliseconds;
      return Promise.resolve();
    },
  };
  return new ContainerModule(({ rebind }) => void rebind(CLOCK).toConstantValue(clock));
}
