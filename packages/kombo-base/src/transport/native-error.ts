import { AtsError, RecordNotFound, type CapabilityEffect, type Certainty, type Retry } from "@anyats/core";

/** What is asked of the ATS's own API, as far as its errors need it. */
export interface NativeCall {
  readonly route: string;
  readonly certainty: Certainty;
  readonly effect: CapabilityEffect;
  /** How long the ATS asks to wait, in milliseconds. */
  readonly afterMs?: number | undefined;
}

interface Meaning {
  readonly code: string;
  readonly fault: AtsError["fault"];
  readonly message: string;
  readonly advice: string;
  /** Whether the ATS certainly did nothing. */
  readonly ran: "no" | "perhaps";
  readonly passes: boolean;
  readonly concerns?: "capability";
}

const refused = { code: "input.refused-by-ats", fault: "caller", ran: "no", passes: false } as const;

function meaningOf(status: number): Meaning {
  switch (status) {
    case 400:
    case 409:
    case 415:
    case 422:
      return {
        ...refused,
        message: "The ATS refused the data.",
        advice: "Compare the input with what the ATS accepts, and correct it.",
      };
    case 401:
      return {
        code: "connection.credentials-expired",
        fault: "configuration",
        ran: "no",
        passes: false,
        message: "The ATS refuses the stored credentials.",
        advice: "Ask the customer to reconnect (a relink).",
      };
    case 403:
      return {
        code: "connection.permission-missing",
        fault: "configuration",
        concerns: "capability",
        ran: "no",
        passes: false,
        message: "The credentials may not do this in the ATS.",
        advice: "Ask the customer's administrator to grant it.",
      };
    case 408:
      return {
        code: "ats.timed-out",
        fault: "ats",
        ran: "perhaps",
        passes: true,
        message: "The ATS timed out (HTTP 408).",
        advice: "This is usually temporary: try again later.",
      };
    case 413:
      return {
        ...refused,
        code: "input.too-large",
        message: "The ATS rejected the request as too large.",
        advice: "Send less: a smaller file, a shorter text or fewer records at a time.",
      };
    case 429:
      return {
        code: "ats.quota-exceeded",
        fault: "ats",
        ran: "no",
        passes: true,
        message: "The ATS limits the calls of this customer.",
        advice: "Try again later, and spread the calls.",
      };
    default:
      return status >= 500
        ? {
            code: "ats.unavailable",
            fault: "ats",
            ran: "perhaps",
            passes: true,
            message: `The ATS failed (HTTP ${status}).`,
            advice: "This is usually temporary: try again later.",
          }
        : {
            ...refused,
            message: `The ATS refused the request (HTTP ${status}).`,
            advice: "Look at the route's documentation.",
          };
  }
}

function retryAfter(passes: boolean, afterMs: number | undefined): Retry {
  if (!passes) return "never";
  return afterMs === undefined ? "safe" : { afterMs };
}

/**
 * The error that an upstream status becomes. On a route that no public source confirms, "not found" and "method not
 * allowed" most likely mean that the route is another one: that is said, and it is never repeated.
 */
export function nativeError(status: number, call: NativeCall, logUrl?: string): AtsError {
  if (call.certainty === "unverified" && (status === 404 || status === 405))
    return new AtsError({
      code: "route.unverified",
      fault: "adapter",
      retry: "never",
      message: `The ATS does not know ${call.route} (HTTP ${status}), an unverified route.`,
      advice:
        "The record may be missing, or the route is another one: choose the documented routes, or replace this one in the settings.",
      status,
    });
  if (status === 404 || status === 410) return new RecordNotFound("record");
  const { ran, passes, ...facts } = meaningOf(status);
  const retry = ran === "perhaps" && call.effect === "creates" ? "unknown-outcome" : retryAfter(passes, call.afterMs);
  return new AtsError({ ...facts, retry, status, logUrl });
}
