import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { type TestDatabase, testDatabase } from "@anyats/postgres/testing";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { connectDatabase, postgresLedger, type PostgresLedger } from "../src/index.ts";
import { endLeases, everything, withTables } from "./fixtures/ledger-table.ts";

const lease = 60_000;

async function claimed(ledger: PostgresLedger, key: string, about?: readonly string[]): Promise<string> {
  const entry = await ledger.claim(key, "f", lease, about);
  if (entry.state !== "claimed" && entry.state !== "unknown") throw new Error(`the claim is ${entry.state}`);
  return entry.token;
}

describe.for([18, 15] as const)("the ledger on PostgreSQL %i", (version) => {
  let test: TestDatabase;
  let ledger: PostgresLedger;
  let count = 0;
  let key: string;
  beforeAll(async () => {
    test = await withTables(await testDatabase({ version }));
    ledger = postgresLedger(test.database);
  });
  afterAll(() => test[Symbol.asyncDispose]());
  beforeEach(() => void (key = `key-${(count += 1)}`));

  it("lets one caller claim a key", async () => {
    await claimed(ledger, key);
    expect(await ledger.claim(key, "f", lease)).toEqual({ state: "in-progress" });
  });

  it("rejects the key for another write, whatever the state", async () => {
    const token = await claimed(ledger, key);
    expect(await ledger.claim(key, "g", lease)).toEqual({ state: "other-write" });
    await endLeases(test);
    expect(await ledger.claim(key, "g", lease)).toEqual({ state: "other-write" });
    await ledger.doubt(key, token);
    expect(await ledger.claim(key, "g", lease)).toEqual({ state: "other-write" });
    await ledger.finish(key, await claimed(ledger, key), 1);
    expect(await ledger.claim(key, "g", lease)).toEqual({ state: "other-write" });
  });

  it("returns the output of a finished write", async () => {
    for (const output of [{ id: "n1", list: [1, null] }, null, undefined, "\u0000 \ud800", 2 ** 53 - 1]) {
      const own = `${key}-${String(JSON.stringify(output))}`;
      expect(await ledger.finish(own, await claimed(ledger, own), output)).toBe(true);
      expect(await ledger.claim(own, "f", lease)).toEqual({ state: "done", output });
    }
  });

  it("frees a released key", async () => {
    expect(await ledger.release(key, await claimed(ledger, key))).toBe(true);
    expect(await ledger.claim(key, "f", lease)).toMatchObject({ state: "claimed" });
  });

  it("hands a doubtful write and its memory to one next caller", async () => {
    const token = await claimed(ledger, key);
    expect(await ledger.remember(key, token, { notes: ["n1"] })).toBe(true);
    expect(await ledger.doubt(key, token)).toBe(true);
    expect(await ledger.claim(key, "f", lease)).toMatchObject({ state: "unknown", memory: { notes: ["n1"] } });
    expect(await ledger.claim(key, "f", lease)).toEqual({ state: "in-progress" });
  });

  it("makes a claim unknown when its lease ends, and ignores its late owner", async () => {
    const late = await claimed(ledger, key);
    await endLeases(test);
    expect(await ledger.remember(key, late, 1)).toBe(false);
    const current = await ledger.claim(key, "f", lease);
    expect(current).toEqual({ state: "unknown", token: expect.any(String), memory: undefined });
    expect(await ledger.remember(key, late, 1)).toBe(false);
    expect(await ledger.finish(key, late, 1)).toBe(false);
    expect(await ledger.doubt(key, late)).toBe(false);
    expect(await ledger.release(key, late)).toBe(false);
    expect(await ledger.claim(key, "f", lease)).toEqual({ state: "in-progress" });
    if (current.state === "unknown") expect(await ledger.finish(key, current.token, 2)).toBe(true);
    expect(await ledger.claim(key, "f", lease)).toEqual({ state: "done", output: 2 });
  });

  it("changes nothing for a token that was used", async () => {
    const token = await claimed(ledger, key);
    await ledger.finish(key, token, 1);
    expect(await ledger.release(key, token)).toBe(false);
    expect(await ledger.doubt(key, token)).toBe(false);
    expect(await ledger.finish(key, token, 2)).toBe(false);
    expect(await ledger.claim(key, "f", lease)).toEqual({ state: "done", output: 1 });
  });

  it("lets exactly one of 40 concurrent callers through, and one after each doubt", async () => {
    const connections = await Promise.all(Array.from({ length: 8 }, () => connectDatabase({ url: test.url })));
    const ledgers = connections.map((database) => postgresLedger(database));
    const race = () => Promise.all(Array.from({ length: 40 }, (_, n) => ledgers[n % 8]!.claim(key, "f", lease)));
    for (let round = 0; round < 5; round += 1) {
      const entries = await race();
      const through = entries.flatMap((entry) => (entry.state === "claimed" || entry.state === "unknown" ? entry : []));
      expect(through.map(({ state }) => state)).toEqual([round === 0 ? "claimed" : "unknown"]);
      expect(entries.filter(({ state }) => state === "in-progress")).toHaveLength(39);
      expect(await ledgers[round]!.doubt(key, through[0]!.token)).toBe(true);
    }
    await Promise.all(connections.map((database) => database.close()));
  });
});

