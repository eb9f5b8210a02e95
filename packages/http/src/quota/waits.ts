/** How often a request is repeated at most. */
export const maxRepeats = 4;

const first = 300;
const longest = 20_000;

/** The longest wait that a server is believed, in milliseconds; Kombo's windows have a minute. */
const longestAsked = 3_600_000;

/** Seconds that a server names, in milliseconds: one that names the time of day there must not stop a connection for years. */
function milliseconds(seconds: number): number {
  return Math.min(longestAsked, seconds * 1000);
}

/** How long to wait before the n-th repeat, in milliseconds: doubling, with up to a quarter of it at random. */
export function backoff(repeat: number, random: () => number = Math.random): number {
  const wait = Math.min(longest, first * 2 ** (repeat - 1));
  return Math.round(wait * (0.75 + 0.25 * random()));
}

/** How long a server asks to wait, in milliseconds: `Retry-After`, in seconds or as a date. */
export function askedWait(headers: Headers, now: number): number | undefined {
  const asked = headers.get("retry-after");
  if (asked === null) return undefined;
  const seconds = Number(asked);
  if (Number.isFinite(seconds) && seconds >= 0) return milliseconds(seconds);
  const date = Date.parse(asked);
  return Number.isNaN(date) ? undefined : Math.min(longestAsked, Math.max(0, date - now));
}

/** How long until the window of requests renews, in milliseconds. Kombo counts it in seconds, on every answer. */
export function untilReset(headers: Headers): number | undefined {
  const seconds = Number(headers.get("ratelimit-reset") ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? milliseconds(seconds) : undefined;
}
