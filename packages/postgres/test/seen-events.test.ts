import { type TestDatabase, testDatabase } from "@anyats/postgres/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { postgresSeenEvents } from "../src/index.ts";
import { everything, withTables } from "./fixtures/ledger-table.ts";

describe.for([18, 15] as const)("seen webhook events on PostgreSQL %i", (version) => {
  let test: TestDatabase;
  beforeAll(async () => void (test = await withTables(await testDatabase({ version }))));
  afterAll(() => test[Symbol.asyncDispose]());

  it("knows an event that was added, in its own scope", async () => {
    const seen = postgresSeenEvents(test.database, { scope: "acme" });
    expect(await seen.has("e1")).toBe(false);
    expect(await seen.add("e1")).toBe(true);
    expect(await seen.add("e1")).toBe(false);
    expect(await seen.has("e1")).toBe(true);
    expect(await postgresSeenEvents(test.database, { scope: "other" }).has("e1")).toBe(false);
  });

  it("reports an event as new to one of 20 concurrent callers", async () => {
    const seen = postgresSeenEvents(test.database);
    const answers = await Promise.all(Array.from({ length: 20 }, () => seen.add("concurrent")));
    expect(answers.filter(Boolean)).toHaveLength(1);
  });

  it("forgets an event when the transaction that handled it rolls back", async () => {
    const seen = postgresSeenEvents(test.database);
    const failed = test.database.transaction(async (transaction) => {
      expect(await seen.add("rolled back", transaction)).toBe(true);
      throw new Error("no");
    });
    await expect(failed).rejects.toThrow("no");
    expect(await seen.has("rolled back")).toBe(false);
  });

  it("deletes old events while new ones are noted", async () => {
    const seen = postgresSeenEvents(test.database, { scope: "old", keepMs: 60_000 });
    for (let n = 0; n < 30; n += 1) await seen.add(`old ${n}`);
    await test.database.query("update anyats.seen_events set seen_at = seen_at - interval '2 minutes'");
    for (let n = 0; n < 4; n += 1) await seen.add(`new ${n}`);
    const count = "select count(*)::int as n from anyats.seen_events where scope = 'old'";
    expect((await test.database.query(count)).rows).toEqual([{ n: 4 }]);
  });

  it("keeps the events of each scope for its own time, while others are noted", async () => {
    const minute = 60_000;
    const keeps = { brief: minute, hour: 60 * minute, month: undefined, year: 366 * 24 * 60 * minute };
    const ages = [0, 2 * minute, 120 * minute, 40 * 24 * 60 * minute];
    const stores = Object.entries(keeps).map(([scope, keepMs]) => ({
      scope,
      keepMs: keepMs ?? 30 * 24 * 60 * minute,
      seen: postgresSeenEvents(test.database, { scope, ...(keepMs !== undefined && { keepMs }) }),
    }));
    for (const { scope, seen } of stores)
      for (const age of ages.toReversed()) {
        await seen.add(`${age}`);
        await test.database.query(
          `update anyats.seen_events set seen_at = clock_timestamp() - $2 * interval '1 millisecond'
           where scope = $1 and seen_at > clock_timestamp() - interval '30 seconds'`,
          [scope, age],
        );
      }
    for (const { seen } of stores) for (let n = 0; n < 3; n += 1) await seen.add(`new ${n}`);
    for (const { scope, keepMs, seen } of stores)
      for (const age of ages) expect(await seen.has(`${age}`), `${scope}, ${age} ms old`).toBe(age < keepMs);
  });

  it("keeps ids of one length, whatever the sender puts into them", async () => {
    const seen = postgresSeenEvents(test.database);
    const id = `canary@example.com${"x".repeat(100_000)}\u0000`;
    expect(await seen.add(id)).toBe(true);
    expect(await seen.has(id)).toBe(true);
    expect(await everything(test)).not.toContain("canary");
  });
});

it("rejects a retention that is not above 0", async () => {
  await using test = await testDatabase();
  for (const keepMs of [0, -1, Number.NaN])
    expect(() => postgresSeenEvents(test.database, { keepMs })).toThrow("keepMs");
});
