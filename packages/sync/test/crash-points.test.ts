import { avionte } from "@anyats/avionte";
import { createEmulator, type Emulator } from "@anyats/emulator";
import type { Database } from "@anyats/postgres";
import { describe, expect, it } from "vitest";
import { createSync, type Sync } from "../src/index.ts";
import { clockOf, copy, syncDatabase, truth } from "./support/app.ts";
import { Crash, CrashingDatabase } from "./support/crashing-database.ts";

const query =
  (database: Database) =>
  async <Row>(sql: string, parameters?: readonly unknown[]): Promise<Row[]> =>
    (await database.query<Row>(sql, parameters)).rows;

function open(database: Database, emulator: Emulator): Promise<Sync> {
  const settings = emulator.settings();
  return createSync({
    database,
    adapters: [avionte],
    settings: () =>
      database instanceof CrashingDatabase ? { ...settings, fetch: database.fetch(emulator.fetch) } : settings,
    clock: clockOf(emulator),
    streams: { "jobs.stream": { every: "15m", verify: "1d" } },
    pageSize: 2,
    slice: { ms: 3_600_000, pages: 2 },
    secret: "secret",
  });
}

const note = "Called after a crash.";

/** What happens before each piece of work. A ghost is a record that the source lost without a trace. */
const happenings: readonly ((emulator: Emulator, database: Database, id: string, app: Sync) => unknown)[] = [
  () => {},
  (emulator) => {
    emulator.clock.advance(16 * 60_000);
    const [one, two] = truth(emulator, "jobs");
    emulator.world.jobs.update(one!, { name: "Changed" });
    emulator.world.jobs.delete(two!);
  },
  async (emulator, database, id) => {
    await database.query(
      `insert into anyats.jobs (connection_id, id, content_hash, pass, stored_at, changed_at, version)
       values ($1, 'ghost', 'x', 0, '2020-01-01', '2020-01-01', '2020-01-01')`,
      [id],
    );
    emulator.clock.advance(25 * 3_600_000);
  },
  (emulator, _database, id, app) => {
    const application = truth(emulator, "applications")[0]!;
    return app.writes.enqueue(id, "applications.addNote", { application, note }, { idempotencyKey: id });
  },
];

/** Every so many points are tried here; the soak tries all of them. */
const stride = Number(process.env["ANYATS_CRASH_STRIDE"] ?? 11);

/** How many writes a person was asked about. */
let unknowns = 0;

/** Plays it all, the process dying once at a statement or request. @returns Whether it came to that. */
async function play(database: Database, id: string, at: number, when: "before" | "after"): Promise<boolean> {
  const emulator = createEmulator({ candidates: 4 });
  // Two pages are enough for every kind of statement.
  for (const { id } of emulator.world.jobs.all().slice(4)) emulator.world.jobs.delete(id);
  const ids = truth(emulator, "jobs");
  const plain = await open(database, emulator);
  await plain.connections.add({ id, adapter: "avionte" });
  const dying = new CrashingDatabase(database, at, when);
  let sync = plain;
  let crashed = false;
  for (const [index, happen] of happenings.entries()) {
    await happen(emulator, database, id, plain);
    if (index === 0) sync = await open(dying, emulator).catch(() => plain);
    try {
      await sync.workUntilIdle();
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
    }
    if (dying.crashed && !crashed) {
      crashed = true;
      sync = plain;
      emulator.clock.advance(11_000);
      await sync.workUntilIdle();
    }
  }
  const ask = query(database);
  const isDone = async () => (await plain.writes.list({ state: "done", connection: id })).length === 1;
  if (!(await isDone())) {
    // The claim on the write ends: that of the ledger by the clock of the database.
    emulator.clock.advance(3 * 60_000);
    await ask("update anyats.ledger set lease_until = '-infinity' where state = 'claimed'");
    await plain.workUntilIdle();
  }
  const notes = emulator.world.notes.all().filter((row) => JSON.stringify(row).includes(note)).length;
  const unknown = (await plain.writes.list({ state: "unknown", connection: id })).length;
  // Made once; or, where the process died around the request, a person is asked.
  expect(unknown === 1 ? notes <= 1 : (await isDone()) && notes === 1, `${when} ${at}: ${notes} notes`).toBe(true);
  if (unknown === 1) unknowns += 1;
  expect(await copy({ query: ask }, "jobs", id), `${when} ${at}`).toEqual(truth(emulator, "jobs"));
  const feed = await ask<{ seq: number; id: string; op: string }>(
    "select seq::int as seq, id, op from anyats.feed where connection_id = $1 order by seq",
    [id],
  );
  expect(
    feed.map(({ seq }) => seq),
    `${when} ${at}`,
  ).toEqual(feed.map((_entry, place) => place + 1));
  const told = feed.map(({ id, op }) => `${op} ${id}`);
  expect(told.length, `${when} ${at}: ${told.join(", ")}`).toBe(new Set(told).size);
  const expected = [...ids.map((id) => `created ${id}`), `updated ${ids[0]}`, `deleted ${ids[1]}`, "deleted ghost"];
  expect(told.toSorted(), `${when} ${at}`).toEqual(expected.toSorted());
  await plain.close();
  await database.query("delete from anyats.connections where id = $1", [id]);
  return crashed;
}

describe("a crash", () => {
  it("between the pieces of a page leaves no checkpoint without its records", async () => {
    await using place = await syncDatabase();
    const emulator = createEmulator({ candidates: 4 });
    const plain = await open(place.database, emulator);
    await plain.connections.add({ id: "acme", adapter: "avionte" });
    const ask = query(place.database);
    // The process dies after each commit of a first pass in turn: what it says it has read is there.
    for (let at = 0; at < 40; at += 1) {
      const dying = new CrashingDatabase(place.database, at, "after");
      const sync = await open(dying, emulator).catch(() => undefined);
      await sync?.workUntilIdle().catch(() => {});
      emulator.clock.advance(11_000);
      const [stream] = await ask<{ records: number; done: boolean }>(
        "select (whole_pass ->> 'records')::int as records, first_done_at is not null as done from anyats.streams",
      );
      const stored = (await copy({ query: ask }, "jobs", "acme")).length;
      expect(stored, `after ${at}`).toBe(stream!.done ? truth(emulator, "jobs").length : (stream!.records ?? 0));
      if (stream!.done) break;
    }
    await plain.close();
  });

  for (const when of ["before", "after"] as const)
    it(
      `${when} any statement or request loses nothing and applies nothing twice`,
      async () => {
        await using place = await syncDatabase();
        let point = 0;
        while (await play(place.database, `crash-${point}`, point, when)) point += stride;
        expect(point).toBeGreaterThan(30);
        if (stride === 1)
          console.info(`${point} points ${when} a statement or request; ${unknowns} writes whose outcome is unknown`);
      },
      3_300_000 / stride,
    );
});
