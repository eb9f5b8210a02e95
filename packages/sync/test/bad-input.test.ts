import { avionte } from "@anyats/avionte";
import { bullhorn } from "@anyats/bullhorn";
import { createEmulator } from "@anyats/emulator";
import { connectDatabase } from "@anyats/postgres";
import { startTestServer, testDatabase } from "@anyats/postgres/testing";
import { describe, expect, it } from "vitest";
import { createSync, migrateSync, type SyncEvent, type SyncOptions } from "../src/index.ts";
import { copy, startApp, truth } from "./support/app.ts";
import { oldPostgres } from "./support/old-postgres.ts";

const base = { adapters: [avionte], settings: () => ({}) } satisfies Partial<SyncOptions>;

describe("a stream that a connection does not have", () => {
  it("is refused by each act that takes one, and nothing is noted", async () => {
    await using app = await startApp();
    const { connections } = app.sync;
    await app.sync.workUntilIdle();
    const noted = () =>
      app.query("select stream, verify_due_at, rederive, every_ms, next_at from anyats.streams order by 1");
    const before = await noted();
    for (const stream of ["jobs", "Jobs.stream", "", "jobs.stream ", "people.stream"])
      for (const [name, act] of Object.entries({
        verify: () => connections.verify("acme", stream),
        rederive: () => connections.rederive("acme", stream),
        schedule: () => connections.schedule("acme", stream, { every: "1m" }),
        confirmDeletions: () => connections.confirmDeletions("acme", stream),
        dismissDeletions: () => connections.dismissDeletions("acme", stream),
      }))
        await expect(act(), `${name} ${JSON.stringify(stream)}`).rejects.toMatchObject({
          fault: "caller",
          code: expect.stringMatching(/^sync\.(invalid-option|nothing-held)$/),
        });
    expect(await noted()).toEqual(before);
  });
});

describe("a connection's id", () => {
  it.each([".", "..", "", "a/b", "a b", "é", "x".repeat(201)])("cannot be %j", async (id) => {
    await using app = await startApp();
    await expect(app.sync.connections.add({ id, adapter: "avionte" })).rejects.toMatchObject({
      code: "sync.invalid-option",
      fault: "caller",
    });
  });
});

describe("createSync", () => {
  it("says that the database cannot be reached", async () => {
    const database = "postgres://someone:secret@127.0.0.1:1/app";
    const failure = { code: "database.unavailable", advice: expect.stringContaining("PostgreSQL is running") };
    await expect(createSync({ ...base, database })).rejects.toMatchObject(failure);
    await expect(migrateSync({ database })).rejects.toMatchObject(failure);
    await expect(createSync({ ...base, database })).rejects.not.toThrow(/secret/);
  });

  it("says that the database is too old, and which version is needed", async () => {
    await using old = await oldPostgres();
    await expect(createSync({ ...base, database: old.url })).rejects.toMatchObject({
      code: "database.too-old",
      message: expect.stringContaining("13.18"),
    });
  });

  it("names the step that a database without tables lacks", async () => {
    await using place = await testDatabase();
    await expect(createSync({ ...base, database: place.url })).rejects.toMatchObject({
      code: "database.migration-needed",
      advice: expect.stringMatching(/migrate/),
    });
    await migrateSync({ database: place.url });
    await place.database.query("alter table anyats.jobs drop column title cascade");
    await expect(createSync({ ...base, database: place.url })).rejects.toMatchObject({
      code: "database.migration-needed",
    });
    await migrateSync({ database: place.url });
    await using sync = await createSync({ ...base, database: place.url });
    expect(await sync.status()).toEqual([]);
  });

  it.for([
    [{ every: "15 minutes" }, "every"],
    [{ every: "0s" }, "every"],
    [{ every: Number.NaN }, "every"],
    [{ every: 10 }, "every"],
    [{ verify: "2y" }, "verify"],
  ] as const)("refuses the schedule %j before it opens anything", async ([schedule, option]) => {
    const database = "postgres://127.0.0.1:1/none";
    const streams = { "jobs.stream": schedule };
    await expect(createSync({ ...base, database, streams })).rejects.toMatchObject({
      code: "sync.invalid-option",
      message: expect.stringContaining(`streams["jobs.stream"].${option}`),
    });
  });

  it("refuses a stream that has no table, and names those that have one", async () => {
    const database = "postgres://127.0.0.1:1/none";
    await expect(createSync({ ...base, database, streams: { "people.stream": {} } })).rejects.toThrow(/jobs\.stream/);
    await expect(createSync({ ...base, database, adapters: [] })).rejects.toMatchObject({
      code: "sync.invalid-option",
    });
  });
});

