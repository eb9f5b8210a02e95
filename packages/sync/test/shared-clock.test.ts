import { expect, it, vi } from "vitest";
import { sharedClock } from "../src/shared-clock.ts";
import { syncDatabase } from "./support/app.ts";

it("the clock of the workers is the database's, also after the machine has slept", async () => {
  await using place = await syncDatabase();
  const clock = await sharedClock(place.database);
  const late = async () => {
    const { rows } = await place.database.query<{ now: number }>(
      "select (extract(epoch from clock_timestamp()) * 1000)::float8 as now",
    );
    return Math.abs(clock.now() - rows[0]!.now);
  };
  expect(await late()).toBeLessThan(500);
  // The steady clock stands still while the machine sleeps.
  const steady = performance.now.bind(performance);
  vi.spyOn(performance, "now").mockImplementation(() => steady() - 3_600_000);
  expect(await late()).toBeGreaterThan(3_500_000);
  await expect.poll(late).toBeLessThan(500);
});