describe("the ledger", () => {
  let test: TestDatabase;
  let ledger: PostgresLedger;
  beforeAll(async () => {
    test = await withTables(await testDatabase());
    ledger = postgresLedger(test.database);
  });
  afterAll(() => test[Symbol.asyncDispose]());

  it("makes the claim of a killed process unknown, with what it remembered", async () => {
    const script = join(import.meta.dirname, "fixtures", "claim-and-die.ts");
    const args = ["--conditions=@anyats/source", script, test.url, "killed", "1500"];
    const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
    expect(String((await once(child.stdout, "data"))[0])).toBe("claimed\n");
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(await ledger.claim("killed", "f", lease)).toEqual({ state: "in-progress" });
    await expect
      .poll(() => ledger.claim("killed", "f", lease))
      .toEqual({ state: "unknown", token: expect.any(String), memory: { notes: ["n1"] } });
  });

  it("goes by the clock of the database, whatever that of the process says", async () => {
    await claimed(ledger, "clock");
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 10 * lease });
    expect(await ledger.claim("clock", "f", lease)).toEqual({ state: "in-progress" });
    vi.useRealTimers();
  });

  it("behaves as its model in any order of calls of three callers", async () => {
    const step = fc.record({
      key: fc.constantFrom("a", "b"),
      caller: fc.nat(2),
      act: fc.constantFrom("claim", "claim other", "remember", "finish", "doubt", "release", "time", "erase"),
    });
    interface Entry {
      fingerprint: string;
      state: "claimed" | "unknown" | "done";
      token?: string | undefined;
      lapsed: boolean;
      memory?: number | null | undefined;
      output?: number | undefined;
      erased: boolean;
    }
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const scoped = postgresLedger(test.database, { scope: `run-${(run += 1)}` });
        const model = new Map<string, Entry>();
        // The token that each caller got last for each key; it may be an old one.
        const tokens = new Map<string, string>();
        for (const [n, { key, caller, act }] of steps.entries()) {
          const entry = model.get(key);
          const held = tokens.get(`${key} ${caller}`) ?? "not a token";
          const current = entry?.state === "claimed" && entry.token === held;
          if (act === "claim" || act === "claim other") {
            const fingerprint = act === "claim" ? "f" : "g";
            const got = await scoped.claim(key, fingerprint, lease, [`person of ${key}`]);
            if (got.state === "claimed" || got.state === "unknown") tokens.set(`${key} ${caller}`, got.token);
            const token = "token" in got ? got.token : undefined;
            if (entry === undefined) {
              expect(got).toMatchObject({ state: "claimed" });
              model.set(key, { fingerprint, state: "claimed", token, lapsed: false, erased: false });
            } else if (entry.fingerprint !== fingerprint) expect(got).toEqual({ state: "other-write" });
            else if (entry.state === "done") expect(got).toEqual({ state: "done", output: entry.output });
            else if (entry.state === "claimed" && !entry.lapsed) expect(got).toEqual({ state: "in-progress" });
            else {
              expect(got).toEqual({ state: "unknown", token, memory: entry.memory });
              Object.assign(entry, { state: "claimed", token, lapsed: false });
            }
          } else if (act === "time") {
            await test.database.query("update anyats.ledger set lease_until = '-infinity' where scope = $1", [
              `run-${run}`,
            ]);
            for (const each of model.values()) each.lapsed = true;
          } else if (act === "erase") {
            expect(await scoped.erase(`person of ${key}`)).toBe(entry ? 1 : 0);
            if (entry) Object.assign(entry, { memory: null, output: undefined, erased: true });
          } else if (act === "remember") {
            const held1 = current && !entry.lapsed;
            expect(await scoped.remember(key, held, n)).toBe(held1);
            if (held1 && !entry.erased) entry.memory = n;
          } else {
            expect(await (act === "finish" ? scoped.finish(key, held, n) : scoped[act](key, held))).toBe(current);
            if (!current) continue;
            if (act === "release") model.delete(key);
            else if (act === "doubt") Object.assign(entry, { state: "unknown", token: undefined });
            else Object.assign(entry, { state: "done", memory: undefined, output: entry.erased ? undefined : n });
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  it("keeps no key, no id of a record, and after erasure no output and no memory", async () => {
    const canary = "canary@example.com";
    const done = await claimed(ledger, canary, [canary]);
    await ledger.finish(canary, done, { text: canary });
    const open = await claimed(ledger, `open ${canary}`, ["c9", canary]);
    await ledger.remember(`open ${canary}`, open, { text: canary });
    expect(await everything(test)).toContain(canary);
    expect(await postgresLedger(test.database, { scope: "other" }).erase(canary)).toBe(0);
    expect(await ledger.erase(canary)).toBe(2);
    expect(await everything(test)).not.toContain(canary);
    // What comes in later of a write that was under way is not kept either.
    await ledger.remember(`open ${canary}`, open, { text: canary });
    await ledger.finish(`open ${canary}`, open, { text: canary });
    expect(await everything(test)).not.toContain(canary);
    expect(await ledger.claim(canary, "f", lease)).toEqual({ state: "done", output: undefined });
    const created = await claimed(ledger, "created");
    await ledger.finish("created", created, { text: canary }, ["new record"]);
    expect(await ledger.erase("new record")).toBe(1);
    expect(await everything(test)).not.toContain(canary);
  });

  it("forgets finished writes of a given age, and only those", async () => {
    await ledger.finish("old", await claimed(ledger, "old"), 1);
    const open = await claimed(ledger, "doubtful");
    await ledger.doubt("doubtful", open);
    await test.database.query("update anyats.ledger set finished_at = finished_at - interval '2 days'");
    await ledger.finish("new", await claimed(ledger, "new"), 1);
    expect(await ledger.forget(24 * 60 * 60 * 1_000)).toBeGreaterThan(0);
    expect(await ledger.claim("old", "f", lease)).toMatchObject({ state: "claimed" });
    expect(await ledger.claim("new", "f", lease)).toMatchObject({ state: "done" });
    expect(await ledger.claim("doubtful", "f", lease)).toMatchObject({ state: "unknown" });
  });

  it("rejects a lease that is not above 0", async () => {
    for (const leaseMs of [0, -1, Number.NaN])
      await expect(ledger.claim("lease", "f", leaseMs)).rejects.toMatchObject({ code: "database.misconfigured" });
  });
});