describe("a connection that cannot be added", () => {
  it("leaves nothing behind: unknown adapter, foreign id, taken id or integration", async () => {
    await using app = await startApp({ sync: { adapters: [avionte, bullhorn] } });
    const { connections } = app.sync;
    const { integrationId } = app.emulator.settings();
    const refused: readonly (readonly [Parameters<typeof connections.add>[0], string])[] = [
      [{ id: "a", adapter: "workday" }, "sync.unknown-adapter"],
      [{ id: "a", adapter: "bullhorn", integrationId }, "sync.integration-of-other-tool"],
      [{ id: "acme", adapter: "avionte" }, "sync.connection-exists"],
      [{ id: "acme", adapter: "avionte", integrationId }, "sync.connection-exists"],
      [{ id: "a", adapter: "avionte", integrationId }, "sync.integration-taken"],
      [{ id: "no spaces", adapter: "avionte" }, "sync.invalid-option"],
    ];
    for (const [connection, code] of refused)
      await expect(connections.add(connection), code).rejects.toMatchObject({
        code,
        advice: expect.stringMatching(/./),
      });
    await expect(connections.ensure({ id: "acme", adapter: "bullhorn" })).rejects.toMatchObject({
      code: "sync.connection-exists",
    });
    expect(await connections.ensure({ id: "acme", adapter: "avionte", integrationId })).toMatchObject({ id: "acme" });
    expect((await connections.list()).map(({ id }) => id)).toEqual(["acme"]);
    await app.sync.workUntilIdle();
    expect(await copy(app, "jobs")).toEqual(truth(app.emulator, "jobs"));
  });

  it("that was removed is added again, and what is stored is compared with the source", async () => {
    await using app = await startApp();
    const { sync, emulator } = app;
    await sync.workUntilIdle();
    await sync.connections.remove("acme");
    const { id } = emulator.world.jobs.all()[0]!;
    emulator.world.jobs.update(id, { name: "While it was disconnected" });
    emulator.clock.advance(30 * 86_400_000);
    await sync.workUntilIdle();
    const titles = async () => (await app.query(`select title from anyats.jobs where id = '${id}'`))[0]!["title"];
    expect(await titles()).not.toBe("While it was disconnected");
    await sync.connections.add({ id: "acme", adapter: "avionte", integrationId: emulator.settings().integrationId });
    await sync.workUntilIdle();
    expect(await titles()).toBe("While it was disconnected");
    expect((await sync.connections.get("acme")).state).toBe("active");
    expect((await sync.status("acme"))[0]!.streams.every(({ verifiedAt }) => verifiedAt !== null)).toBe(true);
  });
});

it.for([Infinity, 2 ** 31, 86_400_000])("settings may take %d ms", async (settingsMs) => {
  const settings = async () => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    return createEmulator().settings();
  };
  await using app = await startApp({ sync: { settings, settingsMs, streams: { "jobs.stream": {} } } });
  expect(await app.sync.connections.get("acme")).toMatchObject({ state: "waiting", reason: null });
});

