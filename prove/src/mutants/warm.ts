import { fork, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import type { Begun, Job, Reach, TestName, Verdict } from "./job.ts";
import type { Mutant } from "./mutant.ts";

/** The worker did not answer: the mutant made a test endless, or ended the process. That counts as noticed. */
const gone: Verdict = {
  killedBy: { capability: "the whole run", promise: "ends", world: 0 },
  failure: "it did not end",
  spoilt: false,
};

/** How long a worker may be silent, in milliseconds. It reports each test. */
const patienceMs = 45_000;

/** How long it may take to load the adapter, in milliseconds. */
const loadingMs = 180_000;

/** A worker process that is kept from one job to the next, and replaced after a job that does not end. */
export class WarmWorker {
  readonly #begin: Extract<Job, { kind: "begin" }>;
  #process: ChildProcess | undefined;
  #reloading: ReadonlySet<number> = new Set();

  constructor(subject: string, mutants: readonly Mutant[], files: readonly string[]) {
    this.#begin = { kind: "begin", subject, mutants, files };
  }

  async reach(): Promise<Reach> {
    const answer = await this.#ask<Reach>({ kind: "reach" });
    if (!answer) throw new Error(`the kit did not end on ${this.#begin.subject} as it is`);
    return answer;
  }

  /** Whether a mutant can be switched on, and need not be loaded. */
  isBuiltIn(mutant: number): boolean {
    return !this.#reloading.has(mutant);
  }

  /** Switches a mutant on, or loads the adapter with it, and runs the tests until one fails. */
  async try(mutant: number, tests: readonly TestName[], reload = !this.isBuiltIn(mutant)): Promise<Verdict> {
    const verdict = (await this.#ask<Verdict>({ kind: "try", mutant, tests, reload })) ?? gone;
    if (!verdict.spoilt) return verdict;
    // It may have been noticed because of what an earlier mutant left behind.
    this.close();
    return (await this.#ask<Verdict>({ kind: "try", mutant, tests, reload: true })) ?? gone;
  }

  close(): void {
    this.#process?.removeAllListeners();
    this.#process?.kill("SIGKILL");
    this.#process = undefined;
  }

  async #ask<Answer>(job: Job): Promise<Answer | undefined> {
    if (!this.#process?.connected) {
      this.#process = fork(join(import.meta.dirname, "worker.ts"), {
        execArgv: ["--conditions=@anyats/source"],
        stdio: ["ignore", "ignore", "ignore", "ipc"],
      });
      const begun = await this.#answerTo<Begun>(this.#process, this.#begin, loadingMs);
      if (!begun) throw new Error(`${this.#begin.subject} cannot be loaded with the mutants built in`);
      this.#reloading = new Set(begun.reloading);
    }
    return this.#answerTo<Answer>(this.#process, job);
  }

  #answerTo<Answer>(running: ChildProcess, job: Job, silentMs = patienceMs): Promise<Answer | undefined> {
    return new Promise((resolve, reject) => {
      const end = (answer: Answer | undefined) => {
        clearTimeout(timer);
        running.removeAllListeners();
        if (answer === undefined) this.close();
        resolve(answer);
      };
      const timer = setTimeout(end, silentMs, undefined);
      running.on("message", (said: { readonly kind: string; readonly answer?: Answer; readonly error?: string }) => {
        if (said.kind === "done") end(said.answer);
        else if (said.kind === "failed") reject(new Error(said.error));
        else timer.refresh();
      });
      running.once("exit", () => end(undefined));
      running.send(job);
    });
  }
}
