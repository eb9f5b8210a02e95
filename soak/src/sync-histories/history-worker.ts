import { answer } from "../in-worker.ts";
import { playSyncHistories } from "../sync-histories.ts";
import { openPlace } from "./place.ts";

/** What one thread plays, on a database of its own. */
export interface Share {
  readonly url: string;
  readonly histories: number;
  readonly seed: number;
  /** When no further one begins, in milliseconds since 1970. */
  readonly until: number;
}

await answer(async ({ url, histories, seed, until }: Share) => {
  await using place = await openPlace(url);
  return await playSyncHistories(place, histories, { seed, until });
});