describe("a poison connection", () => {
  it.for([
    [
      "settings that throw",
      (): unknown => Promise.reject(new Error("the vault says: hunter2")),
      "sync.settings-failed",
      "you",
    ],
    ["settings that never come", (): unknown => new Promise<never>(() => {}), "sync.settings-failed", "you"],
    ["settings of another kind", (): unknown => ({ apiKey: 7 }), "input.invalid", "you"],
    ["settings that are nothing", (): unknown => undefined, "input.invalid", "you"],
  ] as const)("with %s stops no other", async ([, settings, code, who]) => {
    const events: SyncEvent[] = [];
    const emulator = createEmulator({ candidates: 20 });
    await using app = await startApp({
      sync: {
        streams: { "jobs.stream": {} },
        settings: ({ id }): unknown => (id === "poison" ? settings() : emulator.settings()),
        settingsMs: 200,
        onEvent: (event) => events.push(event),
      },
      add: false,
    });
    const { connections } = app.sync;
    expect(await connections.add({ id: "poison", adapter: "avionte" })).toMatchObject({ state: "attention" });
    await connections.add({ id: "acme", adapter: "avionte" });
    await app.sync.workUntilIdle();
    expect(await copy(app, "jobs")).toEqual(truth(emulator, "jobs"));
    const [poison] = await app.sync.status("poison");
    expect(poison).toMatchObject({ state: "attention", reason: { code: expect.stringContaining(code), who } });
    expect(poison!.needs.length).toBeGreaterThan(0);
    expect(JSON.stringify([poison, events])).not.toContain("hunter2");
  });

  it("whose ATS answers nonsense backs off, and stops no other", async () => {
    const well = createEmulator({ candidates: 20 });
    const ill = createEmulator({ candidates: 20 });
    const nonsense = () =>
      Promise.resolve(new Response("<html>It works!</html>", { headers: { "content-type": "text/html" } }));
    await using app = await startApp({
      sync: {
        streams: { "jobs.stream": {} },
        settings: ({ id }) => (id === "ill" ? { ...ill.settings(), fetch: nonsense } : well.settings()),
      },
      add: false,
    });
    for (const id of ["ill", "well"]) await app.sync.connections.add({ id, adapter: "avionte" });
    await app.sync.workUntilIdle();
    expect(await copy(app, "jobs", "well")).toEqual(truth(well, "jobs"));
    const [status] = await app.sync.status("ill");
    expect(status!.streams[0]!.failures).toBeGreaterThan(0);
    expect(status!.streams[0]!.lastError).toMatchObject({
      code: expect.stringMatching(/./),
      advice: expect.stringMatching(/./),
    });
    expect((await app.sync.statusPage({ trouble: true })).connections.map(({ id }) => id)).toEqual(["ill"]);
  });
});

describe("a database that goes away in mid-work", () => {
  it("is waited for, and the work goes on when it is back", async () => {
    await using server = await startTestServer({ version: 18 });
    const database = await connectDatabase({ url: await server.freshDatabase(), pool: { connectTimeoutMs: 1_000 } });
    await migrateSync({ database });
    const emulator = createEmulator({ candidates: 200, runningClock: true, now: new Date() });
    const events: SyncEvent[] = [];
    let pages = 0;
    let onPage: (() => void) | undefined;
    const sync = await createSync({
      database,
      adapters: [avionte],
      settings: () => emulator.settings(),
      pageSize: 20,
      slice: { pages: 2 },
      leaseMs: 2_000,
      onEvent: (event) => {
        events.push(event);
        if (event.type === "page" && (pages += 1) === 6) onPage?.();
      },
    });
    const working = new Promise<void>((resolve) => (onPage = resolve));
    await sync.connections.add({ id: "acme", adapter: "avionte" });
    await sync.work({ sweepMs: 200 });
    await working;
    await server.kill();
    await expect.poll(() => events.some(({ type }) => type === "database"), { timeout: 20_000 }).toBe(true);
    await server.start();
    const state = () =>
      sync.connections.get("acme").then(
        ({ state: now }) => now,
        () => "away",
      );
    await expect.poll(state, { timeout: 40_000, interval: 200 }).toBe("active");
    for (const kind of ["jobs", "applications", "candidates"] as const) {
      const query = async <Row>(sql: string, parameters?: readonly unknown[]) =>
        (await database.query<Row>(sql, parameters)).rows;
      expect(await copy({ query }, kind)).toEqual(truth(emulator, kind));
    }
    const { rows } = await database.query(
      "select count(*) = count(distinct (model, id)) as once from anyats.feed where op = 'created'",
    );
    expect(rows).toEqual([{ once: true }]);
    await sync.close();
    await database.close();
  });
});
