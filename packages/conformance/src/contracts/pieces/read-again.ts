import { strict as assert } from "node:assert";
import type { Trial } from "../../contract-test.ts";
import { type Connected, connectedTo, withFetch } from "../../trial.ts";
import { counting } from "../../worlds/counting.ts";
import { clockOnce, InstantClock } from "../../worlds/instant-clock.ts";
import { fetchIn } from "../../worlds/tapped.ts";
import { ending } from "./striking.ts";

/**
 * Most of what a call reads, it reads once. A short list may be asked for again with each page; a long one makes the
 * work grow with the square of what there is.
 * @param mostOften How often one thing may be asked for.
 */
export async function readsLittleAgain(
  trial: Pick<Trial, "adapter" | "world">,
  run: (on: Connected) => Promise<unknown>,
  mostOften = Infinity,
): Promise<void> {
  const fetch = fetchIn(trial.world.settings);
  if (!fetch) return;
  const clock = new InstantClock(trial.world.now());
  const sentAt: number[] = [];
  const way = counting(fetch);
  const timed: typeof fetch = (...request) => {
    sentAt.push(clock.now());
    return way.fetch(...request);
  };
  await using on = await connectedTo(withFetch(trial, timed), [clockOnce(clock)]);
  await ending(() => run(on));
  // What is asked again after a pause, such as the state of a task, may be another by then.
  const asked = way.asked().map((each, nth) => `${each} at ${sentAt[nth]}`);
  for (const [request, { length: times }] of Map.groupBy(asked, (each) => each))
    assert.ok(times <= mostOften, `one call asked ${times} times for the same, ${request}: keep it for the call`);
  const isAgain = (nth: number) => asked.indexOf(asked[nth]!) < nth;
  const again = way.answers().filter((_answer, nth) => isAgain(nth));
  const bytes = Buffer.byteLength(again.join(""));
  assert.ok(
    bytes <= way.bytes() / 2,
    `of ${way.bytes()} bytes, ${bytes} were asked for before in the same call, by ${again.length} of ${asked.length} requests: keep for a call what it needs again, and ask for a list page by page`,
  );
}
