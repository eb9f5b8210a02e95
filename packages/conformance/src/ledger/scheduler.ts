/** Something that a process waits to do, in each way in which it may go. */
interface Pending {
  readonly ways: readonly (() => void)[];
}

const started = async <T>(way: () => T | Promise<T>): Promise<T> => way();

/** One process of an app, which goes on only when it is told to. */
export class Process {
  readonly id: number;
  /** What it waits to do; `undefined` when it has ended or died. */
  pending: Pending | undefined;
  /** Lets everything happen at once, in the first way. */
  calm = false;
  #blocked = Promise.withResolvers<void>();

  constructor(id: number) {
    this.id = id;
  }

  /** Waits until the scheduler chooses one of the ways. */
  step<T>(ways: readonly (() => T | Promise<T>)[]): Promise<T> {
    if (this.calm) return started(ways[0]!);
    return new Promise<T>((resolve, reject) => {
      const chosen = ways.map((way) => () => void started(way).then(resolve, reject));
      this.pending = { ways: chosen };
      this.#blocked.resolve();
    });
  }

  /** Goes on in one way, up to the next step or the end. */
  async go(way: () => void): Promise<void> {
    this.pending = undefined;
    this.#blocked = Promise.withResolvers();
    way();
    await this.#blocked.promise;
  }

  /** Does something to its end; each step of it waits. */
  async begin(work: () => Promise<unknown>): Promise<void> {
    this.#blocked = Promise.withResolvers();
    const ended = () => {
      this.pending = undefined;
      this.#blocked.resolve();
    };
    void work().then(ended, ended);
    await this.#blocked.promise;
  }

  /** Dies: what it waited for never happens. */
  die(): void {
    this.pending = undefined;
  }
}

/** A choice that was made in a history, of so many. */
export interface Choice {
  readonly taken: number;
  readonly of: number;
}

/** The choices of the next history in depth-first order; `undefined` after the last one. */
export function nextChoices(choices: readonly Choice[]): readonly number[] | undefined {
  const last = choices.findLastIndex(({ taken, of }) => taken + 1 < of);
  if (last < 0) return undefined;
  return [...choices.slice(0, last).map(({ taken }) => taken), choices[last]!.taken + 1];
}

/** Numbers from 0 to 1, the same for the same seed. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
