import { strict as assert } from "node:assert";
import type { Trial } from "../../contract-test.ts";
import { type Connected, connectedTo, withFetch } from "../../trial.ts";
import { counting } from "../../worlds/counting.ts";
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
  const way = counting(fetch);
  await using on = await connectedTo(withFetch(trial, way.fetch));
  await ending(() => run(on));
  const asked = way.asked();
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
