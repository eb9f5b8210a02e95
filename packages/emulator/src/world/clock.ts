/** The emulator's clock: it stands still until a test moves it, unless it was told to go on in real time. */
export interface Clock {
  now(): Date;
  /** Moves the clock forward, through everything that falls due on the way. */
  advance(milliseconds: number): void;
}

interface Alarm {
  /** In milliseconds since 1970. */
  readonly time: number;
  readonly ring: () => void;
}

/** A clock that also gives what the emulator's own parts need. */
export class VirtualClock implements Clock {
  readonly #startedAt = performance.now();
  readonly #start: number;
  /** How far the machine's clock is ahead of this one, before any advance. */
  readonly #ahead: number;
  #machine = 0;
  /** Whether it also goes on in real time. */
  readonly running: boolean;
  readonly #alarms = new Set<Alarm>();
  #advanced = 0;

  /**
   * @param start Default 2026-11-23T09:00:00.000Z; for a running clock, the present: it then shows the machine's time.
   * @param running Whether it also goes on in real time.
   */
  constructor(start: string | Date | undefined, running: boolean) {
    const present = Date.now();
    this.#start = new Date(start ?? (running ? present : "2026-11-23T09:00:00.000Z")).getTime();
    this.#ahead = present - this.#start;
    this.running = running;
    if (Number.isNaN(this.#start)) throw new RangeError(`Not a date: ${String(start)}`);
  }

  now(): Date {
    return new Date(this.milliseconds());
  }

  advance(milliseconds: number): void {
    if (!(milliseconds >= 0)) throw new RangeError("The clock only moves forward");
    let left = milliseconds;
    for (let next = this.#nextWithin(left); next; next = this.#nextWithin(left)) {
      const step = Math.max(0, next.time - this.milliseconds());
      this.#advanced += step;
      left -= step;
      this.#alarms.delete(next);
      next.ring();
    }
    this.#advanced += left;
  }

  milliseconds(): number {
    return (this.running ? this.#machineTime() - this.#ahead : this.#start) + this.#advanced;
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

  /**
   * The machine's time, which an app compares its own with; a steady clock would drift from it. Where the machine's
   * clock is set back, it stands still until it has caught up.
   */
  #machineTime(): number {
    this.#machine = Math.max(this.#machine, Date.now());
    return this.#machine;
  }

  /**
   * Calls back once, when the clock has reached a time (milliseconds since 1970). What is due now is called when the
   * code that runs now is through, but before the clock moves on. What waits in real time keeps no process alive.
   * @returns A function that calls it off.
   */
  at(time: number, ring: () => void): () => void {
    const alarm = { time: Math.max(time, this.milliseconds()), ring };
    this.#alarms.add(alarm);
    if (time <= this.milliseconds()) queueMicrotask(() => this.advance(0));
    else if (this.running) this.#wait(alarm);
    return () => void this.#alarms.delete(alarm);
  }

  /** A timer of the platform may end a little early: then it waits again. */
  #wait(alarm: Alarm): void {
    const ends = (): void => {
      this.advance(0);
      if (this.#alarms.has(alarm)) this.#wait(alarm);
    };
    setTimeout(ends, alarm.time - this.milliseconds()).unref();
  }

  #nextWithin(milliseconds: number): Alarm | undefined {
    const limit = this.milliseconds() + milliseconds;
    let next: Alarm | undefined;
    for (const alarm of this.#alarms) if (alarm.time <= limit && (!next || alarm.time < next.time)) next = alarm;
    return next;
  }
}
