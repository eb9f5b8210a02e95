import { CallAborted, DeadlineExceeded } from "@anyats/core";

/** Why something was given up before anything was sent: then its outcome is known, it did not run. */
export function notSent(reason: unknown): unknown {
  if (reason instanceof DeadlineExceeded) return new DeadlineExceeded(Number(reason.details?.["timeoutMs"]));
  return reason instanceof CallAborted ? new CallAborted(false, reason.closed) : reason;
}

/** Does what comes before a write. When the call is given up meanwhile, nothing was written, and that is said. */
export async function beforeWriting<T>(prepare: () => Promise<T>): Promise<T> {
  try {
    return await prepare();
  } catch (error) {
    throw notSent(error);
  }
}
