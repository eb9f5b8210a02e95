import type { Queryable } from "@anyats/postgres";
import { describe, expect, it } from "vitest";
import { startApp } from "./support/app.ts";
import { WrappedDatabase } from "./support/wrapped-database.ts";

const minute = 60_000;
const hour = 60 * minute;

describe("the history", () => {
  it("keeps how old each copy was at most in each hour, in one row for each stream", async () => {
    await using app = await startApp({ sync: { streams: { "jobs.stream": {} } } });
    const { sync, emulator } = app;
    await sync.workUntilIdle();
    const firstHour = Math.floor(emulator.clock.now().getTime() / hour) * hour;
    for (let pass = 0; pass < 3; pass += 1) {
      emulator.clock.advance(20 * minute);
      await sync.workUntilIdle();
    }
    emulator.clock.advance(3 * hour);
    await sync.workUntilIdle();
    const [lag] = await sync.lag("acme");
    const byHour = new Map(lag!.points.map(({ at, lagMs }) => [(Date.parse(at) - firstHour) / hour, lagMs]));
    const now = Math.floor((emulator.clock.now().getTime() - firstHour) / hour);
    expect(byHour.get(0)! + (byHour.get(1) ?? 0)).toBeGreaterThanOrEqual(20 * minute);
    expect(byHour.get(now)).toBeGreaterThanOrEqual(3 * hour);
    expect(byHour.get(now - 1), "no pass completed in this hour").toBeGreaterThanOrEqual(hour);
    expect(lag!.points).toHaveLength(now + 1);
    expect(await app.query("select count(*)::int as rows from anyats.lag_history")).toEqual([{ rows: 1 }]);
    emulator.clock.advance(168 * hour);
    await sync.workUntilIdle();
    expect((await sync.lag("acme"))[0]!.points.length, "the oldest hours are overwritten").toBeLessThanOrEqual(168);
    await sync.connections.remove("acme", { data: "delete" });
    expect(await app.query("select from anyats.lag_history")).toEqual([]);
  });

  it("shows each hour of the last week as it was, whatever the gaps between passes", async () => {
    await using app = await startApp({ sync: { streams: { "jobs.stream": { every: "366d", verify: false } } } });
    const { sync, emulator } = app;
    await sync.workUntilIdle();
    const now = () => emulator.clock.now().getTime();
    /** The most that a pass found, by the hour in which it ended. */
    const noted = new Map<number, number>();
    let began = now();
    noted.set(Math.floor(began / hour), 0);
    for (const hours of [0.4, 1, 3, 0.3, 30, 167, 1, 168, 0.2, 5, 169, 90, 77, 1, 400, 2, 166]) {
      emulator.clock.advance(hours * hour);
      const before = now();
      await sync.connections.refresh("acme");
      await sync.workUntilIdle();
      const current = Math.floor(now() / hour);
      noted.set(current, Math.max(noted.get(current) ?? 0, before - began));
      began = before;
      const expected = new Map<number, number>();
      let last: number | undefined;
      for (let at = current - 167; at <= current; at += 1) {
        if (noted.has(at)) last = at;
        if (last !== undefined) expected.set(at, noted.get(at) ?? (at - last) * hour);
      }
      const points = (await sync.lag("acme"))[0]!.points.map(
        ({ at, lagMs }) => [Date.parse(at) / hour, lagMs] as const,
      );
      expect(points.map(([at]) => at)).toEqual([...expected.keys()]);
      for (const [at, lagMs] of points) expect(Math.abs(lagMs - expected.get(at)!)).toBeLessThan(minute);
    }
  });

  it("samples every connection's freshness every five minutes, once for all processes", async () => {
    await using app = await startApp({ sync: { streams: { "jobs.stream": {} } } });
    const { sync, emulator } = app;
    const other = await app.another();
    await sync.workUntilIdle();
    for (let sample = 0; sample < 4; sample += 1) {
      emulator.clock.advance(5 * minute);
      await sync.workUntilIdle();
      await other.workUntilIdle();
    }
    const points = await sync.freshness();
    expect(points.map(({ at }) => Date.parse(at) % (5 * minute))).toEqual(points.map(() => 0));
    expect(new Set(points.map(({ at }) => at)).size).toBe(points.length);
    expect(points).toHaveLength(5);
    expect(Math.max(...points.map(({ oldestMs }) => oldestMs))).toBeGreaterThanOrEqual(5 * minute);
    await expect(sync.freshness(1_000)).rejects.toMatchObject({ code: "sync.invalid-option" });
  });
});

