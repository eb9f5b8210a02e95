import { expect, it } from "vitest";
import { crossSiteScripting } from "./cross-site-scripting.ts";

it("sanitised notes and descriptions run nothing in a browser", { timeout: 240_000 }, async () => {
  const { payloads, working, pieces, survivors } = await crossSiteScripting(12);
  expect(payloads).toBeGreaterThanOrEqual(40);
  expect(working, "the corpus must be able to run something, or it proves nothing").toBeGreaterThan(5);
  expect(pieces).toBe(payloads * 4);
  expect(survivors).toEqual([]);
});
