import { avionte } from "@anyats/avionte";
import { testDatabase } from "@anyats/postgres/testing";
import { createSync } from "@anyats/sync";
import { expect, it } from "vitest";
import { schema } from "../src/open-sync.ts";
import { Service } from "../src/service.ts";

it("a worker that is killed in mid-pass loses nothing and applies nothing twice", async () => {
  await using place = await testDatabase();
  await using service = await Service.start({ databaseUrl: place.url, candidates: 300 });
  const { emulators, database, sync } = service;
  const victim = await service.startWorker();
  const stored = async () =>
    (await database.query<{ n: number }>(`select count(*)::int as n from ${schema}.candidates`)).rows[0]!.n;
  await expect.poll(stored, { timeout: 30_000 }).toBeGreaterThan(25);
  await service.kill(victim);
  const atDeath = await stored();
  expect(atDeath).toBeLessThan(600);
  await service.startWorker();
  const active = async () => (await sync.status()).every(({ state }) => state === "active");
  await expect.poll(active, { timeout: 45_000, interval: 200 }).toBe(true);

  const [job] = emulators["acme"]!.world.jobs.all();
  emulators["acme"]!.world.jobs.update(job!.id, { name: "Told by a webhook" });
  const titles = async () => JSON.stringify(await service.get("/tenants/acme/jobs"));
  await expect.poll(titles, { timeout: 20_000 }).toContain("Told by a webhook");

  for (const [tenant, emulator] of Object.entries(emulators))
    for (const kind of ["jobs", "applications", "candidates"] as const) {
      const { rows } = await database.query<{ id: string }>(
        `select id from ${schema}.${kind} where connection_id = $1 and deleted_at is null order by id`,
        [tenant],
      );
      const truth = emulator.world[kind].all().filter((row) => row.remote_deleted_at === null);
      expect(rows.map(({ id }) => id).toSorted(), `${tenant} ${kind}`).toEqual(truth.map(({ id }) => id).toSorted());
    }
  const { rows } = await database.query<{ entries: number; told: number; most: number }>(
    `select count(*)::int as entries, max(seq)::int as most, count(distinct (model, id))::int as told
     from ${schema}.feed where op = 'created' group by connection_id`,
  );
  for (const { entries, told } of rows) expect(told).toBe(entries);
}, 120_000);

it("leaves what an app keeps in the same database as it is", async () => {
  await using place = await testDatabase();
  const { database } = place;
  const settings = () => ({ apiKey: "key", integrationId: "avionte:of-the-app" });
  await using sync = await createSync({ database, migrate: true, adapters: [avionte], settings });
  await sync.connections.add({ id: "acme", adapter: "avionte", integrationId: "avionte:of-the-app" });
  const ofTheApp = await sync.status();
  await using service = await Service.start({ databaseUrl: place.url, candidates: 5 });
  await service.sync.workUntilIdle();
  expect(await sync.status()).toEqual(ofTheApp);
});
