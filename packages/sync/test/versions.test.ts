import { avionte } from "@anyats/avionte";
import { defineAdapter, overrides, type Adapter, type Job } from "@anyats/core";
import { streamJobs } from "@anyats/kombo-base";
import { describe, expect, it } from "vitest";
import { createSync, migrateSync } from "../src/index.ts";
import { copy, startApp, truth } from "./support/app.ts";

/** The adapter of a later release, which reads jobs in another way. */
const reading = (again: (job: Job) => Job) =>
  defineAdapter({
    id: "next",
    name: "Avionté, next",
    package: { name: "@anyats/next", version: "0.0.0" },
    extends: avionte,
    facts: {},
    handlers: [
      overrides(streamJobs, {
        fetchPage: async (filter, position, call, _parts, inherited) => {
          const page = await inherited.fetchPage(filter, position, call);
          return {
            ...page,
            decode: () => {
              const { records, ...rest } = page.decode();
              return { ...rest, records: records.map(again) };
            },
          };
        },
      }),
    ],
  } as never) as Adapter;

const newer = reading((job) => ({ ...job, title: `Next: ${job.title}` }));

describe("a new version", () => {
  it("that comes while records are derived again derives all of them once more", async () => {
    await using app = await startApp({ sync: { raw: true, streams: { "jobs.stream": {} } } });
    const { emulator, sync } = app;
    const like = emulator.world.jobs.all()[0]!;
    // More than are derived in one transaction.
    for (let n = 0; n < 210; n += 1) emulator.world.jobs.insert({ ...like, ...emulator.world.newRow() });
    await sync.workUntilIdle();
    await sync.connections.rederive("acme");
    let opened = 0;
    const worker = await app.another({
      adapters: [avionte, newer],
      // Once for the source, and once for each transaction.
      settings: async () => {
        opened += 1;
        if (opened === 3) {
          await app.query("update anyats.connections set adapter = 'next'");
          await sync.connections.rederive("acme");
        }
        return emulator.settings();
      },
    });
    await worker.workUntilIdle();
    expect(opened).toBeGreaterThan(3);
    expect(await app.query("select title from anyats.jobs where title not like 'Next: %'")).toEqual([]);
  });

  it("brings no person back who is erased while records are derived again", async () => {
    await using app = await startApp({ sync: { raw: true, streams: { "candidates.stream": {} } } });
    const { emulator, sync } = app;
    await sync.workUntilIdle();
    const [candidateId] = truth(emulator, "candidates");
    await sync.connections.rederive("acme");
    let opened = 0;
    const shown: string[] = [];
    const worker = await app.another({
      sink: async ({ records }) => void shown.push(...records.map(({ id }) => id)),
      // Once for the source, and once when its records were taken.
      settings: async () => {
        opened += 1;
        if (opened === 2) await sync.erase({ connection: "acme", candidateId: candidateId! });
        return emulator.settings();
      },
    });
    await worker.workUntilIdle();
    expect(opened).toBe(2);
    expect(await app.query("select id from anyats.candidates where id = $1", [candidateId])).toEqual([]);
    expect(shown.length).toBeGreaterThan(1);
    expect(shown).not.toContain(candidateId);
  });

  it("of a model is derived again from the raw records, without reading the source", async () => {
    await using app = await startApp({ sync: { raw: true, streams: { "jobs.stream": {} } } });
    await app.sync.workUntilIdle();
    const before = await app.query<{ id: string; title: string }>("select id, title from anyats.jobs order by id");
    const told: string[] = [];
    const sync = await app.another({
      adapters: [newer],
      slice: { pages: 1 },
      sink: async ({ changes }) => void told.push(...changes.map(({ id }) => id)),
    });
    const release = (adapter: string) => app.query("update anyats.connections set adapter = $1", [adapter]);
    await release("next");
    const requests = app.emulator.requests.count();
    await sync.connections.rederive("acme");
    await sync.workUntilIdle();
    expect(app.emulator.requests.count()).toBe(requests);
    expect(await app.query("select id, title from anyats.jobs order by id")).toEqual(
      before.map(({ id, title }) => ({ id, title: `Next: ${title}` })),
    );
    expect(await app.query("select count(*)::int as n from anyats.feed where op = 'updated'")).toEqual([
      { n: before.length },
    ]);
    expect(told.toSorted()).toEqual(before.map(({ id }) => id).toSorted());
    expect(await app.query("select 1 from anyats.jobs where raw is null")).toEqual([]);
    // And the older version goes on beside it: nothing is deleted, and nothing is stuck.
    await release("avionte");
    app.emulator.world.jobs.update(before[0]!.id, { name: "Told" });
    await app.sync.connections.refresh("acme");
    await app.sync.workUntilIdle();
    expect(await copy(app, "jobs")).toEqual(truth(app.emulator, "jobs"));
  });

  it("whose value the database refuses keeps the record as it was, and sets it aside", async () => {
    await using app = await startApp({ sync: { raw: true, streams: { "jobs.stream": {} } } });
    await app.sync.workUntilIdle();
    const [first, ...others] = await app.query<{ id: string; title: string }>("select id, title from anyats.jobs");
    const tooLong = "x".repeat(1_000_000); // of a column with an index
    const next = reading((job) =>
      job.id === first!.id ? { ...job, remoteId: tooLong } : { ...job, title: `Next: ${job.title}` },
    );
    const sync = await app.another({ adapters: [next] });
    await app.query("update anyats.connections set adapter = 'next'");
    await sync.connections.rederive("acme");
    await sync.workUntilIdle();
    expect(await app.query("select id, title from anyats.jobs where title not like 'Next: %'")).toEqual([first]);
    expect(await app.query("select id from anyats.jobs")).toHaveLength(others.length + 1);
    expect((await sync.status("acme"))[0]!.streams[0]).toMatchObject({ setAside: 1 });
  });

  it("whose column waits for a table that is in use gives up, and is migrated later", async () => {
    await using app = await startApp({ sync: { streams: { "jobs.stream": {} } } });
    const { database, sync } = app;
    await sync.workUntilIdle();
    await database.query("drop view anyats.application_details; alter table anyats.jobs drop column title");
    const [begun, long] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const reading = database.transaction(async (transaction) => {
      await transaction.query("select count(*) from anyats.jobs");
      begun.resolve();
      await long.promise;
    });
    await begun.promise;
    const outcome = await Promise.race([
      migrateSync({ database }).catch((error: unknown) => error),
      new Promise((resolve) => setTimeout(resolve, 20_000, "it waits")),
    ]);
    long.resolve();
    await reading;
    expect(outcome).toMatchObject({ code: "database.statement-failed", retry: "safe" });
    await migrateSync({ database });
    expect(await app.query("select id from anyats.jobs where title is null")).toEqual([]);
  }, 60_000);

  it("runs beside an older one in a migration, and fills a new column from records", async () => {
    await using app = await startApp({ sync: { streams: { "jobs.stream": {} }, pageSize: 4, slice: { pages: 1 } } });
    const { database, emulator, sync } = app;
    await sync.workUntilIdle();
    // The tables of an older release lack a column; a migration adds it while workers of that release go on.
    const titles = await app.query("select id, title from anyats.jobs order by id");
    await database.query("drop view anyats.application_details; alter table anyats.jobs drop column title");
    await expect(
      createSync({ database, adapters: [avionte], settings: () => emulator.settings() }),
    ).rejects.toMatchObject({
      code: "database.migration-needed",
    });
    const requests = emulator.requests.count();
    const working = sync.workUntilIdle();
    await migrateSync({ database });
    await working;
    expect(await app.query("select id, title from anyats.jobs order by id")).toEqual(titles);
    expect(emulator.requests.count()).toBe(requests);
    emulator.world.jobs.update(titles[0]!["id"] as string, { name: "Told" });
    await sync.connections.refresh("acme");
    await sync.workUntilIdle();
    expect(await app.query("select title from anyats.jobs where id = $1", [titles[0]!["id"]])).toEqual([
      { title: "Told" },
    ]);
  });
});
