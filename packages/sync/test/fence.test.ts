import type { Queryable } from "@anyats/postgres";
import { describe, expect, it } from "vitest";
import type { SyncEvent } from "../src/index.ts";
import { copy, startApp, truth } from "./support/app.ts";
import { WrappedDatabase } from "./support/wrapped-database.ts";

/** A database whose nth transaction waits, as in a process that was stopped with SIGSTOP, until it is let go. */
class Stoppable extends WrappedDatabase {
  #left = Number.POSITIVE_INFINITY;
  #go: (() => void) | undefined;
  stopped = Promise.withResolvers<void>();

  stopAt(transactions: number): void {
    this.#left = transactions;
    this.stopped = Promise.withResolvers<void>();
  }

  go(): void {
    this.#go?.();
  }

  override async transaction<T>(work: (transaction: Queryable) => Promise<T>): Promise<T> {
    this.#left -= 1;
    if (this.#left === 0) {
      this.stopped.resolve();
      await new Promise<void>((resolve) => (this.#go = resolve));
    }
    return super.transaction(work);
  }
}

describe("the fence", () => {
  it("a worker stopped in mid-page commits nothing after another took over", async () => {
    await using app = await startApp({ sync: { streams: { "jobs.stream": {} }, pageSize: 4 } });
    const database = new Stoppable(app.database);
    const events: SyncEvent[] = [];
    const zombie = await app.another({ database, onEvent: (event) => events.push(event) });
    database.stopAt(3);
    const working = zombie.workUntilIdle();
    await database.stopped.promise;
    app.emulator.clock.advance(25_000);
    await app.sync.workUntilIdle();
    const before = await app.query("select feed_seq, failures, state from anyats.connections");
    database.go();
    await working;
    expect(events.map(({ type }) => type)).toContain("lease-lost");
    expect(await app.query("select feed_seq, failures, state from anyats.connections")).toEqual(before);
    expect(await copy(app, "jobs")).toEqual(truth(app.emulator, "jobs"));
  });

  it("lets two workers share a connection's streams without doing anything twice", async () => {
    await using app = await startApp({ sync: { pageSize: 10, slice: { ms: 3_600_000, pages: 1 } } });
    const other = await app.another();
    await Promise.all([app.sync.workUntilIdle(), other.workUntilIdle(), app.sync.workUntilIdle()]);
    await app.sync.workUntilIdle();
    for (const kind of ["jobs", "applications", "candidates"] as const)
      expect(await copy(app, kind)).toEqual(truth(app.emulator, kind));
    const [feed] = await app.query<{ entries: string; most: string; told: string }>(
      "select count(*) as entries, max(seq) as most, count(distinct (model, id, op)) as told from anyats.feed",
    );
    expect(feed!.most).toBe(feed!.entries);
    expect(feed!.told).toBe(feed!.entries);
  });

  it("commits nothing of a connection paused in mid-page, and resumes it later", async () => {
    await using app = await startApp({ sync: { streams: { "jobs.stream": {} }, pageSize: 4 } });
    const database = new Stoppable(app.database);
    const other = await app.another({ database });
    database.stopAt(3);
    const working = other.workUntilIdle();
    await database.stopped.promise;
    await app.sync.connections.pause("acme");
    const stored = await copy(app, "jobs");
    database.go();
    await working;
    expect(await copy(app, "jobs")).toEqual(stored);
    await app.sync.workUntilIdle();
    expect(await copy(app, "jobs")).toEqual(stored);
    await app.sync.connections.resume("acme");
    await app.sync.workUntilIdle();
    expect(await copy(app, "jobs")).toEqual(truth(app.emulator, "jobs"));
  });

  it("stores no page after one that a crash of the server took back", async () => {
    await using app = await startApp({ sync: { streams: { "jobs.stream": {} }, pageSize: 2 } });
    await app.sync.workUntilIdle();
    const database = new Stoppable(app.database);
    const events: SyncEvent[] = [];
    const worker = await app.another({ database, onEvent: (event) => events.push(event) });
    await app.sync.connections.verify("acme");
    const place = "select whole_pass as pass from anyats.streams where stream = 'jobs.stream'";
    database.stopAt(3);
    const working = worker.workUntilIdle();
    await database.stopped.promise;
    const [{ pass }] = (await app.query<{ pass: { pages: number } }>(place)) as [{ pass: { pages: number } }];
    const seen = await app.query("select page from anyats.seen_pages");
    database.stopAt(1);
    database.go();
    await database.stopped.promise;
    expect(await app.query(place)).toMatchObject([{ pass: { pages: pass.pages + 1 } }]);
    // The commit of an unchanged page does not wait for the disk: PostgreSQL may lose it, but never one before it.
    await app.query("update anyats.streams set whole_pass = $1", [JSON.stringify(pass)]);
    await app.query("delete from anyats.seen_pages where page > $1", [
      Math.max(...seen.map(({ page }) => Number(page))),
    ]);
    const requests = app.emulator.requests.count();
    database.go();
    await working;
    expect(events.map(({ type }) => type)).toContain("lease-lost");
    app.emulator.clock.advance(25_000);
    await app.sync.workUntilIdle();
    expect(await copy(app, "jobs")).toEqual(truth(app.emulator, "jobs"));
    expect(app.emulator.requests.count()).toBeGreaterThan(requests);
    // Every record was seen by the pass: none had to be asked for by its id.
    expect(app.emulator.requests.all().some(({ path }) => /[?&]ids=/.test(path))).toBe(false);
  });
});
