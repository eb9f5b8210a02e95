import { testDatabase } from "@anyats/postgres/testing";
import { expect, it } from "vitest";
import { openPlace } from "./sync-histories/place.ts";
import { playSyncHistories } from "./sync-histories.ts";

it.each([18, 15] as const)(
  "a copy equals its source after crashes, pauses and faults, on PostgreSQL %i",
  async (version) => {
    await using home = await testDatabase({ version });
    await using place = await openPlace(home.url);
    const { firstWrong, wrong } = await playSyncHistories(place, 4, { seed: version * 1_000 });
    expect(firstWrong).toBe(undefined);
    expect(wrong).toBe(0);
  },
  120_000,
);
