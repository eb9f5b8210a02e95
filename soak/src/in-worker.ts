import { once } from "node:events";
import { Worker, parentPort, workerData } from "node:worker_threads";

/** Runs a file in a thread of its own, with what it is given. @returns What it answers. */
export async function inWorker<Given, Answer>(file: string, given: Given): Promise<Answer> {
  const thread = new Worker(file, {
    workerData: given,
    execArgv: ["--conditions=@anyats/source"],
    // Requests leave much behind that is soon forgotten.
    resourceLimits: { maxYoungGenerationSizeMb: 128 },
  });
  const [answer] = (await once(thread, "message")) as [Answer];
  return answer;
}

/** The other side: answers what the thread was given. */
export async function answer<Given>(run: (given: Given) => Promise<unknown>): Promise<void> {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is not a window
  parentPort?.postMessage(await run(workerData as Given));
}
