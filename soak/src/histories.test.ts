import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isWrong, playHistory, type History } from "./histories/play-history.ts";
import { kinds, plan } from "./histories/plan.ts";

const right = { falseDeletions: 0, missedUpdates: 0, lost: 0, duplicates: 0 };

describe("a copy that is kept by streams, through crashes, faults and changes while they are read", () => {
  it.each(kinds)("is the source in the end: %s", async (kind) => {
    const seen: History[] = [];
    const property = fc.asyncProperty(plan, async (drawn) => {
      const history = await playHistory({ ...drawn, kind });
      seen.push(history);
      expect(history).toMatchObject(right);
    });
    await fc.assert(property, { seed: 5, numRuns: 8 });
    // Histories in which nothing happens would prove nothing.
    for (const what of ["pages", "crashes", "errors", "changes"] as const)
      expect(seen.reduce((total, history) => total + history[what], 0)).toBeGreaterThan(seen.length / 2);
  });

  it("misses changes with a clock five minutes fast: the histories detect it", async () => {
    const trusting = fc.sample(plan, { seed: 5, numRuns: 10 }).map((drawn) => ({ ...drawn, clockErrorMs: 300_000 }));
    const histories: History[] = [];
    for (const drawn of trusting) histories.push(await playHistory(drawn, 0));
    expect(histories.filter(isWrong).length).toBeGreaterThan(0);
  });
});
