import { describe, expect, it } from "vitest";
import type { SinkPage } from "../src/index.ts";
import { startApp, type App } from "./support/app.ts";

const streams = { "jobs.stream": { every: "15m", verify: "1d" } } as const;
const quarter = 15 * 60_000;

/** A copy that an app keeps elsewhere, by what its sink is told and nothing else. */
class Elsewhere {
  readonly titles = new Map<string, string>();

  readonly sink = async ({ records, changes }: SinkPage): Promise<void> => {
    const byId = new Map(records.map((record) => [record.id, record as unknown as { readonly title: string }]));
    for (const { id, op, previous } of changes) {
      if (previous !== null) this.titles.delete(previous);
      if (op === "deleted" || op === "erased") this.titles.delete(id);
      else this.titles.set(id, byId.get(id)!.title);
    }
  };
}

const stored = async (app: App) =>
  new Map(
    (await app.query<{ id: string; title: string }>("select id, title from anyats.jobs where deleted_at is null")).map(
      ({ id, title }) => [id, title],
    ),
  );

describe("the app's sink", () => {
  it("is told all that a copy elsewhere needs, whatever happens to a record", async () => {
    const elsewhere = new Elsewhere();
    await using app = await startApp({ sync: { streams, raw: true, sink: elsewhere.sink } });
    const { emulator, sync } = app;
    const { jobs } = emulator.world;
    const same = async (after: string) => {
      emulator.clock.advance(quarter);
      await sync.workUntilIdle();
      expect(elsewhere.titles, after).toEqual(await stored(app));
    };
    await same("the first pass");
    const all = jobs.all.bind(jobs);
    const [changed, told, absent, skipped, moved] = all().filter((row) => row.remote_deleted_at === null);
    jobs.update(changed!.id, { name: "Another title" });
    await same("a change");
    jobs.delete(told!.id);
    await same("a deletion that the source tells");
    Object.assign(jobs.get(told!.id)!, { remote_deleted_at: null });
    jobs.touch(told!.id);
    await same("a return");

    // The list forgets a record, which the source has when it is asked by id; then one that is gone.
    const get = jobs.get.bind(jobs);
    const without = (id: string) => () => all().filter((row) => row.id !== id);
    Object.assign(skipped!, { name: "Not in the list" });
    jobs.all = without(skipped!.id);
    await sync.connections.verify("acme");
    await same("a record that a complete list lacks");
    expect((await stored(app)).get(skipped!.id)).toBe("Not in the list");
    jobs.all = without(absent!.id);
    jobs.get = (id) => (id === absent!.id ? undefined : get(id));
    await sync.connections.verify("acme");
    await same("a deletion that nothing tells");
    expect((await stored(app)).has(absent!.id)).toBe(false);
    Object.assign(jobs, { all, get });

    jobs.delete(moved!.id);
    jobs.insert({ ...moved!, ...emulator.world.newRow(), name: "Moved" });
    await same("a new id");
    for (const { id } of all().slice(0, 40)) jobs.delete(id);
    await same("deletions that are held");
    await sync.connections.confirmDeletions("acme", "jobs.stream");
    await same("deletions that a person confirmed");
  });
});
