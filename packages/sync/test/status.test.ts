import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Sync } from "../src/index.ts";
import { startApp, truth } from "./support/app.ts";

const quarter = 15 * 60_000;

describe("the status", () => {
  it("and all else that names a time says it in UTC, wherever the database is", async () => {
    await using app = await startApp();
    await app.query(`alter database ${new URL(app.url).pathname.slice(1)} set timezone = 'Asia/Kolkata'`);
    const { emulator } = app;
    const sync = await app.another({ database: app.url });
    emulator.faults.inject({ kind: "malformedRecord", match: { path: "/ats/jobs" }, times: 1 });
    const application = truth(emulator, "applications")[0]!;
    await sync.writes.enqueue("acme", "applications.addNote", { application, note: "x" }, { idempotencyKey: "x" });
    await sync.workUntilIdle();
    await sync.connections.verify("acme");
    const changes: unknown[] = [];
    for await (const { record: _record, ...change } of sync.changes({ consumer: "search", once: true }))
      changes.push(change);
    const saidBy = async (one: Sync) => [
      await one.status(),
      await one.summary(),
      await one.lag("acme"),
      await one.freshness(),
      await one.fields("acme"),
      (await one.setAside()).records,
      await one.writes.list({ state: "done" }),
    ];
    const said = [changes, ...(await saidBy(sync))];
    // Its connections were made before the zone was set.
    expect(said.slice(1)).toEqual(await saidBy(app.sync));
    const inUtc: unknown[] = [];
    for await (const { record: _record, ...change } of app.sync.changes({ consumer: "other", once: true }))
      inUtc.push(change);
    expect(changes).toEqual(inUtc);
    for (const [index, part] of said.entries())
      expect(JSON.stringify(part).length, `part ${index}`).toBeGreaterThan(50);
    const times = [...JSON.stringify(said).matchAll(/"(\d{4}-\d\d-\d\d[T ][^"]*)"/g)].map(([, time]) => time!);
    expect(times.length).toBeGreaterThan(20);
    const now = emulator.clock.now().getTime();
    for (const time of times) {
      expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z$/);
      expect(Math.abs(Date.parse(time) - now), time).toBeLessThan(8 * 86_400_000);
    }
  });

  it("counts living records through deletions, re-keys and erasure", async () => {
    await using app = await startApp();
    const { emulator, sync } = app;
    const counts = async () => {
      const [status] = await sync.status("acme");
      const rows = await app.query<{ stream: string; n: number }>(
        ["jobs", "applications", "candidates"]
          .map(
            (table) =>
              `select '${table}.stream' as stream, count(*)::float8 as n from anyats.${table} where deleted_at is null`,
          )
          .join(" union all "),
      );
      for (const { stream, n } of rows)
        expect(status!.streams.find((one) => one.stream === stream)!.records, stream).toBe(n);
    };
    await sync.workUntilIdle();
    await counts();
    const application = emulator.world.applications.all()[0]!;
    const old = emulator.world.candidates.get(application.candidate_id)!;
    emulator.clock.advance(60_000);
    emulator.world.candidates.insert({ ...old, ...emulator.world.newRow(), remote_id: old.remote_id });
    emulator.world.jobs.delete(emulator.world.jobs.all()[1]!.id);
    emulator.clock.advance(quarter);
    await sync.workUntilIdle();
    await counts();
    await sync.erase({ connection: "acme", candidateId: truth(emulator, "candidates")[2]! });
    await counts();
    expect((await sync.summary()).records).toBe(
      (await sync.status())[0]!.streams.reduce((sum, one) => sum + one.records, 0),
    );
  });

  it("is searched, filtered, ordered and paged in the database", async () => {
    await using app = await startApp({ add: false, sync: { streams: { "jobs.stream": {} } } });
    const { sync, emulator } = app;
    const ids = Array.from({ length: 12 }, (_, index) => `tenant-${String(index).padStart(2, "0")}`);
    for (const id of ids) await sync.connections.add({ id, adapter: "avionte" });
    await sync.workUntilIdle();
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await sync.statusPage({ limit: 5, ...(after !== undefined && { after }) });
      expect(page.total).toBe(12);
      seen.push(...page.connections.map(({ id }) => id));
      after = page.next ?? undefined;
    } while (after !== undefined);
    expect(seen).toEqual(ids);
    expect((await sync.statusPage({ search: "TENANT-1" })).connections.map(({ id }) => id)).toEqual([
      "tenant-10",
      "tenant-11",
    ]);
    await sync.connections.pause("tenant-03");
    expect((await sync.statusPage({ state: "paused" })).connections.map(({ id }) => id)).toEqual(["tenant-03"]);
    emulator.clock.advance(quarter);
    await sync.connections.pause("tenant-07");
    await sync.workUntilIdle();
    const stalest = await sync.statusPage({ sort: "stale", limit: 2 });
    expect(stalest.connections.map(({ id }) => id)).toEqual(["tenant-03", "tenant-07"]);
    const others = await sync.statusPage({ sort: "stale", limit: 2, after: stalest.next! });
    expect(others.connections.map(({ id }) => id)).not.toContain("tenant-03");
    expect(others.total).toBe(12);
    await expect(sync.statusPage({ after: "nonsense" })).rejects.toMatchObject({ code: "sync.invalid-option" });
    await expect(sync.statusPage({ limit: 0 })).rejects.toMatchObject({ code: "sync.invalid-option" });
  });

  it("finds the connections that contain a text, whatever signs are in it", async () => {
    await using app = await startApp({ add: false, sync: { streams: { "jobs.stream": {} } } });
    const signs = ["_", "%", "\\", "a", "A", "x", ".", "-", "1", "'", "*", " "];
    const text = fc.array(fc.constantFrom(...signs), { minLength: 1, maxLength: 3 }).map((some) => some.join(""));
    const all = new Map<string, string>();
    for (const [index, integrationId] of fc.sample(text, { numRuns: 40, seed: 22 }).entries()) {
      const id = `${integrationId.replaceAll(/[^\w.-]/g, "-")}${index}`;
      all.set(id, `${id} ${index} ${integrationId} avionte`);
      await app.query(
        "insert into anyats.connections (id, adapter, integration, created_at, changed_at) values ($1, 'avionte', $2, now(), now())",
        [id, `${index} ${integrationId}`],
      );
    }
    await fc.assert(
      fc.asyncProperty(text, async (search) => {
        const { connections, total } = await app.sync.statusPage({ search, limit: 500 });
        const wanted = [...all].filter(([, whole]) => whole.toLowerCase().includes(search.toLowerCase()));
        expect(connections.map(({ id }) => id).toSorted()).toEqual(wanted.map(([id]) => id).toSorted());
        expect(total).toBe(wanted.length);
      }),
      { numRuns: 150, seed: 22 },
    );
  });

  it("says who must act, and lists only such connections on request", async () => {
    let broken = true;
    await using app = await startApp({
      sync: {
        streams: { "jobs.stream": {} },
        settings: ({ id }) => {
          if (id === "broken" && broken) throw new Error("the vault says: secret-token");
          return app.emulator.settings();
        },
      },
    });
    const { sync } = app;
    await sync.connections.add({ id: "broken", adapter: "avionte" });
    await sync.workUntilIdle();
    const page = await sync.statusPage({ trouble: true });
    expect(page.connections.map(({ id }) => id)).toEqual(["broken"]);
    const [status] = page.connections;
    expect(status!.needs).toMatchObject([{ code: "sync.settings-failed", stream: null }]);
    expect(JSON.stringify(status)).not.toContain("secret-token");
    expect((await sync.summary()).connections).toMatchObject({ active: 1, attention: 1 });
    broken = false;
    await sync.connections.retry("broken");
    await sync.workUntilIdle();
    expect((await sync.statusPage({ trouble: true })).total).toBe(0);
    const [acme] = await sync.status("acme");
    expect(acme).toMatchObject({ needs: [], quota: { waiting: 0, until: null } });
    expect(acme!.staleMs).toBeGreaterThanOrEqual(0);
  });

  it("shows how far a verifying pass is, with an estimate", async () => {
    await using app = await startApp({
      sync: { streams: { "candidates.stream": {} }, pageSize: 10, slice: { pages: 3, ms: 3_600_000 } },
    });
    const { sync, emulator } = app;
    await sync.workUntilIdle();
    await sync.connections.verify("acme");
    emulator.clock.advance(1_000);
    const stop = new AbortController();
    await using other = await app.another({
      onEvent: (event) =>
        event.type === "page" && event.kind === "verifying" && (emulator.clock.advance(10_000), stop.abort()),
    });
    await other.workUntilIdle({ signal: stop.signal });
    const [{ streams } = { streams: [] }] = await sync.status("acme");
    const { pass, records } = streams[0]!;
    expect(pass).toMatchObject({ kind: "verifying", expected: records });
    expect(pass!.leftMs).toBeGreaterThan(10_000);
    expect((await sync.summary()).freshness!.oldestMs).toBeGreaterThan(0);
  });
});
