import { CallAborted, DeadlineExceeded } from "@anyats/core";

/** Why a request was given up before it was sent: then its outcome is known, it did not run. */
export function notSent(reason: unknown): unknown {
  if (reason instanceof DeadlineExceeded) return new DeadlineExceeded(Number(reason.details?.["timeoutMs"]));
  return reason instanceof CallAborted ? new CallAborted(false, reason.closed) : reason;
}
