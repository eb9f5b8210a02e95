import type { Random } from "./random.ts";

/** The process died here. */
export class Crash extends Error {
  override readonly name = "Crash";
}

/** What a statement or a request waits at until it is let through. */
interface Gate {
  readonly process: Process;
  readonly number: number;
  open(passed: Passed): void;
  refuse(crash: Crash): void;
}

/** How a gate was passed: after a step with `lastStep` the process dies, before it hears of the result. */
export interface Passed {
  readonly lastStep: boolean;
}

/** A process, as far as one process can play several. */
export class Process {
  readonly index: number;
  dead = false;
  frozen = false;

  constructor(index: number) {
    this.index = index;
  }

  /** @throws {Crash} when it has died. */
  live(): void {
    if (this.dead) throw new Crash("The process is dead.");
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** So many turns of the event loop without news, and the code between two gates has run. */
const calmTurns = 12;
/** From then on a statement that has not answered may wait for a lock, in milliseconds. */
const patienceMs = 6;

/** Something that runs outside. */
interface Outside {
  /** It waits for a lock, as the database said; so it does until somebody gives one back. */
  stuck: boolean;
}

/**
 * Lets one statement or request of all processes through at a time, in an order that is drawn. What waits in the
 * database for a lock of another process is left waiting.
 */
export class Scheduler {
  readonly #random: Random;
  /** How many statements wait for a lock in the database. */
  readonly #blocked: () => Promise<number>;
  readonly #gates = new Set<Gate>();
  readonly #outside = new Set<Outside>();
  #news = 0;
  #bell: (() => void) | undefined;
  #number = 0;

  constructor(random: Random, blocked: () => Promise<number>) {
    this.#random = random;
    this.#blocked = blocked;
  }

  /** Waits to be let through. @throws {Crash} when the process dies first. */
  gate(process: Process): Promise<Passed> {
    if (process.dead) return Promise.reject(new Crash("The process is dead."));
    this.#hear();
    return new Promise((resolve, reject) => {
      this.#gates.add({ process, number: (this.#number += 1), open: resolve, refuse: reject });
    });
  }

  #hear(): void {
    this.#news += 1;
    this.#bell?.();
  }

  /** Says that something outside runs. @returns What says that it has ended; a second call does nothing. */
  busy(): () => void {
    const outside: Outside = { stuck: false };
    this.#outside.add(outside);
    this.#hear();
    return () => {
      if (!this.#outside.delete(outside)) return;
      // It was let go by something that let others go as well.
      if (outside.stuck) this.unlocked();
      this.#hear();
    };
  }

  /** Says that a lock may have been given back: what waited for one may run. */
  unlocked(): void {
    for (const outside of this.#outside) outside.stuck = false;
  }

  /** Ends a process at one of its gates: before what waits there, or after it. */
  crash(process: Process, when: "before" | "after"): void {
    const waiting = this.#of(process);
    if (when === "after" && waiting.length > 0) {
      this.#release(this.#random.one(waiting), { lastStep: true });
      return;
    }
    this.kill(process);
  }

  kill(process: Process): void {
    process.dead = true;
    process.frozen = false;
    this.unlocked();
    for (const gate of this.#of(process)) {
      this.#gates.delete(gate);
      gate.refuse(new Crash("The process dies here."));
    }
  }

  #of(process: Process): readonly Gate[] {
    return [...this.#gates].filter((gate) => gate.process === process);
  }

  #release(gate: Gate, passed: Passed): void {
    this.#gates.delete(gate);
    this.#hear();
    gate.open(passed);
  }

  /** Waits until everything that runs stands at a gate, or at a lock. */
  async calm(): Promise<void> {
    let patience = patienceMs;
    for (let turns = 0; turns < calmTurns;) {
      const news = this.#news;
      const running = [...this.#outside].filter(({ stuck }) => !stuck).length;
      if (running === 0) {
        await turn();
        turns = news === this.#news ? turns + 1 : 0;
        continue;
      }
      turns = 0;
      // Nobody waits by turning the event loop: the database needs the core.
      if (await this.#newsWithin(patience)) continue;
      const all = [...this.#outside];
      if ((await this.#blocked()) >= all.length && news === this.#news) for (const one of all) one.stuck = true;
      // It is only slow, such as on a busy machine.
      else patience *= 2;
    }
  }

  #newsWithin(ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (heard: boolean) => {
        clearTimeout(timer);
        this.#bell = undefined;
        resolve(heard);
      };
      const timer = setTimeout(end, ms, false);
      this.#bell = () => end(true);
    });
  }

  /** Lets so many through. @returns Whether there was anything left to do. */
  async move(moves: number, isRunning: () => boolean): Promise<boolean> {
    let waited = 0;
    for (let moved = 0; moved < moves;) {
      await this.calm();
      const free = [...this.#gates].filter(({ process }) => !process.frozen);
      if (free.length > 0) {
        const byProcess = free.toSorted((one, two) => one.process.index - two.process.index || one.number - two.number);
        this.#release(this.#random.one(byProcess), { lastStep: false });
        moved += 1;
        waited = 0;
      } else {
        const isFrozen = [...this.#gates].length > 0;
        if (!isRunning() || isFrozen) return isFrozen;
        // Something waits in real time, such as for a lock that the server must break.
        if ((waited += 1) > 4_000) throw new Error("A process waits for nothing.");
        await pause(1);
      }
    }
    return true;
  }
}
