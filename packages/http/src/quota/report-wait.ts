import type { AtsError, Call, EventHub } from "@anyats/core";

/** Tells the telemetry and those who listen that a call waits, or has waited, for a limit. */
export function reportQuotaWait(events: EventHub, call: Call, waitMs: number, limit: string): void {
  call.note("waitedMs", waitMs);
  call.note("quotaWaitMs", waitMs);
  call.note("quotaWaits", 1);
  events.emit("quota", { capability: call.capability, waitMs, limit });
}

/** Tells that a request will be made again, and why; a wait that a limit imposed is told as one. */
export function reportRetry(events: EventHub, call: Call, error: AtsError, attempt: number, waitMs: number): void {
  if (error.code.includes("quota")) reportQuotaWait(events, call, waitMs, error.code);
  else call.note("waitedMs", waitMs);
  events.emit("retry", { capability: call.capability, attempt, waitMs, because: error.code });
}
