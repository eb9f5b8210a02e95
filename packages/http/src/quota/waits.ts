import type { HttpPolicy } from "./policy.ts";

/** How long to wait before the n-th repeat, in milliseconds: doubling, with up to a quarter of it at random. */
export function backoff(
  repeat: number,
  { firstWaitMs, longestWaitMs }: Pick<HttpPolicy, "firstWaitMs" | "longestWaitMs">,
  random: () => number = Math.random,
): number {
  const wait = Math.min(longestWaitMs, firstWaitMs * 2 ** (repeat - 1));
  return Math.round(wait * (0.75 + 0.25 * random()));
}

/** What a `Retry-After` says, in milliseconds from now: seconds or a date. `undefined` when it says neither. */
export function parseRetryAfter(value: string, now: number): number | undefined {
  const seconds = Number(value);
  if (value.trim() !== "" && Number.isFinite(seconds)) return seconds >= 0 ? seconds * 1000 : undefined;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/**
 * The time by the clock of the server, where its answer says it: a point in time until which it asks to wait is one of that clock.
 * @param now The time by our own clock.
 */
export function timeOfServer(headers: Pick<Headers, "get">, now: number): number {
  const date = Date.parse(headers.get("date") ?? "");
  return Number.isNaN(date) ? now : date;
}

/** How long a server asks to wait, in milliseconds, up to `longest`. @param now The time by our own clock. */
export function askedWait(headers: Pick<Headers, "get">, now: number, longest: number): number | undefined {
  const asked = headers.get("retry-after");
  const wait = asked === null ? undefined : parseRetryAfter(asked, timeOfServer(headers, now));
  return wait === undefined ? undefined : Math.min(longest, wait);
}
