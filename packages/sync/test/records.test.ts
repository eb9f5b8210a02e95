import { describe, expect, it } from "vitest";
import { clockOf, copy, startApp, truth } from "./support/app.ts";

const quarter = 15 * 60_000;

describe("a record", () => {
  it("is never overwritten by an older version", async () => {
    await using app = await startApp({ sync: { streams: { "jobs.stream": {} } } });
    const { emulator, sync } = app;
    await sync.workUntilIdle();
    const { id } = emulator.world.jobs.all()[0]!;
    emulator.clock.advance(60_000);
    emulator.world.jobs.update(id, { name: "Newer" });
    emulator.clock.advance(quarter);
    await sync.workUntilIdle();
    const row = emulator.world.jobs.get(id) as { name: string; changed_at: string };
    const { changed_at } = row;
    Object.assign(row, { name: "Older", changed_at: "2020-01-01T00:00:00.000Z" });
    await sync.connections.verify("acme");
    await sync.workUntilIdle();
    expect(await app.query("select title from anyats.jobs where id = $1", [id])).toEqual([{ title: "Newer" }]);
    Object.assign(row, { changed_at });
  });

  it("with a new id and the same remote id is one re-key, and references follow", async () => {
    await using app = await startApp();
    const { emulator, sync } = app;
    await sync.workUntilIdle();
    emulator.clock.advance(60_000);
    const application = emulator.world.applications.all().find(({ remote_deleted_at }) => remote_deleted_at === null)!;
    const old = emulator.world.candidates.get(application.candidate_id)!;
    const moved = { ...old, ...emulator.world.newRow(), remote_id: old.remote_id };
    emulator.world.candidates.insert(moved);
    emulator.clock.advance(quarter);
    await sync.workUntilIdle();
    const entries = await app.query("select op, id, previous_id from anyats.feed where previous_id is not null");
    expect(entries).toEqual([{ op: "rekeyed", id: moved.id, previous_id: old.id }]);
    expect(await app.query("select id from anyats.candidates where id = $1", [old.id])).toEqual([]);
    const [row] = await app.query(
      "select candidate_id, record ->> 'candidateId' as nested from anyats.applications where id = $1",
      [application.id],
    );
    expect(row).toEqual({ candidate_id: moved.id, nested: moved.id });
    // The source still names the old id in a record that changes later.
    emulator.clock.advance(60_000);
    emulator.world.applications.update(application.id, { outcome: "HIRED" });
    emulator.clock.advance(quarter);
    await sync.workUntilIdle();
    const [later] = await app.query("select candidate_id, outcome from anyats.applications where id = $1", [
      application.id,
    ]);
    expect(later).toEqual({ candidate_id: moved.id, outcome: "HIRED" });
  });

  it("whose old id comes alive again gets its children back in the next complete pass", async () => {
    await using app = await startApp();
    const { emulator, sync } = app;
    await sync.workUntilIdle();
    emulator.clock.advance(60_000);
    const application = emulator.world.applications.all().find(({ remote_deleted_at }) => remote_deleted_at === null)!;
    const old = emulator.world.candidates.get(application.candidate_id)!;
    // A second record with the same remote id looks like a new id, until the first is seen again.
    emulator.world.candidates.insert({ ...old, ...emulator.world.newRow(), remote_id: old.remote_id });
    emulator.clock.advance(quarter);
    await sync.workUntilIdle();
    await sync.connections.verify("acme");
    await sync.workUntilIdle();
    await sync.connections.verify("acme");
    await sync.workUntilIdle();
    expect(await copy(app, "candidates")).toEqual(truth(emulator, "candidates"));
    const [row] = await app.query("select candidate_id from anyats.applications where id = $1", [application.id]);
    expect(row).toEqual({ candidate_id: old.id });
  });

  it("that arrives before its parent is kept, marked, and linked when the parent comes", async () => {
    await using app = await startApp({ sync: { streams: { "applications.stream": {} } } });
    await app.sync.workUntilIdle();
    expect(await copy(app, "applications")).toEqual(truth(app.emulator, "applications"));
    const awaited = () =>
      app.query("select count(*)::int as n from anyats.application_details where candidate_awaited");
    expect(await awaited()).toEqual([{ n: truth(app.emulator, "applications").length }]);
    await app.query(
      `insert into anyats.streams (connection_id, stream, every_ms, due_at, next_at) values ('acme', 'candidates.stream', 900000, '2026-01-01', '2026-01-01')`,
    );
    await app.sync.workUntilIdle();
    expect(await awaited()).toEqual([{ n: 0 }]);
  });

  it("that cannot be read is set aside by id, and stored when it can", async () => {
    await using app = await startApp({ sync: { streams: { "jobs.stream": { every: "6h" } } } });
    const { emulator, sync } = app;
    emulator.faults.inject({ kind: "malformedRecord", index: 1, times: 1 });
    await sync.workUntilIdle();
    const missing = truth(emulator, "jobs").length - (await copy(app, "jobs")).length;
    expect(missing).toBe(1);
    expect((await sync.status("acme"))[0]!.streams[0]).toMatchObject({ setAside: 1 });
    emulator.clock.advance(2 * 60_000);
    await sync.workUntilIdle();
    expect(await copy(app, "jobs")).toEqual(truth(emulator, "jobs"));
    expect((await sync.status("acme"))[0]!.streams[0]).toMatchObject({ setAside: 0 });
  });

  it("that the database refuses costs itself and no other", async () => {
    await using app = await startApp({ sync: { streams: { "jobs.stream": {} } } });
    const { emulator, sync } = app;
    const [first, second] = emulator.world.jobs.all();
    (emulator.world.jobs.get(first!.id) as { name: string }).name = "NUL \u0000 and half \ud83d a character, \\u0000";
    (emulator.world.jobs.get(second!.id) as { remote_id: string }).remote_id = "x".repeat(1_000_000);
    await sync.workUntilIdle();
    const all = truth(emulator, "jobs");
    expect((await copy(app, "jobs")).length).toBeGreaterThanOrEqual(all.length - 1);
    const [row] = await app.query("select title from anyats.jobs where id = $1", [first!.id]);
    expect(row).toEqual({ title: "NUL \ufffd and half \ufffd a character, \\u0000" });
  });

  it("that changes while a long pass goes on is found by the next one", async () => {
    await using app = await startApp({ sync: { streams: { "jobs.stream": {} }, pageSize: 4 } });
    const { emulator, sync } = app;
    await sync.workUntilIdle();
    const { id } = emulator.world.jobs.all()[0]!;
    for (const row of emulator.world.jobs.all()) emulator.world.jobs.touch(row.id);
    emulator.clock.advance(quarter);
    let pages = 0;
    const slow = await app.another({
      sink: async () => {
        pages += 1;
        // It changes after its page was read, and long before the pass ends.
        if (pages === 1) emulator.world.jobs.update(id, { name: "In between" });
        emulator.clock.advance(8 * 60_000);
      },
    });
    await slow.workUntilIdle();
    expect(pages).toBeGreaterThan(1);
    // On a busy machine the long pass loses its lease and ends in the first of these rounds; the next one follows it.
    for (let round = 0; round < 2; round += 1) {
      emulator.clock.advance(quarter);
      await sync.workUntilIdle();
    }
    expect(await app.query("select title from anyats.jobs where id = $1", [id])).toEqual([{ title: "In between" }]);
  });

  it("is found by a clock five minutes fast or slow, and at the same instant as others", async () => {
    for (const error of [-5, 5]) {
      await using app = await startApp({ sync: { streams: { "jobs.stream": {} }, pageSize: 2 } });
      const { emulator } = app;
      const ahead = await app.another({ clock: clockOf(emulator, () => error * 60_000) });
      emulator.clock.advance(6 * 60_000); // past what a slow clock waits for
      await ahead.workUntilIdle();
      for (let round = 0; round < 3; round += 1) {
        const ids = truth(emulator, "jobs").slice(0, 5);
        for (const id of ids) emulator.world.jobs.update(id, { name: `Round ${round}` });
        emulator.clock.advance(quarter);
        await ahead.workUntilIdle();
        const rows = await app.query<{ title: string }>("select title from anyats.jobs where id = any($1)", [ids]);
        expect(rows.map(({ title }) => title)).toEqual(ids.map(() => `Round ${round}`));
      }
    }
  });

  it("of a page whose source breaks off is not given up with the pass", async () => {
    await using app = await startApp({ sync: { streams: { "jobs.stream": {} }, pageSize: 4 } });
    const { emulator, sync } = app;
    emulator.faults.inject({ kind: "dropBefore", match: { path: "/ats/jobs" }, after: 1, times: 40 });
    await sync.workUntilIdle();
    expect((await sync.status("acme"))[0]!).toMatchObject({ state: "waiting" });
    emulator.faults.clear();
    emulator.clock.advance(quarter);
    await sync.workUntilIdle();
    expect(await copy(app, "jobs")).toEqual(truth(emulator, "jobs"));
  });

  it("is requested from before the last pass began, so clocks and ties lose nothing", async () => {
    await using app = await startApp({ sync: { streams: { "jobs.stream": {} } } });
    const { emulator, sync } = app;
    await sync.workUntilIdle();
    const began = emulator.clock.now().getTime();
    const { id } = emulator.world.jobs.all()[0]!;
    // Committed late in the source: its time lies before the watermark that was seen already.
    emulator.clock.advance(1_000);
    Object.assign(emulator.world.jobs.update(id, { name: "Late" }), {
      changed_at: new Date(began - 5 * 60_000).toISOString(),
    });
    emulator.clock.advance(quarter);
    const job = (await app.query<{ changed_at: Date }>("select changed_at from anyats.jobs where id = $1", [id]))[0]!;
    await sync.workUntilIdle();
    const requests = emulator.requests.all({ path: "/ats/jobs" }).map(({ query }) => query["updated_after"]);
    expect(Date.parse(requests.at(-1)!)).toBeLessThanOrEqual(began - 5 * 60_000);
    expect(job.changed_at).toBeInstanceOf(Date);
  });
});
