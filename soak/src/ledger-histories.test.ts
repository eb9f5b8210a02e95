import { expect, it } from "vitest";
import { ledgerHistories } from "./ledger-histories.ts";

it("several processes with one key write once, whatever dies, lapses or arrives late", async () => {
  const found = await ledgerHistories(100, 100);
  expect(found).toEqual({ histories: 300, all: 0, doubled: 0, lost: 0, stuck: 0, example: undefined });
}, 60_000);
