import { expect, it } from "vitest";
import { webhooks } from "./webhooks.ts";

it("accepts each genuine webhook once, and none forged, truncated or replayed", async () => {
  expect(await webhooks(500)).toEqual({
    genuine: 500,
    genuineRefused: 0,
    forged: 2_500,
    forgedTaken: 0,
    truncated: 1_000,
    truncatedTaken: 0,
    replayed: 500,
    replayedTaken: 0,
  });
});
