import { describe, expect, it } from "vitest";
import { clockOf, copy, startApp, truth, type App } from "./support/app.ts";

const minute = 60_000;
const schedules = (app: App) =>
  app.query(
    `select connection_id as id, every_ms::float8 / 60000 as every, verify_ms::float8 / 3600000 as verify
     from anyats.streams where stream = 'jobs.stream' order by 1`,
  );

describe("a schedule", () => {
  it("of a database's clock that ran a year ahead keeps no limit when a worker starts", async () => {
    await using app = await startApp({ sync: { streams: { "jobs.stream": {} } } });
    await app.query(
      `insert into anyats.allowance_limits (scope, kind, paused_until, window_left, window_until, refused_at)
       values ('acme', 'requests', now() + interval '1 year', 0, now() + interval '1 year', now() + interval '1 year'),
         ('other', 'requests', now() + interval '1 hour', 0, now() + interval '1 hour', now())`,
    );
    await app.query("insert into anyats.allowance_holders values (gen_random_uuid(), now() + interval '1 year')");
    await app.sync.workUntilIdle();
    expect(await copy(app, "jobs")).toEqual(truth(app.emulator, "jobs"));
    const held = "select from anyats.allowance_holders where alive_until > now() + interval '1 day'";
    expect(await app.query(held)).toEqual([]);
    expect(await app.query("select scope from anyats.allowance_limits where paused_until > now()")).toEqual([
      { scope: "other" },
    ]);
  });

  it("of a clock that ran a year ahead is forgotten when a worker starts", async () => {
    const streams = { "jobs.stream": {} };
    await using app = await startApp({ sync: { streams } });
    const { emulator, sync, query } = app;
    await sync.workUntilIdle();
    const ahead = await app.another({ clock: clockOf(emulator, () => 366 * 86_400_000) });
    await ahead.workUntilIdle();
    const [gone, changed] = truth(emulator, "jobs");
    emulator.world.jobs.update(changed!, { name: "Changed" });
    emulator.world.jobs.delete(gone!);
    await query("update anyats.streams set lease_until = next_at, retry_at = next_at");
    await query("update anyats.connections set retry_at = (select next_at from anyats.streams)");
    // More than the passes of changes look back.
    emulator.clock.advance(3_600_000);
    const restarted = await app.another({});
    await restarted.workUntilIdle();
    expect(await copy(app, "jobs")).toEqual(truth(emulator, "jobs"));
    expect(await query("select title from anyats.jobs where id = $1", [changed])).toEqual([{ title: "Changed" }]);
    const [status] = await restarted.status("acme");
    expect(Date.parse(status!.streams[0]!.nextAt!)).toBeLessThan(emulator.clock.now().getTime() + 86_400_000);
  });

  it("may be any number of milliseconds", async () => {
    const streams = { "jobs.stream": { every: 1.1 * minute, verify: 2.2 * 86_400_001 } };
    await using app = await startApp({ sync: { streams } });
    await app.sync.workUntilIdle();
    expect(await copy(app, "jobs")).toEqual(truth(app.emulator, "jobs"));
  });

  it("that changed while a connection was removed applies when it is added again", async () => {
    await using app = await startApp({ sync: { streams: { "jobs.stream": { every: "1h", verify: "7d" } } } });
    const { integrationId } = app.emulator.settings();
    await app.sync.workUntilIdle();
    await app.sync.connections.remove("acme");
    const redeployed = await app.another({ streams: { "jobs.stream": { every: "5m", verify: "1d" } } });
    await redeployed.workUntilIdle();
    await redeployed.connections.add({ id: "acme", adapter: "avionte", integrationId });
    expect(await schedules(app)).toEqual([{ id: "acme", every: 5, verify: 24 }]);
    // A command line, which names no streams, leaves it alone.
    await app.sync.connections.remove("acme");
    const plain = await app.another({ streams: undefined } as object);
    await plain.connections.add({ id: "acme", adapter: "avionte", integrationId });
    expect(await schedules(app)).toEqual([{ id: "acme", every: 5, verify: 24 }]);
  });

  it("that the app changes applies to existing connections without their own", async () => {
    await using app = await startApp({ sync: { streams: { "jobs.stream": { every: "1h", verify: "7d" } } } });
    const { emulator, sync } = app;
    await sync.connections.add({ id: "own", adapter: "avionte" });
    await sync.workUntilIdle();
    await sync.connections.schedule("own", "jobs.stream", { every: "6h", verify: false });
    // A process that only looks, or that names no streams, changes nothing.
    await (await app.another({ streams: { "jobs.stream": { every: "1m" } } })).status();
    await (await app.another({ streams: undefined } as object)).workUntilIdle();
    expect(await schedules(app)).toEqual([
      { id: "acme", every: 60, verify: 168 },
      { id: "own", every: 360, verify: null },
    ]);

    const redeployed = await app.another({ streams: { "jobs.stream": { every: "5m", verify: "1d" } } });
    await redeployed.workUntilIdle();
    expect(await schedules(app)).toEqual([
      { id: "acme", every: 5, verify: 24 },
      { id: "own", every: 360, verify: null },
    ]);
    const lists = emulator.requests.count({ path: "/ats/jobs" });
    emulator.world.jobs.update(truth(emulator, "jobs")[0]!, { name: "Changed" });
    emulator.clock.advance(6 * minute);
    await redeployed.workUntilIdle();
    expect(emulator.requests.count({ path: "/ats/jobs" })).toBe(lists + 1);
    await redeployed.connections.schedule("own", "jobs.stream", "default");
    expect(await schedules(app)).toMatchObject([{ every: 5 }, { id: "own", every: 5, verify: 24 }]);
    await expect(sync.connections.schedule("own", "people.stream", {})).rejects.toMatchObject({
      code: "sync.invalid-option",
    });
  });

  it("that becomes longer delays scheduled passes, but not requested ones", async () => {
    await using app = await startApp({ sync: { streams: { "jobs.stream": { every: "5m" } } } });
    const { emulator, sync } = app;
    await sync.workUntilIdle();
    const slower = await app.another({ streams: { "jobs.stream": { every: "1h" } } });
    await slower.workUntilIdle();
    const lists = () => emulator.requests.count({ path: "/ats/jobs" });
    const before = lists();
    emulator.clock.advance(30 * minute);
    await slower.workUntilIdle();
    expect(lists()).toBe(before);
    await slower.connections.refresh("acme");
    await slower.workUntilIdle();
    expect(lists()).toBe(before + 1);
  });

  it("of a connection is kept for an added stream that no worker has seen yet", async () => {
    await using app = await startApp({ sync: { streams: { "candidates.stream": {} } } });
    await app.sync.workUntilIdle();
    const more = await app.another({ streams: { "jobs.stream": { every: "1h" }, "candidates.stream": {} } });
    await more.connections.schedule("acme", "jobs.stream", { every: "2h", verify: "1d" });
    await more.workUntilIdle();
    expect(await schedules(app)).toEqual([{ id: "acme", every: 120, verify: 24 }]);
    expect(await copy(app, "jobs")).toEqual(truth(app.emulator, "jobs"));
  });

  it.for([
    [{ every: "1h", verify: "1d" }, 60, 24],
    [{ every: "1h", verify: false }, 60, null],
    [{}, 15, 168],
  ] as const)("of a connection leaves what it does not name as the app has it: %j", async ([usual, every, verify]) => {
    await using app = await startApp({ sync: { streams: { "jobs.stream": usual } } });
    const { connections } = app.sync;
    const after = async (own: Parameters<typeof connections.schedule>[2]) => {
      await connections.schedule("acme", "jobs.stream", own);
      return (await schedules(app))[0];
    };
    expect(await after({ every: "2h" })).toMatchObject({ every: 120, verify });
    expect(await after({ verify: "3d" })).toMatchObject({ every, verify: 72 });
    expect(await after({ verify: false })).toMatchObject({ every, verify: null });
    expect(await after({})).toMatchObject({ every, verify });
    expect(await after("default")).toMatchObject({ every, verify });
  });

  it("of a stream that the app adds starts on existing connections", async () => {
    await using app = await startApp({ sync: { streams: { "jobs.stream": {} } } });
    await app.sync.workUntilIdle();
    const more = await app.another({ streams: { "jobs.stream": {}, "candidates.stream": { every: "1h" } } });
    await more.workUntilIdle();
    expect(await copy(app, "candidates")).toEqual(truth(app.emulator, "candidates"));
    const [status] = await more.status("acme");
    expect(status!.streams.map(({ stream }) => stream)).toEqual(["candidates.stream", "jobs.stream"]);
  });
});
