import { fork, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import type { Job, Reach, Verdict } from "./job.ts";

/** The worker did not answer: the mutant made a test endless, or ended the process. That counts as noticed. */
const gone: Verdict = { killedBy: { capability: "the whole run", promise: "ends" }, failure: "it did not end" };

/** A worker process that is kept from one job to the next, and replaced after a job that does not end. */
export class WarmWorker {
  #process: ChildProcess | undefined;

  async reach(job: Extract<Job, { kind: "reach" }>): Promise<Reach> {
    const answer = await this.#ask<Reach>(job, 300_000);
    if (!answer) throw new Error(`the kit did not end on ${job.subject} as it is`);
    return answer;
  }

  async try(job: Extract<Job, { kind: "try" }>): Promise<Verdict> {
    return (await this.#ask<Verdict>(job, 90_000)) ?? gone;
  }

  close(): void {
    this.#process?.kill("SIGKILL");
    this.#process = undefined;
  }

  #ask<Answer>(job: Job, patienceMs: number): Promise<Answer | undefined> {
    this.#process ??= fork(join(import.meta.dirname, "worker.ts"), {
      execArgv: ["--conditions=@anyats/source"],
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    const running = this.#process;
    return new Promise((resolve) => {
      const end = (answer: Answer | undefined) => {
        clearTimeout(timer);
        running.removeAllListeners();
        if (answer === undefined) this.close();
        resolve(answer);
      };
      const timer = setTimeout(end, patienceMs, undefined);
      running.once("message", (answer) => end(answer as Answer));
      running.once("exit", () => end(undefined));
      running.send(job);
    });
  }
}
