import type { Trial } from "../../contract-test.ts";
import { type Connected, connectedTo, withFetch } from "../../trial.ts";
import { fetchIn, noting } from "../../worlds/tapped.ts";
import { ending } from "./striking.ts";

/** How many records a page has where nothing shows it. */
const usualPage = 100;

/** How many people are entered at most: each is a long call. */
export const mostEntered = 60;

/** How an ATS calls the number of records that is asked for, and that number. */
const pageSize = /(?<![a-z])(?:page_?size|size|limit|count|per_?page|rows|first|take|top|max_?results)\W{1,4}(\d+)/gi;

/**
 * One more than a page of people holds: as many as are asked for, else as a stream shows that a page holds.
 * @param ask Asks for people in another world.
 */
export async function beyondAPage(trial: Trial, ask: (on: Connected) => Promise<unknown>): Promise<number> {
  await using other = await trial.another();
  const { trial: on } = other;
  const fetch = fetchIn(on.world.settings);
  const noted = fetch && noting(fetch);
  await using fresh = await connectedTo(noted ? withFetch(on, noted.fetch) : on);
  await ending(() => ask(fresh));
  const sizes = [...(noted?.taken() ?? "").matchAll(pageSize)].map(([, size]) => Number(size));
  if (sizes.length > 0) return 1 + Math.max(...sizes);
  const pages = fresh.stream("candidates.stream", {}, { lookAhead: false }).pages();
  for await (const { records } of pages)
    return 1 + (records.length < on.world.ids("candidates").length ? records.length : usualPage);
  return 1 + usualPage;
}
