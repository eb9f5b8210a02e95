import { startTestServer } from "@anyats/postgres/testing";
import { answer } from "../in-worker.ts";
import { playSyncHistories } from "../sync-histories.ts";
import { historyServer, openPlace } from "./place.ts";

/** What one thread plays, on a server of its own, which it may kill. */
export interface Share {
  readonly version: 15 | 18;
  readonly histories: number;
  readonly seed: number;
  /** When no further one begins, in milliseconds since 1970. */
  readonly until: number;
  /** After how many histories it prints how far it is; 0 for never. */
  readonly every: number;
}

await answer(async ({ version, histories, seed, until, every }: Share) => {
  await using server = await startTestServer({ version, ...historyServer });
  await using place = await openPlace(await server.freshDatabase(), server);
  return await playSyncHistories(place, histories, { seed, until, every });
});
