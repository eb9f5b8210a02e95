import type { AllowanceFacts } from "@anyats/core";
import { parseRetryAfter, timeOfServer } from "./waits.ts";

/** How many requests of a kind run at once while the server does not say. */
export interface ConcurrencyLimit {
  /** With how many it begins. */
  readonly first: number;
  /** How far the number grows with each answer. */
  readonly most: number;
}

/** A server's limits, as data. */
export interface QuotaProfile {
  /** The kinds whose number at once is limited, such as `requests` or one of the adapter's own. */
  readonly atOnce?: Readonly<Record<string, ConcurrencyLimit>>;
  /** The headers that report the window of requests. */
  readonly window?: {
    readonly remaining: string;
    readonly reset: string;
    /** How `reset` is written. Default: seconds from now. */
    readonly resetIs?: "seconds" | "milliseconds" | "epoch-seconds" | "date";
  };
  /** The header that says how many requests of a kind may run at once. */
  readonly concurrency?: { readonly header: string; readonly kind: string };
}

function number(header: string | null): number | undefined {
  if (!header) return undefined;
  const value = Number(header);
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}

/** How long until the window renews, in milliseconds, up to `longest`. @param now The time by our own clock. */
export function untilReset(
  headers: Headers,
  { window }: QuotaProfile,
  now: number,
  longest: number,
): number | undefined {
  const header = window && headers.get(window.reset);
  if (!header) return undefined;
  const value = number(header);
  const at = timeOfServer(headers, now);
  const wait = {
    seconds: () => value && value * 1000,
    milliseconds: () => value,
    "epoch-seconds": () => value && Math.max(0, value * 1000 - at),
    date: () => parseRetryAfter(header, at),
  }[window.resetIs ?? "seconds"]();
  return wait === undefined ? undefined : Math.min(longest, wait);
}

/** What an answer's headers say about the limits. */
export function factsIn(
  headers: Headers,
  profile: QuotaProfile,
  now: number,
  longest: number,
): readonly AllowanceFacts[] {
  const facts: AllowanceFacts[] = [];
  const remaining = profile.window && number(headers.get(profile.window.remaining));
  const resetMs = untilReset(headers, profile, now, longest);
  if (remaining !== undefined) facts.push({ kind: "requests", remaining, ...(resetMs !== undefined && { resetMs }) });
  const concurrency = profile.concurrency && number(headers.get(profile.concurrency.header));
  if (concurrency !== undefined && concurrency >= 1)
    facts.push({ kind: profile.concurrency!.kind, concurrency: Math.floor(concurrency) });
  return facts;
}
