import { setTimeout as pause } from "node:timers/promises";
import type { Queryable } from "@anyats/postgres";
import { describe, expect, it, vi } from "vitest";
import { WakeUps } from "../src/engine/wake-ups.ts";
import { startApp, type App } from "./support/app.ts";
import { WrappedDatabase } from "./support/wrapped-database.ts";

/** A database that counts what is asked of it, and tells when something is. */
class CountingDatabase extends WrappedDatabase {
  /** Called before each statement, with how many there were. */
  onStatement: (count: number) => void = () => {};
  count = 0;

  protected override send<Row>(to: Queryable, sql: string, parameters?: readonly unknown[]) {
    // A process says for as long as it is open that it is alive.
    if (!sql.includes("allowance")) {
      this.count += 1;
      this.onStatement(this.count);
    }
    return super.send<Row>(to, sql, parameters);
  }
}

/** A process whose requests take a while, on the database of an app. */
async function slow(app: App, requestMs: number) {
  const database = new CountingDatabase(app.database);
  const given = app.emulator.settings();
  const later: typeof fetch = async (input, init) => {
    await pause(requestMs);
    return given.fetch!(input, init);
  };
  const sync = await app.another({ database, settings: () => ({ ...given, fetch: later }), pageSize: 2 });
  return { database, sync };
}

/** What goes on in the time of several sweeps: statements, requests, and streams that somebody holds. */
async function goingOn(app: App, database: CountingDatabase): Promise<readonly number[]> {
  const before = [database.count, app.emulator.requests.count()] as const;
  await pause(250);
  const held = await app.query("select stream from anyats.streams where lease_until is not null");
  return [database.count - before[0], app.emulator.requests.count() - before[1], held.length];
}

describe("work that ends", () => {
  it.for(["stop", "close"] as const)("has ended when %s returns, whatever was under way", async (how) => {
    await using app = await startApp({ add: false });
    for (const afterStatements of [1, 20, 40, 60]) {
      const { database, sync } = await slow(app, 30);
      await app.sync.connections.add({ id: "acme", adapter: "avionte" });
      const reached = Promise.withResolvers<void>();
      const goal = database.count + afterStatements;
      database.onStatement = (count) => count >= goal && reached.resolve();
      const working = await sync.work({ sweepMs: 50 });
      await reached.promise;
      // Closing also waits for a worker that was told to stop.
      if (how === "close" && afterStatements > 20) void working.stop();
      await (how === "stop" ? working.stop() : sync.close());
      expect(await goingOn(app, database), `after ${afterStatements} statements`).toEqual([0, 0, 0]);
      await app.sync.connections.remove("acme", { data: "delete" });
    }
  });

  it("leaves nothing behind where it could not begin", async () => {
    await using app = await startApp();
    class WithoutListening extends WrappedDatabase {
      override listen() {
        return Promise.reject(new Error("no connection is left"));
      }
    }
    const ended = vi.spyOn(WakeUps.prototype, "stop");
    const sync = await app.another({ database: new WithoutListening(app.database) });
    await expect(sync.work()).rejects.toThrow("no connection is left");
    expect(ended).toHaveBeenCalledTimes(1);
    ended.mockRestore();
  });

  it("ends by its signal, whenever that was aborted", async () => {
    await using app = await startApp({ add: false });
    const { database, sync } = await slow(app, 5);
    for (const afterStatements of [0, 1, 2, 3, 5, 8, 13, 21, 34, 55]) {
      await sync.connections.add({ id: "acme", adapter: "avionte" });
      for (const how of ["work", "workUntilIdle"] as const) {
        const stop = new AbortController();
        const about = `${how}, after ${afterStatements} statements`;
        const goal = database.count + afterStatements;
        const reached = Promise.withResolvers<void>();
        database.onStatement = (count) => {
          if (count < goal) return;
          stop.abort();
          reached.resolve();
        };
        if (afterStatements === 0) stop.abort();
        await sync[how]({ signal: stop.signal, ...(how === "work" && { sweepMs: 50 }) });
        if (afterStatements > 0) await Promise.race([reached.promise, pause(1_000)]);
        // A page that is under way ends first.
        await expect.poll(() => goingOn(app, database), { message: about, timeout: 5_000 }).toEqual([0, 0, 0]);
      }
      await sync.connections.remove("acme", { data: "delete" });
    }
  });

  it("leaves the feed by its signal, whenever that was aborted", async () => {
    await using app = await startApp();
    await app.sync.workUntilIdle();
    const database = new CountingDatabase(app.database);
    const sync = await app.another({ database });
    for (const once of [false, true])
      for (let afterStatements = 0; afterStatements < 10; afterStatements += 1) {
        const stop = new AbortController();
        const goal = database.count + afterStatements;
        database.onStatement = (count) => count >= goal && stop.abort();
        if (afterStatements === 0) stop.abort();
        const consumer = `${once} ${afterStatements}`;
        const began = performance.now();
        // Or while it waits for something new.
        const timer = setTimeout(() => stop.abort(), 300);
        for await (const batch of sync.changes({ consumer, once, signal: stop.signal }).batches()) {
          expect(stop.signal.aborted, `${consumer}: a batch comes after the end`).toBe(false);
          await batch.commit();
        }
        clearTimeout(timer);
        expect(performance.now() - began, consumer).toBeLessThan(4_000);
      }
  });
});
