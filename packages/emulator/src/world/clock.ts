/** The emulator's clock: it stands still until a test moves it. */
export interface Clock {
  now(): Date;
  /** Moves the clock forward. */
  advance(milliseconds: number): void;
}

/** A clock that also gives what the emulator's own parts need. */
export class VirtualClock implements Clock {
  readonly #startedAt = performance.now();
  readonly #start: number;
  #advanced = 0;

  constructor(start: string | Date) {
    this.#start = new Date(start).getTime();
    if (Number.isNaN(this.#start)) throw new RangeError(`Not a date: ${String(start)}`);
  }

  now(): Date {
    return new Date(this.milliseconds());
  }

  advance(milliseconds: number): void {
    if (!(milliseconds >= 0)) throw new RangeError("The clock only moves forward");
    this.#advanced += milliseconds;
  }

  milliseconds(): number {
    return this.#start + this.#advanced;
  }

  timestamp(): string {
    return new Date(this.milliseconds()).toISOString();
  }

  /**
   * Milliseconds for windows of quota: real time and moved time together, so that a client that really waits and
   * a test that advances the clock both reach the next window.
   */
  windowMilliseconds(): number {
    return performance.now() - this.#startedAt + this.#advanced;
  }
}
