import type { Call } from "@anyats/core";
import { beforeWriting } from "../errors/not-sent.ts";

/**
 * Work of a connection that must not run beside other work on the same thing: what reads a record and writes all of it
 * again, or looks for a person and enters one who is not there.
 */
export class InTurn {
  readonly #last = new Map<string, Promise<void>>();

  /** Works when all that came before with this key has ended, or fails when the call ends first. */
  async run<T>(key: string, call: Call, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key);
    const own = Promise.withResolvers<void>();
    const ended = (async () => {
      await before;
      await own.promise;
    })();
    this.#last.set(key, ended);
    try {
      if (before) await beforeWriting(() => before, call);
      return await work();
    } finally {
      own.resolve();
      if (this.#last.get(key) === ended) this.#last.delete(key);
    }
  }
}