describe("what is wrong", () => {
  it("is counted by who can end it, and selects connections", async () => {
    await using app = await startApp({
      sync: {
        streams: { "jobs.stream": {} },
        settings: ({ id }) => {
          if (id === "broken") throw new Error("the vault is shut");
          return app.emulator.settings();
        },
      },
    });
    const { sync } = app;
    await sync.connections.add({ id: "broken", adapter: "avionte" });
    await sync.workUntilIdle();
    await app.query(
      `update anyats.streams set held = '{"deletions": 30, "since": "2026-01-01"}' where connection_id = 'acme'`,
    );
    const { troubles } = await sync.summary();
    expect(troubles).toMatchObject([
      { who: "you", code: "sync.deletions-held", connections: 1 },
      { who: "you", code: "sync.settings-failed", connections: 1 },
    ]);
    const ids = async (query: Parameters<typeof sync.statusPage>[0]) =>
      (await sync.statusPage(query)).connections.map(({ id }) => id);
    expect(await ids({ who: "you" })).toEqual(["acme", "broken"]);
    expect(await ids({ who: "customer" })).toEqual([]);
    expect(await ids({ code: "sync.settings-failed" })).toEqual(["broken"]);
    expect(await ids({ who: "nobody" })).toEqual([]);
  });

  it("pages the records that were set aside, and shows none of their contents", async () => {
    await using app = await startApp();
    const { sync, emulator } = app;
    const people = emulator.world.candidates.all().slice(0, 5);
    emulator.faults.inject({ kind: "malformedRecord", match: { path: "/ats/candidates" }, times: 1 });
    await sync.workUntilIdle();
    await app.query(
      `insert into anyats.set_aside (connection_id, stream, key, id, path, problem, pass, first_at)
       select 'acme', 'jobs.stream', 'k' || n, null, '$', 'is not an object', 1, now() from generate_series(1, 5) n`,
    );
    const first = await sync.setAside({ limit: 4 });
    expect(first.records[0]).toMatchObject({ connection: "acme", stream: "candidates.stream", tries: 0 });
    const rest = await sync.setAside({ limit: 4, after: first.next! });
    expect(first.records.length + rest.records.length).toBe(6);
    expect(rest.next).toBeNull();
    expect((await sync.setAside({ stream: "jobs.stream" })).records).toHaveLength(5);
    for (const { email_addresses: emails } of people)
      for (const { email_address: email } of emails ?? []) expect(JSON.stringify(first)).not.toContain(email);
    await expect(sync.setAside({ after: "nonsense" })).rejects.toMatchObject({ code: "sync.invalid-option" });
  });
});

describe("the fields of a connection", () => {
  it("are counted in the copy; a field that lost its values counts as lost", async () => {
    await using app = await startApp({ sync: { streams: { "candidates.stream": {} } } });
    const { sync, emulator } = app;
    await sync.workUntilIdle();
    const shareOf = async (field: string) =>
      (await sync.fields("acme"))[0]!.fields.find((one) => one.field === field) ?? null;
    expect(await shareOf("lastName")).toMatchObject({ share: 1, lost: false });
    const title = (await shareOf("title"))!;
    expect(title.share).toBeGreaterThan(0.2);
    expect((await shareOf("customFields.reference"))!.share).toBeGreaterThan(0);
    await app.query("update anyats.candidates set record = record || '{\"title\": null}', custom_fields = '{}'");
    emulator.clock.advance(24 * hour);
    expect(await shareOf("title")).toMatchObject({ share: 0, lost: true, last: { share: title.share } });
    expect(await shareOf("customFields.reference")).toMatchObject({ share: 0, lost: true });
    expect(await shareOf("lastName")).toMatchObject({ lost: false });
    await expect(sync.fields("nobody")).rejects.toMatchObject({ code: "sync.unknown-connection" });
    await sync.connections.remove("acme", { data: "delete" });
    expect(await app.query("select from anyats.field_history")).toEqual([]);
  });

  it("say nothing of the connection that had the id before", async () => {
    await using app = await startApp({ sync: { streams: { "jobs.stream": {} } } });
    const { emulator, sync } = app;
    await sync.workUntilIdle();
    // What another process did at the moment before it noted what it measured.
    const database = new (class extends WrappedDatabase {
      protected override async send<Row>(to: Queryable, sql: string, parameters?: readonly unknown[]) {
        if (sql.includes("insert into anyats.field_history")) {
          await sync.connections.remove("acme", { data: "delete" });
          emulator.clock.advance(1);
          await sync.connections.add({ id: "acme", adapter: "avionte" });
        }
        return super.send<Row>(to, sql, parameters);
      }
    })(app.database);
    const other = await app.another({ database });
    expect((await other.fields("acme"))[0]!.records).toBeGreaterThan(0);
    expect(await app.query("select from anyats.field_history")).toEqual([]);
  });

  it("are measured by workers once a day", async () => {
    await using app = await startApp({ sync: { streams: { "jobs.stream": {} } } });
    const { sync, emulator } = app;
    const measured = async () =>
      (await app.query<{ at: Date }>("select at from anyats.field_history"))[0]?.at.getTime();
    await sync.workUntilIdle();
    const working = await sync.work({ sweepMs: 20 });
    await expect.poll(measured).toBeDefined();
    const first = await measured();
    emulator.clock.advance(25 * hour);
    await expect.poll(measured).toBeGreaterThan(first!);
    await working.stop();
  });
});
