import { avionte } from "@anyats/avionte";
import { createEmulator } from "@anyats/emulator";
import { describe, expect, it } from "vitest";
import { createSync, type SyncEvent } from "../src/index.ts";
import { offeredBy } from "../src/connections/offered.ts";
import { dueStreams } from "../src/engine/sweep.ts";
import { WakeUps } from "../src/engine/wake-ups.ts";
import { copy, syncDatabase, truth } from "./support/app.ts";

async function start(candidates = 60) {
  const place = await syncDatabase({ poolMax: 20 });
  const emulator = createEmulator({ candidates, runningClock: true, now: new Date() });
  const events: SyncEvent[] = [];
  const open = () =>
    createSync({
      database: place.database,
      adapters: [avionte],
      settings: () => emulator.settings(),
      pageSize: 10,
      slice: { pages: 3 },
      onEvent: (event) => events.push(event),
    });
  const query = async <Row>(sql: string, parameters?: readonly unknown[]): Promise<Row[]> =>
    (await place.database.query<Row>(sql, parameters)).rows;
  return { place, emulator, open, query, events };
}

const quiet = (query: <Row>(sql: string) => Promise<Row[]>) => async () => {
  const rows = await query<{ n: number }>(
    "select count(*)::int as n from anyats.streams where first_done_at is null or wanted > served or lease_until is not null",
  );
  return rows[0]!.n;
};

describe("workers", () => {
  it("copy a connection and a webhook's change while jobs are lost again and again", async () => {
    const { place, emulator, open, query } = await start();
    await using _place = place;
    await using one = await open();
    await using two = await open();
    const jobs = await WakeUps.start(place.database, "anyats", () => {});
    await one.work({ sweepMs: 200 });
    await two.work({ sweepMs: 200 });
    await one.connections.add({ id: "acme", adapter: "avionte" });
    const losing = setInterval(() => void jobs.clear().catch(() => {}), 400);
    try {
      await expect.poll(quiet(query), { timeout: 30_000 }).toBe(0);
      for (const kind of ["jobs", "applications", "candidates"] as const)
        expect(await copy({ query }, kind)).toEqual(truth(emulator, kind));
      const { id } = emulator.world.jobs.all()[0]!;
      emulator.world.jobs.update(id, { name: "Told" });
      await two.connections.refresh("acme");
      const title = async () =>
        (await query<{ title: string }>(`select title from anyats.jobs where id = '${id}'`))[0]!.title;
      await expect.poll(title, { timeout: 20_000 }).toBe("Told");
    } finally {
      clearInterval(losing);
      await jobs.stop();
    }
  });

  it("find those first that wait longest, however few one look finds", async () => {
    const { place, open, query } = await start(4);
    await using _place = place;
    await using sync = await open();
    const ids = Array.from({ length: 9 }, (_, index) => `tenant-${(index * 5) % 9}`);
    const now = Date.now() + 3_600_000;
    for (const [index, id] of ids.entries()) {
      await sync.connections.add({ id, adapter: "avionte" });
      const at = new Date(now - (ids.length - index) * 60_000).toISOString();
      await query("update anyats.streams set next_at = $2 where connection_id = $1 and next_at is not null", [id, at]);
    }
    const { readable } = offeredBy([avionte]);
    const streams = (await dueStreams(place.database, "anyats", now, 1_000, readable)).length / ids.length;
    for (const limit of [1, 4, 9]) {
      const found = await dueStreams(place.database, "anyats", now, limit * streams, readable);
      expect([...new Set(found.map(({ connection }) => connection))]).toEqual(ids.slice(0, limit));
    }
  });

  it("read a tenant that is due while another's first pass goes on", async () => {
    const { place, emulator, open, query, events } = await start(400);
    await using _place = place;
    await using sync = await open();
    await sync.connections.add({ id: "small", adapter: "avionte" });
    await sync.workUntilIdle();
    await sync.connections.add({ id: "large", adapter: "avionte" });
    const { id } = emulator.world.jobs.all()[0]!;
    await using working = { stop: await sync.work({ concurrency: 2 }), [Symbol.asyncDispose]: async () => {} };
    await expect.poll(() => events.some((event) => event.type === "page" && event.connection === "large")).toBe(true);
    emulator.world.jobs.update(id, { name: "Fresh" });
    await sync.connections.refresh("small", ["jobs.stream"]);
    const title = async () =>
      (
        await query<{ title: string }>(`select title from anyats.jobs where connection_id = 'small' and id = '${id}'`)
      )[0]!.title;
    await expect.poll(title, { timeout: 10_000 }).toBe("Fresh");
    await working.stop.stop();
  });

  it("read one tenant while the writes of another wait for its ATS", async () => {
    const { place, emulator, query } = await start(20);
    await using _place = place;
    const release = Promise.withResolvers<void>();
    let writing = 0;
    await using sync = await createSync({
      database: place.database,
      adapters: [avionte],
      streams: { "jobs.stream": {} },
      settings: ({ id }) => ({
        ...emulator.settings(),
        fetch: async (input: Parameters<typeof fetch>[0], init?: RequestInit) => {
          const method = input instanceof Request ? input.method : init?.method;
          if (id === "slow" && method === "POST") {
            writing += 1;
            await release.promise;
          }
          return emulator.fetch(input, init);
        },
      }),
    });
    for (const id of ["slow", "quick"]) await sync.connections.add({ id, adapter: "avionte" });
    await sync.workUntilIdle();
    const [application] = truth(emulator, "applications");
    const enqueue = (to: string, key: string) =>
      sync.writes.enqueue(to, "applications.addNote", { application, note: `${to} ${key}` }, { idempotencyKey: key });
    for (let number = 0; number < 12; number += 1) await enqueue("slow", `${number}`);
    const working = await sync.work({ concurrency: 8, sweepMs: 50 });
    try {
      await expect.poll(() => writing, { timeout: 10_000 }).toBeGreaterThan(0);
      // So many looks as there are slots, and more.
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      const { id } = emulator.world.jobs.all()[0]!;
      emulator.world.jobs.update(id, { name: "Fresh" });
      await sync.connections.refresh("quick");
      const { id: other } = await enqueue("quick", "0");
      const title = () =>
        query<{ title: string }>(`select title from anyats.jobs where connection_id = 'quick' and id = '${id}'`);
      await expect.poll(title, { timeout: 10_000 }).toEqual([{ title: "Fresh" }]);
      await expect.poll(async () => (await sync.writes.get(other)).state, { timeout: 10_000 }).toBe("done");
    } finally {
      release.resolve();
      await working.stop();
    }
  });
});
