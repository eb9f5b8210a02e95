import { expect, it } from "vitest";
import { InstantClock } from "../src/worlds/instant-clock.ts";

it("treats a long wait as a pause also where one of two equal deadlines is over", async () => {
  const clock = new InstantClock(new Date("2026-11-01T00:00:00Z"));
  const [call, asking] = [new AbortController(), new AbortController()];
  const deadlines = [call, asking].map(({ signal }) => clock.sleep(600_000, signal));
  asking.abort(new Error("over"));
  await expect(deadlines[1]).rejects.toThrow("over");
  await clock.sleep(90_000);
  expect(clock.waited).toBe(90_000);
  call.abort(new Error("over"));
  await expect(deadlines[0]).rejects.toThrow("over");
});
