import type { Clock } from "@anyats/core";

interface Sleeper {
  readonly due: number;
  wake(): void;
}

/** A clock that stands still until a test lets it go on to what is due next. */
export class SteppingClock implements Clock {
  readonly #sleepers = new Set<Sleeper>();
  #now: number;

  constructor(start: Date) {
    this.#now = start.getTime();
  }

  now(): number {
    return this.#now;
  }

  /** How many waits there are that end within so many milliseconds. */
  pausesWithin(milliseconds: number): number {
    return [...this.#sleepers].filter(({ due }) => due - this.#now < milliseconds).length;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason as Error);
    return new Promise((resolve, reject) => {
      const sleeper = { due: this.#now + milliseconds, wake: resolve };
      this.#sleepers.add(sleeper);
      const stop = () => {
        this.#sleepers.delete(sleeper);
        reject(signal!.reason as Error);
      };
      signal?.addEventListener("abort", stop, { once: true });
    });
  }

  /** Time passes, and nothing happens: the process stood still. */
  standStill(milliseconds: number): void {
    this.#now += milliseconds;
  }

  /** Goes on to the first thing that is due. */
  step(): void {
    const [first] = [...this.#sleepers].toSorted((one, other) => one.due - other.due);
    if (!first) return;
    this.#sleepers.delete(first);
    this.#now = Math.max(this.#now, first.due);
    first.wake();
  }
}
