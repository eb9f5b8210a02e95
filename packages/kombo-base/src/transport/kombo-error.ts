import { AtsError, type CapabilityEffect, type Retry } from "@anyats/core";
import { z } from "zod";
import { codeForStatus, komboCodes, type KomboCode } from "./kombo-codes.ts";

const errorBody = z.looseObject({
  error: z.looseObject({ code: z.string().nullish(), log_url: z.string().nullish() }),
});

/** What an answer that is no success says. Kombo's own message is left out: it may hold a person's data. */
export interface KomboRefusal {
  readonly status: number;
  readonly komboCode: string | undefined;
  readonly meaning: KomboCode;
  readonly logUrl: string | undefined;
}

/** The address of a log, where it is one: https, bounded, and in a form in which no character steers a terminal. */
export function safeLogUrl(value: string | null | undefined): string | undefined {
  const url = value ? URL.parse(value) : null;
  return url?.protocol === "https:" ? url.href.slice(0, 500) : undefined;
}

/** How Kombo writes its codes. What looks otherwise may be anything, and is not passed on. */
const looksLikeACode = /^[A-Z][A-Z_]{0,40}(\.[A-Z][A-Z0-9_]{0,60}){1,3}$/;

/** Reads an error answer: by its code, and by its status only where there is no code that is known. */
export function readRefusal(status: number, body: unknown): KomboRefusal {
  const parsed = errorBody.safeParse(body);
  const said = parsed.success ? (parsed.data.error.code ?? undefined) : undefined;
  const komboCode = said !== undefined && looksLikeACode.test(said) ? said : undefined;
  const known = komboCode === undefined ? undefined : komboCodes[komboCode];
  const logUrl = parsed.success ? safeLogUrl(parsed.data.error.log_url) : undefined;
  return { status, komboCode, meaning: known ?? codeForStatus(status), logUrl };
}

/** Whether the same call may be made again after this refusal. */
export function retryAfter(refusal: KomboRefusal, effect: CapabilityEffect, waitMs: number | undefined): Retry {
  const { ran, passes } = refusal.meaning;
  if (ran === "perhaps" && effect === "creates") return "unknown-outcome";
  if (!passes) return "never";
  return waitMs === undefined ? "safe" : { afterMs: waitMs };
}

/** The error that a refusal becomes. */
export function komboError(refusal: KomboRefusal, effect: CapabilityEffect, waitMs: number | undefined): AtsError {
  const { meaning, status, komboCode, logUrl } = refusal;
  return new AtsError({
    code: meaning.code,
    fault: meaning.fault,
    retry: retryAfter(refusal, effect, waitMs),
    message: meaning.message,
    advice: meaning.advice,
    status,
    upstreamCode: komboCode,
    logUrl,
  });
}

/** No answer came: the connection failed. Unless it is known why it was never made, the request may have arrived. */
export function networkError(unreachable: string | undefined, effect: CapabilityEffect): AtsError {
  const sent = unreachable === undefined;
  const unknown = sent && effect === "creates";
  return new AtsError({
    code: sent ? "network.interrupted" : "network.unreachable",
    fault: "network",
    retry: unknown ? "unknown-outcome" : "safe",
    message: sent ? "The connection broke before an answer came." : `The server cannot be reached (${unreachable}).`,
    advice: unknown
      ? "The write may have run: look before you repeat it."
      : "Check the network and the address (region or baseUrl), then try again.",
  });
}

/** An answer came that is not what it should be. */
export function unreadableAnswer(what: string, effect: CapabilityEffect, status: number): AtsError {
  return new AtsError({
    code: "aggregator.unreadable-answer",
    fault: "aggregator",
    retry: effect === "creates" ? "unknown-outcome" : "safe",
    message: `Kombo's answer cannot be read: ${what}.`,
    advice:
      effect === "creates" ? "The write may have run: look before you repeat it." : "It usually passes: try again.",
    status,
  });
}
