import { strict as assert } from "node:assert";
import { changedWithin } from "../../fields.ts";
import { requestOf } from "../../worlds/request-of.ts";
import type { InstantClock } from "../../worlds/instant-clock.ts";
import { rewritingAnswers } from "../../worlds/tapped.ts";

type Fetch = typeof globalThis.fetch;

/** How an ATS calls the time after which it wants to be asked again: `poll_after_ms`, `retryIn`, `interval`. */
const isPause = (name: string): boolean =>
  /(?:^|_|-)(?:poll|retry|check|interval|delay|pause|wait|backoff)|[a-z](?:Interval|Delay|After|RetryIn)(?![a-z])/i.test(
    name,
  ) && !/(?:^|[^a-z])(?:at|count|token|id)$/i.test(name);

/** The same way to the ATS, which names no pause: it says 0 wherever it says how long to wait. */
export const withoutPauses = (fetch: Fetch): Fetch =>
  rewritingAnswers(fetch, ({ body, headers }) => {
    const hurried = new Headers(headers);
    if (hurried.has("retry-after")) hurried.set("retry-after", "0");
    const ofPause = (held: unknown, name = "") => (typeof held === "number" && isPause(name) ? 0 : undefined);
    return { body: changedWithin(body, ofPause), headers: hurried };
  });

/** How often in a row the same may be asked at one moment, such as before a write and after it. */
const mostAtOnce = 2;

/** The way to an ATS, on which is noted what is asked again and again although no time has passed. */
export function notingHaste(fetch: Fetch, clock: InstantClock) {
  let [last, times, hasty]: [string, number, string | undefined] = ["", 0, undefined];
  const way: Fetch = async (input, init) => {
    const request = requestOf(input, init);
    const asked = `${request.method} ${request.url}`;
    const said = `${asked} ${clock.now()} ${await request.clone().text()}`;
    times = said === last ? times + 1 : 1;
    last = said;
    if (times > mostAtOnce) hasty ??= asked;
    return fetch(request);
  };
  return {
    fetch: way,
    /** Nothing was asked again and again at the same moment. */
    isPatient: () =>
      assert.equal(
        hasty,
        undefined,
        `the ATS says 0 where it says how long to wait, and ${hasty} was asked again and again at once: give each pause a least length`,
      ),
  };
}
