import { describe, expect, it } from "vitest";
import type { SyncOptions } from "../src/index.ts";
import { copy, startApp, truth } from "./support/app.ts";

const streams = { "jobs.stream": { every: "15m", verify: "1d" } } as const;
const quarter = 15 * 60_000;

describe("deletions", () => {
  it("beyond the brake are held until somebody confirms them", async () => {
    await using app = await startApp({ emulator: { candidates: 200 }, sync: { streams } });
    const { emulator, sync } = app;
    await sync.workUntilIdle();
    const all = await copy(app, "jobs");
    expect(all.length).toBeGreaterThan(10);
    emulator.clock.advance(60_000);
    for (const { id } of emulator.world.jobs.all()) emulator.world.jobs.delete(id);
    emulator.clock.advance(quarter);
    await sync.workUntilIdle();
    expect(await copy(app, "jobs")).toEqual(all);
    const held = (await sync.status("acme"))[0]!.streams[0]!.held;
    expect(held).toBe(all.length);
    emulator.clock.advance(quarter);
    await sync.workUntilIdle();
    expect(await copy(app, "jobs")).toEqual(all);
    await sync.connections.confirmDeletions("acme", "jobs.stream");
    await sync.workUntilIdle();
    expect(await copy(app, "jobs")).toEqual([]);
    expect((await sync.status("acme"))[0]!.streams[0]!.held).toBe(0);
  });

  it("in many small passes count together for the brake", async () => {
    await using app = await startApp({ emulator: { candidates: 200 }, sync: { streams } });
    const { emulator, sync } = app;
    await sync.workUntilIdle();
    const all = (await copy(app, "jobs")).length;
    const leave = async (number: number) => {
      for (const id of truth(emulator, "jobs").slice(0, number)) emulator.world.jobs.delete(id);
      emulator.clock.advance(quarter);
      await sync.workUntilIdle();
    };
    for (let passes = 0; passes < 8; passes += 1) await leave(3);
    const left = (await copy(app, "jobs")).length;
    expect(left).toBeLessThan(all);
    expect(left).toBeGreaterThanOrEqual(all - Math.max(10, all * 0.2));
    expect((await sync.status("acme"))[0]!.streams[0]!.held).toBeGreaterThan(0);
    await sync.connections.confirmDeletions("acme", "jobs.stream");
    await sync.workUntilIdle();
    expect(await copy(app, "jobs")).toEqual(truth(emulator, "jobs"));
    // A day later the count begins again.
    emulator.clock.advance(25 * 3_600_000);
    await leave(1);
    expect(await copy(app, "jobs")).toEqual(truth(emulator, "jobs"));
  });

  it("are never held while each day has few, however many days follow", async () => {
    await using app = await startApp({ sync: { streams } });
    const { emulator, sync } = app;
    const like = emulator.world.jobs.all()[0]!;
    while (truth(emulator, "jobs").length < 36) emulator.world.jobs.insert({ ...like, ...emulator.world.newRow() });
    await sync.workUntilIdle();
    // One every few hours: at most five within any day, a third of all in the end.
    for (const hours of [5, 7, 11, 5, 8, 6, 23, 9, 5, 12, 6, 7, 5, 10]) {
      emulator.clock.advance(hours * 3_600_000);
      emulator.world.jobs.delete(truth(emulator, "jobs")[0]!);
      await sync.connections.refresh("acme");
      await sync.workUntilIdle();
      expect((await sync.status("acme"))[0]!.streams[0]!.held).toBe(0);
      expect(await copy(app, "jobs")).toEqual(truth(emulator, "jobs"));
    }
  });

  it("that were confirmed while a pass was under way are not held again", async () => {
    await using app = await startApp({
      emulator: { candidates: 200 },
      sync: { streams, pageSize: 5, slice: { ms: 3_600_000, pages: 1 } },
    });
    const { emulator, sync } = app;
    await sync.workUntilIdle();
    for (const { id } of emulator.world.jobs.all()) emulator.world.jobs.delete(id);
    emulator.clock.advance(quarter);
    await sync.workUntilIdle();
    emulator.clock.advance(quarter);
    const signal = AbortSignal.timeout(30_000);
    const confirmations: Promise<boolean>[] = [];
    const confirming = await app.another({
      onEvent: (event) => {
        if (event.type !== "page") return;
        const confirmation = sync.connections.confirmDeletions("acme", "jobs.stream");
        confirmations.push(
          confirmation.then(
            () => true,
            () => false,
          ),
        );
      },
    });
    await confirming.workUntilIdle({ signal });
    expect(await Promise.all(confirmations)).toContain(true);
    await sync.workUntilIdle();
    expect(await copy(app, "jobs")).toEqual([]);
    expect((await sync.status("acme"))[0]!.streams[0]!.held).toBe(0);
  });

  it("that a short pass held are not written by a verifying pass that was asking", async () => {
    let [between, hold] = [(): void => {}, true];
    await using app = await startApp({
      emulator: { candidates: 200 },
      sync: {
        streams,
        slice: { ms: 3_600_000, pages: 1 },
        onEvent: (event) => event.type === "page" && event.kind === "verifying" && between(),
      },
    });
    const { emulator, sync, query } = app;
    await sync.workUntilIdle();
    await query(
      `insert into anyats.jobs (connection_id, id, content_hash, pass, stored_at, version)
       values ('acme', 'ghost', 'x', 0, '2020-01-01', '2020-01-01')`,
    );
    const all = await copy(app, "jobs");
    between = () => {
      if (!hold) return;
      hold = false;
      for (const { id } of emulator.world.jobs.all()) emulator.world.jobs.delete(id);
      emulator.clock.advance(quarter + 60_000);
    };
    await sync.connections.verify("acme");
    await sync.workUntilIdle();
    expect(hold).toBe(false);
    expect(await copy(app, "jobs")).toEqual(all);
    expect((await sync.status("acme"))[0]!.streams[0]!.held).toBe(all.length);
    await sync.connections.confirmDeletions("acme", "jobs.stream");
    await sync.workUntilIdle();
    expect(await copy(app, "jobs")).toEqual([]);
  });

  it("are held no longer when the records came back", async () => {
    await using app = await startApp({ emulator: { candidates: 200 }, sync: { streams } });
    const { emulator, sync } = app;
    await sync.workUntilIdle();
    const all = truth(emulator, "jobs");
    const passed = async (change: (id: string) => void) => {
      for (const id of all) change(id);
      emulator.clock.advance(quarter);
      await sync.workUntilIdle();
      return (await sync.status("acme"))[0]!;
    };
    expect((await passed((id) => emulator.world.jobs.delete(id))).streams[0]!.held).toBe(all.length);
    const { streams: kept, needs } = await passed((id) => {
      Object.assign(emulator.world.jobs.get(id)!, { remote_deleted_at: null });
      emulator.world.jobs.touch(id);
    });
    expect(kept[0]!.held).toBe(0);
    expect(needs).toEqual([]);
    // The next one is not held for their sake.
    const [last] = all;
    emulator.world.jobs.delete(last!);
    emulator.clock.advance(quarter);
    await sync.workUntilIdle();
    expect(await copy(app, "jobs")).toEqual(all.filter((id) => id !== last));
  });

  it("that came after a person looked are held, whatever was confirmed before", async () => {
    await using app = await startApp({
      emulator: { candidates: 200 },
      sync: { streams, pageSize: 5, slice: { ms: 3_600_000, pages: 1 } },
    });
    const { emulator, sync } = app;
    const like = emulator.world.jobs.all()[0]!;
    while (truth(emulator, "jobs").length < 60) emulator.world.jobs.insert({ ...like, ...emulator.world.newRow() });
    await sync.workUntilIdle();
    const held = async () => (await sync.status("acme"))[0]!.streams[0]!.held;
    for (const id of truth(emulator, "jobs").slice(0, 15)) emulator.world.jobs.delete(id);
    emulator.clock.advance(quarter);
    await sync.workUntilIdle();
    expect(await held()).toBe(15);

    for (const id of truth(emulator, "jobs")) emulator.world.jobs.delete(id);
    emulator.clock.advance(quarter);
    const stop = new AbortController();
    const stopping = await app.another({ onEvent: ({ type }) => void (type === "page" && stop.abort()) });
    await stopping.workUntilIdle({ signal: stop.signal });
    expect(await held()).toBe(15);
    await sync.connections.confirmDeletions("acme", "jobs.stream");
    await sync.workUntilIdle();
    expect(await held()).toBe(60);
    expect(await copy(app, "jobs")).toHaveLength(60);
    await sync.connections.confirmDeletions("acme", "jobs.stream");
    await sync.workUntilIdle();
    expect(await copy(app, "jobs")).toEqual([]);
  });

  it("are not concluded when a record that is asked for comes back without an id", async () => {
    await using app = await startApp({ sync: { streams } });
    const { emulator, sync } = app;
    await sync.workUntilIdle();
    const { id } = emulator.world.jobs.all()[0]!;
    // The list forgets a record, as with offset paging, but knows it when asked; its answer is broken.
    const all = emulator.world.jobs.all.bind(emulator.world.jobs);
    emulator.world.jobs.all = () => all().filter((row) => row.id !== id);
    emulator.faults.inject({
      kind: "malformedRecord",
      match: { path: "/ats/jobs" },
      after: 1,
      mutate: (record) => ({ ...record, id: 7 }),
    });
    await sync.connections.verify("acme", "jobs.stream");
    await sync.workUntilIdle();
    emulator.world.jobs.all = all;
    expect(await copy(app, "jobs")).toContain(id);
  });

  it("are not concluded from a list that skipped a record which the source has by id", async () => {
    await using app = await startApp({ sync: { streams, pageSize: 5 } });
    const { emulator, sync } = app;
    await sync.workUntilIdle();
    const all = emulator.world.jobs.all.bind(emulator.world.jobs);
    const [skipped] = all();
    emulator.world.jobs.all = () => all().filter((row) => row.id !== skipped!.id);
    emulator.clock.advance(quarter);
    await sync.workUntilIdle();
    emulator.clock.advance(25 * 3_600_000);
    await sync.workUntilIdle();
    emulator.world.jobs.all = all;
    expect(await copy(app, "jobs")).toEqual(truth(emulator, "jobs"));
    expect(await app.query("select op from anyats.feed where op <> 'created'")).toEqual([]);
  });

  it("are not concluded from a pass that reads changes only", async () => {
    // Fewer records than the brake counts from: nothing but the rule itself keeps them.
    await using app = await startApp({ emulator: { candidates: 4 }, sync: { streams } });
    const { emulator, sync } = app;
    for (const id of truth(emulator, "jobs").slice(6)) emulator.world.jobs.delete(id);
    await sync.workUntilIdle();
    for (let passes = 0; passes < 3; passes += 1) {
      emulator.clock.advance(quarter);
      emulator.world.jobs.update(truth(emulator, "jobs")[0]!, { name: `Changed ${passes}` });
      await sync.workUntilIdle();
    }
    expect(await copy(app, "jobs")).toEqual(truth(emulator, "jobs"));
    expect(await app.query("select id from anyats.departures")).toEqual([]);
    expect((await sync.status("acme"))[0]!.streams[0]!.held).toBe(0);
  });

  it("are not concluded from an empty answer", async () => {
    await using app = await startApp({ emulator: { candidates: 200 }, sync: { streams } });
    const { emulator, sync } = app;
    await sync.workUntilIdle();
    const all = await copy(app, "jobs");
    const real = emulator.world.jobs.all.bind(emulator.world.jobs);
    emulator.world.jobs.all = () => [];
    emulator.clock.advance(25 * 3_600_000);
    await sync.workUntilIdle();
    emulator.world.jobs.all = real;
    expect(await copy(app, "jobs")).toEqual(all);
  });

  it("are not concluded while the source says that its first sync is pending", async () => {
    await using app = await startApp({ sync: { streams } });
    const { emulator, sync, database } = app;
    await sync.workUntilIdle();
    await database.query(
      `insert into anyats.jobs (connection_id, id, content_hash, pass, stored_at, changed_at, version)
       values ('acme', 'ghost', 'x', 0, now(), now(), now())`,
    );
    emulator.integration.state = "SETUP_SYNC_PENDING";
    emulator.clock.advance(25 * 3_600_000);
    await sync.workUntilIdle();
    expect(await copy(app, "jobs")).toContain("ghost");
    expect(await sync.connections.get("acme")).toMatchObject({ state: "waiting" });
    emulator.integration.state = "ACTIVE";
    emulator.clock.advance(2 * 3_600_000);
    await sync.workUntilIdle();
    expect(await copy(app, "jobs")).toEqual(truth(emulator, "jobs"));
  });

  it.each([["remote_deleted_at"], ["changed_at"], ["remote_deleted_at", "changed_at"]])(
    "are applied where %s has a date that PostgreSQL does not take",
    async (...fields) => {
      await using app = await startApp({ sync: { streams } });
      const { emulator, sync, query } = app;
      await sync.workUntilIdle();
      const [gone, other] = truth(emulator, "jobs");
      emulator.clock.advance(quarter);
      emulator.world.jobs.delete(gone!);
      emulator.world.jobs.update(other!, { name: "Changed" });
      const odd = Object.fromEntries(fields.map((field) => [field, "0000-01-01T00:00:00.000Z"]));
      for (const index of [0, 1])
        emulator.faults.inject({
          kind: "malformedRecord",
          match: { path: "/ats/jobs" },
          index,
          mutate: (record) => (record["id"] === gone ? { ...record, ...odd } : record),
        });
      await sync.workUntilIdle();
      expect((await sync.status("acme"))[0]!.streams[0]).toMatchObject({ failures: 0, lastError: null });
      expect(await copy(app, "jobs")).toEqual(truth(emulator, "jobs"));
      expect(await query("select title from anyats.jobs where id = $1", [other])).toEqual([{ title: "Changed" }]);
    },
  );

  it("are not applied by a pass of changes while the source says that it is incomplete", async () => {
    const often = { streams, slice: { ms: 3_600_000, pages: 1 }, pageSize: 250, brake: { share: 1 } };
    await using app = await startApp({ sync: often });
    const { emulator, sync, database, query } = app;
    await sync.workUntilIdle();
    emulator.clock.advance(quarter);
    await sync.workUntilIdle();
    await database.query(
      `insert into anyats.jobs (connection_id, id, content_hash, pass, stored_at, changed_at, version)
       select 'acme', 'ghost ' || n, 'x', 0, now(), now(), now() from generate_series(1, 60) n`,
    );
    const all = await copy(app, "jobs");
    await sync.connections.verify("acme");
    // The list is read to its end, and no record that it lacks was asked for yet.
    const stop = new AbortController();
    const first = await app.another({ onEvent: ({ type }) => type === "page" && stop.abort() });
    await first.workUntilIdle({ signal: stop.signal });
    expect(await query("select whole_pass ->> 'phase' as phase from anyats.streams")).toEqual([{ phase: "asking" }]);
    emulator.integration.state = "INVALID";
    await sync.connections.refresh("acme");
    await sync.workUntilIdle();
    expect(await copy(app, "jobs")).toEqual(all);
    expect(await query("select wanted = served as read from anyats.streams")).toEqual([{ read: true }]);
    emulator.integration.state = "ACTIVE";
    emulator.clock.advance(2 * 3_600_000);
    await sync.workUntilIdle();
    expect(await copy(app, "jobs")).toEqual(truth(emulator, "jobs"));
  });

  it("are not concluded from answers of a source that was incomplete when it was asked", async () => {
    const given: SyncOptions["settings"] = () => {
      const { fetch, ...settings } = app.emulator.settings();
      return {
        ...settings,
        fetch: (input: Parameters<typeof globalThis.fetch>[0], init?: RequestInit) => {
          const url = input instanceof Request ? input.url : String(input);
          // It is complete again when the second half is asked for.
          if (url.includes("ids=") && (asked += 1) === 2) complete();
          return fetch!(input, init);
        },
      };
    };
    let asked = 0;
    const often = { streams, slice: { ms: 3_600_000, pages: 1 }, pageSize: 250, brake: { share: 1 } };
    await using app = await startApp({ sync: { ...often, settings: given } });
    const { emulator, sync, database, query } = app;
    await sync.workUntilIdle();
    const like = emulator.world.jobs.all()[0]!;
    const late = Array.from({ length: 60 }, (_, number) => `late-${number}`);
    const complete = () => {
      emulator.integration.state = "ACTIVE";
      for (const id of late) emulator.world.jobs.insert({ ...like, ...emulator.world.newRow(), id });
    };
    await database.query(
      `insert into anyats.jobs (connection_id, id, content_hash, pass, stored_at, changed_at, version)
       select 'acme', id, 'x', 0, '2020-01-01', '2020-01-01', '2020-01-01' from unnest($1::text[]) id`,
      [late],
    );
    const stop = new AbortController();
    const first = await app.another({ onEvent: ({ type }) => type === "page" && stop.abort() });
    await sync.connections.verify("acme");
    await first.workUntilIdle({ signal: stop.signal });
    expect(await query("select whole_pass ->> 'phase' as phase from anyats.streams")).toEqual([{ phase: "asking" }]);
    emulator.integration.state = "INVALID";
    await sync.workUntilIdle();
    if (asked < 2) complete();
    emulator.clock.advance(2 * 3_600_000);
    await sync.workUntilIdle();
    expect(await query("select id from anyats.feed where op = 'deleted'")).toEqual([]);
    expect(await copy(app, "jobs")).toEqual(truth(emulator, "jobs"));
  });

  it("are not concluded from a pass that set aside a record without an id", async () => {
    await using app = await startApp({ sync: { streams } });
    const { emulator, sync, database } = app;
    await sync.workUntilIdle();
    await database.query(
      `insert into anyats.jobs (connection_id, id, content_hash, pass, stored_at, changed_at, version)
       values ('acme', 'ghost', 'x', 0, now(), now(), now())`,
    );
    await sync.connections.verify("acme", "jobs.stream");
    const { id } = emulator.world.jobs.all()[0]!;
    const row = emulator.world.jobs.get(id) as { id: unknown };
    row.id = 7; // no text: it cannot be read, and nobody can tell which record it is
    await sync.workUntilIdle();
    row.id = id;
    expect(await copy(app, "jobs")).toContain("ghost");
  });
});
