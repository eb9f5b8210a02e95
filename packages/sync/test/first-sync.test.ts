import { describe, expect, it } from "vitest";
import { copy, startApp, truth } from "./support/app.ts";

describe("a connection's copy", () => {
  it("holds every job, application and candidate after the first passes", async () => {
    await using app = await startApp();
    await app.sync.workUntilIdle();
    for (const kind of ["jobs", "applications", "candidates"] as const)
      expect(await copy(app, kind)).toEqual(truth(app.emulator, kind));
    const [status] = await app.sync.status();
    expect(status).toMatchObject({ id: "acme", state: "active", reason: null });
    const details = await app.query("select * from anyats.application_details where candidate_awaited or job_awaited");
    expect(details).toEqual([]);
  });

  it("follows changes, creations and deletions by incremental passes", async () => {
    await using app = await startApp();
    const { emulator, sync } = app;
    await sync.workUntilIdle();
    emulator.clock.advance(60_000);
    const [one, two] = emulator.world.jobs.all();
    emulator.world.jobs.update(one!.id, { name: "Changed" });
    emulator.world.jobs.delete(two!.id);
    emulator.clock.advance(15 * 60_000);
    await sync.workUntilIdle();
    expect(await copy(app, "jobs")).toEqual(truth(emulator, "jobs"));
    const [job] = await app.query("select title, deleted_at from anyats.jobs where id = $1", [one!.id]);
    expect(job).toMatchObject({ title: "Changed", deleted_at: null });
  });

  it("removes a vanished record in the next verifying pass, after asking for it", async () => {
    await using app = await startApp({ sync: { streams: { "jobs.stream": { every: "1h", verify: "1d" } } } });
    const { emulator, sync, database } = app;
    await sync.workUntilIdle();
    await database.query(
      `insert into anyats.jobs (connection_id, id, content_hash, pass, stored_at, changed_at, version)
       values ('acme', 'ghost', 'x', 0, now(), now(), now())`,
    );
    emulator.clock.advance(25 * 3_600_000);
    await sync.workUntilIdle();
    expect(await copy(app, "jobs")).toEqual(truth(emulator, "jobs"));
    const [ghost] = await app.query("select deletion from anyats.jobs where id = 'ghost'");
    expect(ghost).toMatchObject({ deletion: { absent: true } });
    expect(emulator.requests.all().some(({ query }) => query["ids"] === "ghost")).toBe(true);
  });
});
