import { AtsError } from "../errors/index.ts";

/** Another call holds the idempotency key. */
export function inProgress(): AtsError {
  return new AtsError({
    code: "write.in-progress",
    fault: "caller",
    retry: { afterMs: 1_000 },
    message: "A write with this idempotency key is under way.",
    advice: "Wait for it, then call again with the same key.",
  });
}

/** The claim no longer holds, so nothing was sent. */
export function claimLapsed(): AtsError {
  return new AtsError({
    code: "write.claim-lapsed",
    fault: "caller",
    retry: { afterMs: 1_000 },
    message: "The claim on the idempotency key lapsed; nothing was sent.",
    advice: "Call again with the same key.",
  });
}

/** The ledger failed before anything was sent. Its own text may hold data. */
export function ledgerFailed(): AtsError {
  return new AtsError({
    code: "ledger.failed",
    fault: "configuration",
    retry: "safe",
    message: "The ledger of idempotency keys failed; nothing was sent.",
    advice: "Check the ledger's database, then call again with the same key.",
  });
}

/** The write was performed, but its output is gone. */
export function resultNotKept(): AtsError {
  return new AtsError({
    code: "write.result-not-kept",
    fault: "caller",
    retry: "never",
    message: "The write with this idempotency key was made; its result is no longer kept.",
    advice: "Read the record from the ATS.",
  });
}

/** The time of the call is over. Nothing was sent. */
export function tooLate(): AtsError {
  return new AtsError({
    code: "call.deadline-exceeded",
    fault: "network",
    retry: "safe",
    message: "The call's deadline passed before anything was sent.",
    advice: "Try again, or raise timeoutMs.",
  });
}
