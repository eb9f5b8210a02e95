import { join } from "node:path";
import type { AbortedCalls } from "./aborted-calls/abort-calls.ts";
import { inWorker } from "./in-worker.ts";

/** Gives up calls in a thread that holds nothing else, so that what is left is theirs. */
export function abortedCalls(calls: number): Promise<AbortedCalls> {
  return inWorker(join(import.meta.dirname, "aborted-calls", "abort-worker.ts"), calls);
}
