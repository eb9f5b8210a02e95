import { expect, it } from "vitest";
import { ledgerHistories } from "./ledger-histories.ts";

it("processes that make one write with one key write once, whatever dies, lapses or arrives late", async () => {
  const { complete, ...found } = await ledgerHistories(200, 100);
  expect(complete).toBe(false);
  expect(found).toEqual({ histories: 400, enumerated: 100, doubled: 0, lost: 0, stuck: 0, example: undefined });
}, 60_000);
