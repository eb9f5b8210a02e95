import { CLOCK, type Clock, ContainerModule } from "@anyats/core";

/** A wait of this length is a deadline of a call, not a pause before a repeat. */
const deadlineMs = 30_000;

/**
 * A clock on which pauses are over at once, and deadlines strike only when someone aborts. A longer wait is a pause, too,
 * where it takes less than half of what is left before a deadline that is already awaited.
 */
export function instantClock(start: Date): ContainerModule {
  const time = start.getTime();
  const known = modules.get(time);
  if (known) return known;
  if (modules.size >= mostModules) modules.clear();
  const made = clockModule(() => new InstantClock(start));
  modules.set(time, made);
  return made;
}

/** Binds a clock, in place of the usual one. */
export const clockModule = (clock: () => Clock): ContainerModule =>
  new ContainerModule(({ rebind }) => void rebind(CLOCK).toConstantValue(clock()));

interface Slot {
  readonly module: ContainerModule;
  clock: Clock;
}

function slotFor(clock: Clock): Slot {
  const slot: Slot = { clock, module: clockModule(() => slot.clock) };
  return slot;
}

const slots: Slot[] = [];
const mostSlots = 16;
let next = 0;

/**
 * The same for a connection that is made at once. The modules are used in turn: of one that it has not seen, core makes and
 * checks every handler of the adapter.
 */
export function clockOnce(clock: Clock): ContainerModule {
  const slot = (slots[next] ??= slotFor(clock));
  next = (next + 1) % mostSlots;
  slot.clock = clock;
  return slot.module;
}

/**
 * Core plans an adapter once for each set of modules, compared by identity: worlds that start at the same time share a
 * module. Each connection still gets its own clock.
 */
const modules = new Map<number, ContainerModule>();
const mostModules = 100;

/** Such a clock, which adds up the pauses. */
export class InstantClock implements Clock {
  #now: number;
  /** Two may strike at the same time. */
  readonly #deadlines = new Set<{ readonly due: number }>();
  #waited = 0;

  constructor(start: Date) {
    this.#now = start.getTime();
  }

  now(): number {
    return this.#now;
  }

  /** How long the pauses took in all, in milliseconds. */
  get waited(): number {
    return this.#waited;
  }

  /** Lets time pass between calls. */
  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason as Error);
    const due = this.#now + milliseconds;
    if (milliseconds < deadlineMs || milliseconds * 2 <= this.#left()) {
      this.#now = due;
      this.#waited += milliseconds;
      return Promise.resolve();
    }
    const deadline = { due };
    this.#deadlines.add(deadline);
    return new Promise((_resolve, reject) =>
      signal?.addEventListener(
        "abort",
        () => {
          this.#deadlines.delete(deadline);
          reject(signal.reason as Error);
        },
        { once: true },
      ),
    );
  }

  /** How long it is until the last deadline that is awaited. */
  #left(): number {
    let last = this.#now;
    for (const { due } of this.#deadlines) if (due > last) last = due;
    return last - this.#now;
  }
}
