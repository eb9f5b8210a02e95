import { AtsError, RecordNotFound, type CapabilityEffect } from "@anyats/core";

// Messages hold nothing that the server said: it may name a person.

/** The connection broke before an answer came. A write that creates may have run. */
export function noAnswer(effect: CapabilityEffect): AtsError {
  return new AtsError({
    code: "network.interrupted",
    fault: "network",
    retry: effect === "creates" ? "unknown-outcome" : "safe",
    message: "The connection to Rowan broke before an answer came.",
    advice: effect === "creates" ? "The write may have run: look before you repeat it." : "Try again.",
  });
}

/** An answer came that is not what it should be: cut off, or the page of a proxy. */
export function unreadableAnswer(effect: CapabilityEffect, status: number): AtsError {
  return new AtsError({
    code: "ats.unreadable-answer",
    fault: "ats",
    retry: effect === "creates" ? "unknown-outcome" : "safe",
    message: "The answer of Rowan cannot be read.",
    advice: effect === "creates" ? "The write may have run: look before you repeat it." : "Try again.",
    status,
  });
}

/** What an answer that is no success means. */
export function refusal(status: number, headers: Headers, effect: CapabilityEffect): AtsError {
  if (status === 404) return new RecordNotFound("record");
  if (status === 401 || status === 403)
    return new AtsError({
      code: "connection.key-refused",
      fault: "configuration",
      retry: "never",
      message: "Rowan refuses the key.",
      advice: "Check the key, and that it may do this.",
      status,
    });
  if (status === 429)
    return new AtsError({
      code: "ats.quota-exceeded",
      fault: "ats",
      retry: { afterMs: Number(headers.get("retry-after") ?? 1) * 1_000 || 1_000 },
      message: "Rowan limits the number of requests.",
      advice: "Try again later, and spread the calls.",
      status,
    });
  if (status >= 500)
    return new AtsError({
      code: "ats.unavailable",
      fault: "ats",
      retry: effect === "creates" ? "unknown-outcome" : "safe",
      message: `Rowan failed (HTTP ${status}).`,
      advice: "It usually passes: try again later.",
      status,
    });
  return new AtsError({
    code: "input.refused-by-ats",
    fault: "caller",
    retry: "never",
    message: `Rowan refused the request (HTTP ${status}).`,
    advice: "Compare what was sent with what Rowan takes.",
    status,
  });
}
