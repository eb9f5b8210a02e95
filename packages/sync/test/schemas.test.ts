import { avionte } from "@anyats/avionte";
import type { Database } from "@anyats/postgres";
import { expect, it } from "vitest";
import { createSync, migrateSync, type Sync } from "../src/index.ts";
import { clockOf, startApp, truth } from "./support/app.ts";

/** Everything in the tables of a schema. */
async function contentOf(database: Database, schema: string): Promise<Readonly<Record<string, string[]>>> {
  const { rows: tables } = await database.query<{ name: string }>(
    "select tablename as name from pg_tables where schemaname = $1 order by 1",
    [schema],
  );
  const content: Record<string, string[]> = {};
  for (const { name } of tables) {
    const { rows } = await database.query<{ row: string }>(`select t::text as row from ${schema}.${name} t order by 1`);
    content[name] = rows.map(({ row }) => row);
  }
  return content;
}

it("two copies in one database know nothing of each other, whatever is done with one", async () => {
  await using app = await startApp({ add: false });
  const { emulator, database } = app;
  await migrateSync({ database, schema: "crm" });
  const { integrationId } = emulator.settings();
  const [person] = truth(emulator, "candidates");
  const secrets = "webhook-secret";
  const open = (schema: string): Promise<Sync> =>
    createSync({
      database,
      schema,
      adapters: [avionte],
      settings: () => emulator.settings(),
      clock: clockOf(emulator),
    });
  /** What fills every table: a copy, a write, a webhook, a consumer. */
  const used = async (sync: Sync) => {
    await sync.connections.add({ id: "acme", adapter: "avionte", integrationId });
    await sync.workUntilIdle();
    const input = { candidate: person, note: "Of the person" };
    await sync.writes.enqueue("acme", "candidates.addNote", input, { idempotencyKey: "one" });
    for await (const _change of sync.changes({ consumer: "search", once: true }));
    const leave = emulator.webhooks.subscribe({
      url: "http://app.test/",
      secret: secrets,
      fetch: sync.webhooks({ secrets }),
    });
    emulator.world.jobs.touch(truth(emulator, "jobs")[0]!);
    await emulator.webhooks.settled();
    leave();
    emulator.clock.advance(16 * 60_000);
    await sync.workUntilIdle();
  };
  const first = await open("anyats");
  await used(first);
  await first.close();
  const before = await contentOf(database, "anyats");
  for (const table of ["candidates", "ledger", "seen_events", "outbox", "consumers", "feed"])
    expect(before[table]!.length, table).toBeGreaterThan(0);

  const second = await open("crm");
  await used(second);
  const { connections } = second;
  await connections.verify("acme");
  await connections.schedule("acme", "jobs.stream", { every: "1h" });
  await second.workUntilIdle();
  const erased = await second.erase({ connection: "acme", candidateId: person! });
  expect(erased).toMatchObject({ candidates: 1, outbox: 1, ledger: 1 });
  emulator.clock.advance(3 * 86_400_000);
  await second.forgetFeed("1d");
  for (const look of [
    second.status(),
    second.summary(),
    second.lag("acme"),
    second.fields("acme"),
    second.freshness(168),
  ])
    expect(await look).not.toEqual([]);
  await connections.pause("acme");
  await connections.resume("acme");
  await second.workUntilIdle();
  await connections.remove("acme", { data: "delete" });
  await second.close();
  expect(await contentOf(database, "anyats")).toEqual(before);
  const left = Object.entries(await contentOf(database, "crm")).flatMap(([name, rows]) =>
    rows.length > 0 ? [name] : [],
  );
  // The keys of writes, hashes of the erased, whose the id was, and what concerns no single connection.
  expect(left).toEqual(expect.arrayContaining(["erased", "ledger", "migrations", "secrets"]));
  expect(
    left.filter(
      (name) =>
        !/^(consumers|erased|former_connections|ledger|migrations|secrets|freshness_history|allowance_.*)$/.test(name),
    ),
  ).toEqual([]);
});
