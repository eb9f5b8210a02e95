import type { Ledger } from "@anyats/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exploreWrites } from "./explore-writes.ts";
import type { LedgerTarget } from "./target.ts";

const lease = 60_000;

async function claimed(ledger: Ledger, key: string, about?: readonly string[]): Promise<string> {
  const entry = await ledger.claim(key, "f", lease, about);
  if (entry.state !== "claimed" && entry.state !== "unknown") throw new Error(`the claim is ${entry.state}`);
  return entry.token;
}

/** How a ledger is tested. */
export interface TestLedgerOptions {
  /** Opens the ledger; called once. */
  readonly open: () => Promise<LedgerTarget & Partial<AsyncDisposable>>;
  /** How many histories of two processes are explored. Default 1,000. */
  readonly histories?: number;
}

/** Registers the contract of a ledger in the current vitest file. */
export function testLedger(name: string, { open, histories = 1_000 }: TestLedgerOptions): void {
  describe(`${name} keeps the contract of a ledger`, () => {
    let target: LedgerTarget & Partial<AsyncDisposable>;
    let ledger: Ledger;
    let count = 0;
    const newKey = () => `${name} ${(count += 1)}`;
    beforeAll(async () => {
      target = await open();
      ({ ledger } = target);
    });
    afterAll(() => target[Symbol.asyncDispose]?.());

    it("lets one of many callers claim a key", async () => {
      const key = newKey();
      const entries = await Promise.all(Array.from({ length: 8 }, () => ledger.claim(key, "f", lease)));
      expect(entries.map(({ state }) => state).toSorted()).toEqual(["claimed", ...Array(7).fill("in-progress")]);
    });

    it("rejects a key that is used for another write, whatever its state", async () => {
      const key = newKey();
      const token = await claimed(ledger, key);
      const other = () => ledger.claim(key, "g", lease);
      expect(await other()).toEqual({ state: "other-write" });
      await ledger.doubt(key, token);
      expect(await other()).toEqual({ state: "other-write" });
      await ledger.finish(key, await claimed(ledger, key), { ok: true });
      expect(await other()).toEqual({ state: "other-write" });
    });

    it("returns the output of a finished write", async () => {
      const key = newKey();
      const output = { id: "n1", list: [1, null], text: "\u0000 ü" };
      expect(await ledger.finish(key, await claimed(ledger, key), output)).toBe(true);
      expect(await ledger.claim(key, "f", lease)).toEqual({ state: "done", output });
    });

    it("frees a released key", async () => {
      const key = newKey();
      expect(await ledger.release(key, await claimed(ledger, key))).toBe(true);
      expect(await ledger.claim(key, "f", lease)).toMatchObject({ state: "claimed" });
    });

    it("hands a doubtful write with its memory to one next caller", async () => {
      const key = newKey();
      const token = await claimed(ledger, key);
      expect(await ledger.remember(key, token, { before: ["a"] })).toBe(true);
      expect(await ledger.remember(key, token, { before: ["a", "b"] })).toBe(true);
      expect(await ledger.doubt(key, token)).toBe(true);
      const entries = await Promise.all([ledger.claim(key, "f", lease), ledger.claim(key, "f", lease)]);
      const [unknown, ...others] = entries.toSorted((one) => (one.state === "unknown" ? -1 : 1));
      expect(unknown).toMatchObject({ state: "unknown", memory: { before: ["a", "b"] } });
      expect(others).toEqual([{ state: "in-progress" }]);
    });

    it("passes a lapsed claim to the next caller, and lets its owner store nothing more", async () => {
      const key = newKey();
      const token = await claimed(ledger, key);
      await ledger.remember(key, token, 1);
      await target.endLeases();
      expect(await ledger.remember(key, token, 2)).toBe(false);
      const entry = await ledger.claim(key, "f", lease);
      expect(entry).toMatchObject({ state: "unknown", memory: 1 });
      expect(await ledger.remember(key, (entry as { token: string }).token, 3)).toBe(true);
    });

    it("changes nothing for a late caller", async () => {
      const key = newKey();
      const late = await claimed(ledger, key);
      await target.endLeases();
      const current = await claimed(ledger, key);
      const changes = () =>
        Promise.all([
          ledger.remember(key, late, "late"),
          ledger.finish(key, late, "late"),
          ledger.doubt(key, late),
          ledger.release(key, late),
        ]);
      expect(await changes()).toEqual([false, false, false, false]);
      expect(await ledger.claim(key, "f", lease)).toEqual({ state: "in-progress" });
      expect(await ledger.finish(key, current, "current")).toBe(true);
      expect(await changes()).toEqual([false, false, false, false]);
      expect(await ledger.finish(key, current, "again")).toBe(false);
      expect(await ledger.claim(key, "f", lease)).toEqual({ state: "done", output: "current" });
    });

    it("lets the owner of a lapsed claim store the outcome until somebody else claims it", async () => {
      const key = newKey();
      const token = await claimed(ledger, key);
      await target.endLeases();
      expect(await ledger.finish(key, token, 1)).toBe(true);
      expect(await ledger.claim(key, "f", lease)).toEqual({ state: "done", output: 1 });
    });

    it("forgets what it keeps about a record, and never that the write was made", async () => {
      const [done, doubtful, other] = [newKey(), newKey(), newKey()];
      const about = `person ${count}`;
      const token = await claimed(ledger, doubtful, ["someone", about]);
      await ledger.remember(doubtful, token, { before: [] });
      await ledger.doubt(doubtful, token);
      await ledger.finish(done, await claimed(ledger, done), { id: "x" }, [about]);
      await ledger.finish(other, await claimed(ledger, other, ["someone else"]), 7);
      expect(await ledger.erase(about)).toBe(2);
      expect(await ledger.claim(done, "f", lease)).toEqual({ state: "done", output: undefined });
      expect(await ledger.claim(doubtful, "f", lease)).toMatchObject({ state: "unknown", memory: null });
      expect(await ledger.claim(other, "f", lease)).toEqual({ state: "done", output: 7 });
    });

    it("keeps nothing about a record that was erased while its write ran", async () => {
      const key = newKey();
      const about = `person ${count}`;
      const token = await claimed(ledger, key, [about]);
      await ledger.erase(about);
      await ledger.remember(key, token, { before: [] });
      expect(await ledger.finish(key, token, { id: "x" })).toBe(true);
      expect(await ledger.claim(key, "f", lease)).toEqual({ state: "done", output: undefined });
    });

    it("makes one write in every history of two processes, and no receipt without one", async () => {
      const explored = await exploreWrites(target, { processes: 2, histories, seed: 12 });
      expect(explored.example).toBeUndefined();
      expect(explored).toMatchObject({ histories, doubled: 0, lost: 0, stuck: 0 });
    }, 120_000);
  });
}
