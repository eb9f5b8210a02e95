import type { Database, Queryable } from "@anyats/postgres";
import { WrappedDatabase } from "./wrapped-database.ts";

/** The process died here. */
export class Crash extends Error {
  override readonly name = "Crash";
}

/**
 * A database whose process dies before or after its nth statement or request: whatever it sends afterwards never arrives,
 * and a transaction that it had open is rolled back. `begin` and `commit` are statements too.
 */
export class CrashingDatabase extends WrappedDatabase {
  readonly #at: number;
  readonly #when: "before" | "after";
  #count = 0;
  #dead = false;

  constructor(inner: Database, at: number, when: "before" | "after") {
    super(inner);
    this.#at = at;
    this.#when = when;
  }

  get crashed(): boolean {
    return this.#dead;
  }

  async #step<T>(work: () => Promise<T>): Promise<T> {
    if (this.#dead) throw new Crash("dead");
    const isLast = this.#count++ === this.#at;
    if (isLast && this.#when === "before") {
      this.#dead = true;
      throw new Crash("before a statement");
    }
    const result = await work();
    if (this.#dead) throw new Crash("dead");
    if (!isLast) return result;
    this.#dead = true;
    throw new Crash("after a statement");
  }

  protected override send<Row>(to: Queryable, sql: string, parameters?: readonly unknown[]) {
    return this.#step(() => super.send<Row>(to, sql, parameters));
  }

  override transaction<T>(work: (transaction: Queryable) => Promise<T>): Promise<T> {
    // A step of its own: before it nothing was sent, after it the commit has arrived and its answer has not.
    return this.#step(() => super.transaction(work));
  }

  /** The requests of the process count as its statements do. */
  fetch(inner: typeof globalThis.fetch): typeof globalThis.fetch {
    return (input, init) => this.#step(() => inner(input, init));
  }
}
