import { AtsError, type CapabilityEffect, type Concern, type Fault, type Retry } from "@anyats/core";

/** What a refusal of a server means to the caller. */
export interface Meaning {
  /** Stable and dotted, such as `connection.key-refused`. */
  readonly code: string;
  readonly fault: Fault;
  /** Whether the server ran the operation before it refused. */
  readonly ran: "no" | "perhaps";
  /** Whether waiting helps: the same request may succeed later without anyone changing anything. */
  readonly passes: boolean;
  /** One sentence. Holds nothing that the server said: it may name a person. */
  readonly message: string;
  readonly advice: string;
  /** What it concerns. Default: the `connection` for a fault of the configuration, else this `call`. */
  readonly concerns?: Concern;
  /** Whether a webhook tells when the same request may succeed. */
  readonly awaitsWebhook?: boolean;
  /** Which limit refused the request. The allowance takes note of it. */
  readonly quota?: "window" | "concurrency";
}

/** Meanings by status. What an adapter leaves out has the general meaning. */
export type StatusTable = Readonly<Record<number, Meaning>>;

/** What an answer says of a refusal, as an adapter reads it. */
export interface Refusal {
  /** What it means; `undefined` leaves that to the status. */
  readonly meaning?: Meaning | undefined;
  /** The server's own code. A text that does not look like one may be anything, and is not shown. */
  readonly upstreamCode?: string | undefined;
  readonly logUrl?: string | undefined;
  /** How long the server asks to wait, in milliseconds, where it says so in the body. */
  readonly afterMs?: number | undefined;
}

/** Whose API it is, for the general meanings. */
export interface Party {
  /** As messages name it. */
  readonly name: string;
  /** Default: `ats`. */
  readonly party?: "ats" | "aggregator";
  /** The setting of the connection that holds the server's address, such as `baseUrl`: it may be wrong. */
  readonly addressSetting?: string;
}

/** That the setting may be wrong that holds the address; nothing where there is none. @param and What comes before. */
export const orWrongAddress = (and: string, { addressSetting }: Pick<Party, "addressSetting">): string =>
  addressSetting ? `${and}check \`${addressSetting}\` in the settings` : "";

/** What a status means in general. */
export function generalMeaning(status: number, asked: Party): Meaning {
  const { name, party = "ats" } = asked;
  const refused = { code: `input.refused-by-${party}`, fault: "caller", ran: "no", passes: false } as const;
  switch (status) {
    case 401:
      return {
        code: "connection.key-refused",
        fault: "configuration",
        ran: "no",
        passes: false,
        message: `${name} rejected the credentials.`,
        advice: "Check the key in the settings; it may have expired or belong to another account.",
      };
    case 403:
      return {
        code: "connection.permission-missing",
        fault: "configuration",
        ran: "no",
        passes: false,
        concerns: "capability",
        message: `The credentials lack a permission in ${name}.`,
        advice: "Ask the customer's administrator to grant it.",
      };
    case 404:
    case 410:
      return {
        code: "record.not-found",
        fault: "caller",
        ran: "no",
        passes: false,
        message: `${name} found nothing at this id or address.`,
        advice: `Check that the ids belong to this connection${orWrongAddress(", and ", asked)}.`,
      };
    case 408:
      return {
        code: `${party}.timed-out`,
        fault: party,
        ran: "perhaps",
        passes: true,
        message: `${name} timed out (HTTP 408).`,
        advice: "Try again later.",
      };
    case 413:
      return {
        ...refused,
        code: "input.too-large",
        message: `${name} rejected the request as too large.`,
        advice: "Send less: a smaller file, a shorter text or fewer records at a time.",
      };
    case 429:
      return {
        code: party === "ats" ? "ats.quota-exceeded" : "quota.exceeded",
        fault: party === "ats" ? "ats" : "caller",
        ran: "no",
        passes: true,
        message: `${name} limits the number of requests.`,
        advice: "Wait until the limit renews, and spread the calls.",
        quota: "window",
      };
    default:
      return status >= 500
        ? {
            code: `${party}.unavailable`,
            fault: party,
            ran: "perhaps",
            passes: true,
            message: `${name} failed (HTTP ${status}).`,
            advice: "This is usually temporary: try again later.",
          }
        : {
            ...refused,
            message: `${name} rejected the request (HTTP ${status}).`,
            advice: `Compare the request with what ${name} accepts${status === 405 ? orWrongAddress(", and ", asked) : ""}.`,
          };
  }
}

/** What a status means: by the adapter's table, else in general. */
export function meaningOf(status: number, party: Party, table: StatusTable = {}): Meaning {
  return table[status] ?? generalMeaning(status, party);
}

/** What a status of another server means, such as a store for files: it says nothing of the connection's key, rights and quota. */
export function elsewhere(status: number, party: Party): Meaning {
  const isOfKey = status === 401 || status === 403;
  const { quota: _quota, ...meaning } = generalMeaning(isOfKey ? 400 : status, { ...party, name: "The file store" });
  const fault = party.party ?? "ats";
  // Its quota is not the ATS's.
  if (status === 429) return { ...meaning, code: `${fault}.unavailable`, fault };
  const message = `The file store rejected the request (HTTP ${status}).`;
  return isOfKey ? { ...meaning, message, advice: "The address of the file may have expired: try again." } : meaning;
}

/** Whether the same call may be made again after a refusal. */
export function retryOf(
  { ran, passes, awaitsWebhook }: Meaning,
  effect: CapabilityEffect,
  waitMs: number | undefined,
): Retry {
  if (ran === "perhaps" && effect === "creates") return "unknown-outcome";
  if (awaitsWebhook) return "after-next-webhook";
  if (!passes) return "never";
  return waitMs === undefined ? "safe" : { afterMs: waitMs };
}

const looksLikeACode = /^[\w.:-]{1,250}$/;

/** The error that a refusal becomes. */
export function refusalError(
  meaning: Meaning,
  facts: Omit<Refusal, "meaning"> & { readonly status?: number | undefined; readonly effect: CapabilityEffect },
): AtsError {
  const { code, fault, message, advice, concerns } = meaning;
  const { status, logUrl } = facts;
  const upstreamCode = looksLikeACode.test(facts.upstreamCode ?? "") ? facts.upstreamCode : undefined;
  const retry = retryOf(meaning, facts.effect, facts.afterMs);
  return new AtsError({ code, fault, retry, concerns, message, advice, status, upstreamCode, logUrl });
}
