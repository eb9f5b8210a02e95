import { expect, it } from "vitest";
import { readingTime } from "./reading-time.ts";

it("no reader of a server's bytes works for more than 100 ms past its deadline", async () => {
  const { readings, late, worst } = await readingTime(40);
  expect(readings).toBeGreaterThan(10);
  expect({ late, worst: late > 0 ? worst : "" }).toEqual({ late: 0, worst: "" });
}, 60_000);
