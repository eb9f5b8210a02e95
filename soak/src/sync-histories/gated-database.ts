import { StatementFailed, type Database, type Queryable } from "@anyats/postgres";
import { Crash, type Passed, type Process, type Scheduler } from "./scheduler.ts";

/** What a process shares with all others and what is not its own code: limits of requests, which have proofs of their own. */
const apart = /allowance/;
/** What takes no lock that another statement would wait for. */
const reads = /^\s*select(?!.* for (?:no key )?update)/s;

/** A database as one process sees it: each statement waits until the scheduler lets it through. */
export class GatedDatabase implements Database {
  readonly #inner: Database;
  readonly #scheduler: Scheduler;
  readonly #process: Process;
  /** Until it is closed, statements pass: a process that starts is of no interest. */
  ungated = true;
  /** How many statements the server rejects from now on, as one that would wait in a circle. */
  toReject = 0;

  constructor(inner: Database, scheduler: Scheduler, process: Process) {
    this.#inner = inner;
    this.#scheduler = scheduler;
    this.#process = process;
  }

  /** @param commits Whether the statement is a transaction of its own, which gives its locks back. */
  async #step<T>(sql: string, commits: boolean, run: () => Promise<T>): Promise<T> {
    this.#process.live();
    const isApart = this.ungated || apart.test(sql);
    const passed = isApart ? { lastStep: false } : await this.#scheduler.gate(this.#process);
    if (!isApart && this.toReject > 0) {
      this.toReject -= 1;
      throw new StatementFailed({ sqlState: "40P01" });
    }
    const done = this.#scheduler.busy();
    try {
      return this.#heard(passed, await run());
    } finally {
      if (commits && !reads.test(sql)) this.#scheduler.unlocked();
      done();
    }
  }

  /** The result, unless the process died before it heard of it. */
  #heard<T>({ lastStep }: Passed, result: T): T {
    if (lastStep) this.#scheduler.kill(this.#process);
    this.#process.live();
    return result;
  }

  query<Row>(sql: string, parameters?: readonly unknown[]) {
    return this.#step(sql, true, () => this.#inner.query<Row>(sql, parameters));
  }

  async transaction<T>(work: (transaction: Queryable) => Promise<T>): Promise<T> {
    this.#process.live();
    if (!this.ungated) {
      const { lastStep } = await this.#scheduler.gate(this.#process);
      if (lastStep) this.#scheduler.kill(this.#process);
    }
    this.#process.live();
    let done = this.#scheduler.busy();
    let committing: Passed = { lastStep: false };
    try {
      const result = await this.#inner.transaction(async (inner) => {
        done();
        try {
          const made = await work({
            query: (sql, parameters) => this.#step(sql, false, () => inner.query<never>(sql, parameters)),
          });
          if (!this.ungated) committing = await this.#scheduler.gate(this.#process);
          return made;
        } finally {
          done = this.#scheduler.busy();
        }
      });
      return this.#heard(committing, result);
    } catch (error) {
      if (this.#process.dead) throw new Crash("The process is dead.");
      throw error;
    } finally {
      this.#scheduler.unlocked();
      done();
    }
  }

  listen(channel: string, told: (payload: string) => void) {
    return this.#inner.listen(channel, told);
  }

  async close(): Promise<void> {}
}
