import { memoryLedger, type Clock, type Ledger } from "@anyats/core";
import { describe, expect, it } from "vitest";
import { exploreWrites, testLedger, type LedgerTarget } from "../src/ledger.ts";

function target(change: (ledger: Ledger) => Partial<Ledger> = () => ({})): LedgerTarget {
  let now = 0;
  const clock: Clock = { now: () => now, sleep: () => Promise.resolve() };
  const ledger = memoryLedger(undefined, clock);
  return { ledger: { ...ledger, ...change(ledger) }, endLeases: () => void (now += 1_000_000) };
}

testLedger("the ledger in memory", { open: async () => target() });

describe("the exploration of writes", () => {
  it("finds no fault in enumerated histories of two processes, or drawn ones of three", async () => {
    const enumerated = await exploreWrites(target(), { processes: 2, histories: 400 });
    expect(enumerated).toMatchObject({ histories: 400, doubled: 0, lost: 0, stuck: 0, example: undefined });
    const drawn = await exploreWrites(target(), { processes: 3, histories: 250, seed: 13 });
    expect(drawn).toMatchObject({ histories: 250, doubled: 0, lost: 0, stuck: 0, example: undefined });
  }, 120_000);

  /** The current tokens, so that a ledger can be made that lets a late caller pass for the current one. */
  const forgiving = (ledger: Ledger, late: "finish" | "doubt" | "release") => {
    const tokens = new Map<string, string>();
    const current = (key: string, token: string) => tokens.get(key) ?? token;
    const change: Partial<Ledger> = {
      claim: async (key, ...given) => {
        const entry = await ledger.claim(key, ...given);
        if ("token" in entry) tokens.set(key, entry.token);
        return entry;
      },
    };
    if (late === "finish")
      return {
        ...change,
        finish: ((key, token, ...more) => ledger.finish(key, current(key, token), ...more)) satisfies Ledger["finish"],
      };
    return { ...change, [late]: (key: string, token: string) => ledger[late](key, current(key, token)) };
  };

  it.each<[string, (ledger: Ledger) => Partial<Ledger>]>([
    ["frees a key for a late caller", (ledger) => forgiving(ledger, "release")],
    [
      "treats a lapsed claim as a free key",
      (ledger) => ({
        claim: async (...given) => {
          const entry = await ledger.claim(...given);
          return entry.state === "unknown" ? { state: "claimed", token: entry.token } : entry;
        },
      }),
    ],
    [
      "says of every write that it was performed",
      () => ({
        claim: () => Promise.resolve({ state: "done", output: { warnings: [], settledBy: "answer" } }),
      }),
    ],
    [
      "gives every caller a claim",
      (ledger) => ({
        claim: async (...given) => {
          const entry = await ledger.claim(...given);
          return entry.state === "in-progress" ? { state: "claimed", token: "another" } : entry;
        },
        remember: () => Promise.resolve(true),
      }),
    ],
  ])(
    "finds out a ledger that %s",
    async (_what, change) => {
      const { doubled, lost, stuck } = await exploreWrites(target(change), {
        processes: 2,
        histories: 500,
        seed: 14,
      });
      expect(doubled + lost + stuck).toBeGreaterThan(0);
    },
    60_000,
  );
});
