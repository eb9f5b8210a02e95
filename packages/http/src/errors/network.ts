import { AtsError, type CapabilityEffect } from "@anyats/core";
import { orWrongAddress, type Party } from "./meaning.ts";

/** Codes that arise before a connection exists, whatever the runtime says of the system call. */
const beforeConnecting = new Set(["ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT", "ConnectionRefused"]);

/** System calls that come before the first byte is sent. */
const connecting = new Set<unknown>(["connect", "getaddrinfo"]);

/**
 * Why the connection was never made; `undefined` where it may have been. The code alone does not tell: a host that
 * vanishes in the middle is reported as unreachable too, by the system call that read.
 */
export function whyUnreachable(error: unknown): string | undefined {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const { code, syscall, errors } = at as { code?: unknown; syscall?: unknown; errors?: readonly unknown[] };
    if (errors && errors.length > 0) {
      const reasons = errors.map(whyUnreachable);
      return reasons.includes(undefined) ? undefined : reasons[0];
    }
    if (typeof code === "string") return beforeConnecting.has(code) || connecting.has(syscall) ? code : undefined;
  }
  return undefined;
}

const look = "The write may have run: check the ATS before you retry.";

/** No answer came: the connection failed. Unless it was never made, the request may have arrived. */
export function networkError(
  unreachable: string | undefined,
  asked: Pick<Party, "addressSetting">,
  effect: CapabilityEffect,
): AtsError {
  const sent = unreachable === undefined;
  const unknown = sent && effect === "creates";
  return new AtsError({
    code: sent ? "network.interrupted" : "network.unreachable",
    fault: "network",
    retry: unknown ? "unknown-outcome" : "safe",
    message: sent ? "The connection broke before an answer came." : `The server cannot be reached (${unreachable}).`,
    advice: unknown ? look : `Check the network${orWrongAddress(", ", asked)}, then try again.`,
  });
}

/** An answer came that is not what it should be. @param facts `passes`: whether another answer may be better. */
export function unreadableAnswer(
  what: string,
  asked: Party,
  effect: CapabilityEffect,
  { status, passes = true }: { readonly status?: number | undefined; readonly passes?: boolean } = {},
): AtsError {
  const { name, party = "ats" } = asked;
  const again = `This is usually temporary: try again${orWrongAddress(", and ", asked)}.`;
  return new AtsError({
    code: `${party}.unreadable-answer`,
    fault: party,
    retry: effect === "creates" ? "unknown-outcome" : passes ? "safe" : "never",
    message: `${name}'s answer cannot be read: ${what}.`,
    advice: effect === "creates" ? look : passes ? again : "Report it, with the operation.",
    status,
  });
}

/** A record that a call cannot do without came in another form. @param kind As messages name it. @param where Its place. */
export function unreadableRecord(kind: string, where: string, { party = "ats" }: Pick<Party, "party"> = {}): AtsError {
  return new AtsError({
    code: "record.unreadable",
    fault: party,
    retry: "never",
    message: `The ${kind} came in a form that cannot be read (at ${where}).`,
    advice: "Report it; a stream sets such a record aside and goes on.",
  });
}
