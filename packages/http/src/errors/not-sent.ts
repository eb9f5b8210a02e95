import { CallAborted, DeadlineExceeded, type Call } from "@anyats/core";
import { untilAborted } from "../calls/shared-answers.ts";

/** Why something was given up before anything was sent: then its outcome is known, it did not run. */
export function notSent(reason: unknown): unknown {
  if (reason instanceof DeadlineExceeded) return new DeadlineExceeded(Number(reason.details?.["timeoutMs"]));
  return reason instanceof CallAborted ? new CallAborted(false, reason.closed) : reason;
}

/**
 * Does what comes before a write. When the call is given up meanwhile, nothing was written, and that is said.
 * @param call Ends the wait at once where the call is given up during work that does not end with it, such as loading code.
 */
export async function beforeWriting<T>(prepare: () => Promise<T>, call?: Pick<Call, "signal">): Promise<T> {
  try {
    return await (call ? untilAborted(prepare(), call.signal) : prepare());
  } catch (error) {
    throw notSent(error);
  }
}
