import { avionte } from "@anyats/avionte";
import { defineAdapter, type Adapter } from "@anyats/core";
import { createEmulator } from "@anyats/emulator";
import { describe, expect, it } from "vitest";
import { DurableMemory } from "../src/connections/durable-memory.ts";
import type { ConnectionStatus, SyncOptions } from "../src/index.ts";
import { copy, startApp, truth } from "./support/app.ts";

const streams = { "jobs.stream": {}, "candidates.stream": {} };

describe("what another process did to a connection", () => {
  it("reads the new customer where its id was given to another one", async () => {
    const theirs = createEmulator({ candidates: 5, seed: 77 });
    await using app = await startApp({
      sync: {
        streams,
        settings: ({ integrationId }) =>
          integrationId === "avionte:theirs" ? theirs.settings() : app.emulator.settings(),
      },
    });
    await app.sync.workUntilIdle();
    const { connections } = await app.another();
    await connections.remove("acme", { data: "delete" });
    await connections.add({ id: "acme", adapter: "avionte", integrationId: "avionte:theirs" });
    await app.sync.workUntilIdle();
    for (const table of ["jobs", "candidates"] as const) expect(await copy(app, table)).toEqual(truth(theirs, table));
  });

  it("reads and writes for the new customer where neither has an integration id", async () => {
    const theirs = createEmulator({ candidates: 5, seed: 77 });
    let customer = "ours";
    await using app = await startApp({
      add: false,
      sync: { streams, settings: () => (customer === "ours" ? app.emulator : theirs).settings() },
    });
    const connection = { id: "acme", adapter: "avionte" };
    await app.sync.connections.add(connection);
    await app.sync.workUntilIdle();
    const { connections } = await app.another();
    await connections.remove("acme", { data: "delete" });
    app.emulator.clock.advance(1);
    customer = "theirs";
    await connections.add(connection);
    const note = { candidate: truth(theirs, "candidates")[0]!, note: "Called" };
    const { id } = await app.sync.writes.enqueue("acme", "candidates.addNote", note, { idempotencyKey: "called" });
    await app.sync.workUntilIdle();
    for (const table of ["jobs", "candidates"] as const) expect(await copy(app, table)).toEqual(truth(theirs, table));
    expect(await app.sync.writes.get(id)).toMatchObject({ state: "done" });
  });

  it.each(["gives its id to another", "pauses it", "erases the person"])(
    "makes no write that was taken before it %s",
    async (what) => {
      let happen: (() => Promise<unknown>) | undefined;
      await using app = await startApp({
        sync: {
          streams,
          settings: async () => {
            await happen?.();
            return app.emulator.settings();
          },
        },
      });
      const { emulator, sync } = app;
      await sync.workUntilIdle();
      const { connections, erase } = await app.another();
      const [candidate] = truth(emulator, "candidates");
      const note = { candidate, note: "Called" };
      const { id } = await sync.writes.enqueue("acme", "candidates.addNote", note, { idempotencyKey: "called" });
      emulator.clock.advance(11 * 60_000); // The settings are read again.
      happen = async () => {
        happen = undefined;
        if (what === "pauses it") return connections.pause("acme");
        if (what === "erases the person") return erase({ connection: "acme", candidateId: candidate! });
        await connections.remove("acme", { data: "delete" });
        return connections.add({ id: "acme", adapter: "avionte" });
      };
      const before = emulator.world.notes.size;
      await sync.workUntilIdle();
      expect(emulator.world.notes.size).toBe(before);
      if (what !== "pauses it") return;
      expect(await sync.writes.get(id)).toMatchObject({ state: "queued" });
      await connections.resume("acme");
      await sync.workUntilIdle();
      expect(await sync.writes.get(id)).toMatchObject({ state: "done" });
      expect(emulator.world.notes.size).toBe(before + 1);
    },
  );

  it("reads with new settings at once after a retry", async () => {
    let key: object = {};
    await using app = await startApp({
      sync: { streams, settings: () => ({ ...app.emulator.settings(), ...key }) },
    });
    const { sync } = app;
    await sync.workUntilIdle();
    key = { apiKey: "wrong" };
    await sync.connections.retry("acme");
    await sync.connections.refresh("acme");
    await sync.workUntilIdle();
    expect((await sync.connections.get("acme")).state).toBe("attention");
    key = {};
    const { connections } = await app.another();
    await connections.retry("acme");
    await connections.refresh("acme");
    await sync.workUntilIdle();
    expect((await sync.connections.get("acme")).state).toBe("active");
  });

  it.each(["retry", "add"] as const)("reads a stream that is offered at last after `%s`", async (act) => {
    await using app = await startApp({ sync: { streams } });
    const { emulator, sync, query } = app;
    await sync.workUntilIdle();
    await query("update anyats.streams set scheduled = false, next_at = null where stream = 'candidates.stream'");
    const [candidate] = emulator.world.candidates.all();
    emulator.world.candidates.insert({ ...candidate!, ...emulator.world.newRow() });
    await sync.connections.refresh("acme");
    await sync.workUntilIdle();
    expect(await copy(app, "candidates")).not.toEqual(truth(emulator, "candidates"));
    const { integrationId } = emulator.settings();
    if (act === "retry") await sync.connections.retry("acme");
    else {
      await sync.connections.remove("acme");
      await sync.connections.add({ id: "acme", adapter: "avionte", integrationId });
    }
    await sync.workUntilIdle();
    expect(await copy(app, "candidates")).toEqual(truth(emulator, "candidates"));
    expect((await sync.connections.get("acme")).state).toBe("active");
  });

  it("commits nothing of the customer who had its id before", async () => {
    const theirs = createEmulator({ candidates: 5 });
    const reached = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    let taken: (() => Promise<void>) | undefined;
    const settings: SyncOptions["settings"] = ({ integrationId }) => {
      const isTheirs = integrationId === "avionte:theirs";
      const emulator = isTheirs ? theirs : app.emulator;
      const fetch: typeof globalThis.fetch = async (input, init) => {
        const response = await emulator.fetch(input, init);
        if (isTheirs) reached.resolve();
        await (isTheirs ? release.promise : taken?.());
        return response;
      };
      return { ...emulator.settings(), fetch };
    };
    await using app = await startApp({ add: false, sync: { streams: { "jobs.stream": {} }, settings } });
    const { emulator, sync, query } = app;
    for (const { id } of emulator.world.jobs.all()) emulator.world.jobs.update(id, { name: "Of another" });
    const other = await app.another();
    let working: Promise<unknown> | undefined;
    taken = async () => {
      taken = undefined;
      await other.connections.remove("acme", { data: "delete" });
      await other.connections.add({ id: "acme", adapter: "avionte", integrationId: "avionte:theirs" });
      working = other.workUntilIdle();
      await reached.promise;
    };
    await sync.connections.add({ id: "acme", adapter: "avionte", integrationId: "avionte:ours" });
    await sync.workUntilIdle();
    expect(await query("select title from anyats.jobs")).toEqual([]);
    release.resolve();
    await working;
    expect(await query("select title from anyats.jobs where title = 'Of another'")).toEqual([]);
    expect(await copy(app, "jobs")).toEqual(truth(theirs, "jobs"));
  });

  it("leaves it no memory of the customer who had its id before", async () => {
    await using app = await startApp({ sync: { streams } });
    const { database, emulator, sync, query } = app;
    for (const integrationId of [emulator.settings().integrationId, undefined]) {
      const connection = { id: "acme", adapter: "avionte", ...(integrationId !== undefined && { integrationId }) };
      const { addedAt } = await sync.connections.ensure(connection);
      const life = { ...connection, integration: integrationId ?? null, addedAt };
      const memory = new DurableMemory(database, "anyats", life);
      memory.set("token", "one");
      await memory.save();
      expect(await query("select value from anyats.memories")).toEqual([{ value: "one" }]);
      memory.set("token", "two");
      await sync.connections.remove("acme", { data: "delete" });
      emulator.clock.advance(1);
      await sync.connections.add(connection);
      await memory.save();
      expect(await query("select value from anyats.memories")).toEqual([]);
      await sync.connections.remove("acme", { data: "delete" });
    }
  });
});

/** Versions of one adapter: an older one streams no jobs and adds no notes. */
const version = (missing: object = {}) =>
  defineAdapter({
    id: "acme",
    name: "Acme",
    package: { name: "@anyats/acme", version: "0.0.0" },
    extends: avionte,
    facts: {},
    missing,
  } as never) as Adapter;
const gap = { reason: "not-implemented", explanation: "It was not written yet." };
const older = version({ "jobs.stream": gap, "applications.addNote": gap });

describe.each([
  ["another adapter", avionte],
  ["an older version of the adapter", older],
])("a worker that has %s", (_name, lacking) => {
  it("leaves what it cannot read or write to others", async () => {
    await using app = await startApp({ add: false, sync: { streams: { "jobs.stream": {} }, adapters: [version()] } });
    const { emulator, sync } = app;
    await sync.connections.add({ id: "acme", adapter: "acme" });
    const note = { application: truth(emulator, "applications")[0]!, note: "Called" };
    const { id } = await sync.writes.enqueue("acme", "applications.addNote", note, { idempotencyKey: "called" });
    const without = await app.another({ adapters: [lacking] });
    expect(await without.workUntilIdle()).toBe(0);
    const [before] = await sync.status("acme");
    expect(before!.streams[0]).toMatchObject({ scheduled: true, failures: 0, lastError: null });
    await sync.workUntilIdle();
    expect(await copy(app, "jobs")).toEqual(truth(emulator, "jobs"));
    expect(await sync.writes.get(id)).toMatchObject({ state: "done" });
  });

  it("says what it lacks where nobody else has it", async () => {
    await using app = await startApp({ add: false, sync: { streams: { "jobs.stream": {} }, adapters: [version()] } });
    await app.sync.connections.add({ id: "acme", adapter: "acme" });
    const without = await app.another({ adapters: [lacking] });
    app.emulator.clock.advance(61_000);
    // Somebody reads a connection of the adapter: what is late only has to wait.
    await app.sync.connections.add({ id: "other", adapter: "acme", integrationId: "avionte:other" });
    await app.query("update anyats.streams set next_at = $1, lease_until = $1 where connection_id = 'other'", [
      new Date(app.emulator.clock.now().getTime() + 10_000).toISOString(),
    ]);
    expect(await without.workUntilIdle()).toBe(0);
    expect((await without.status("acme"))[0]!.streams[0]).toMatchObject({ scheduled: true, lastError: null });
    await app.query("update anyats.streams set lease_until = null where connection_id = 'other'");
    await without.workUntilIdle();
    const [{ streams: told }] = (await without.status("acme")) as [ConnectionStatus];
    if (lacking === older) expect(told[0]).toMatchObject({ scheduled: false });
    else expect(told[0]!.lastError).toMatchObject({ code: "sync.unknown-adapter", who: "you" });
  });
});

describe("a new version of an adapter", () => {
  it("reads what it offers of existing connections", async () => {
    await using app = await startApp({ add: false, sync: { streams, adapters: [older] } });
    await app.sync.connections.add({ id: "acme", adapter: "acme" });
    await app.sync.workUntilIdle();
    expect((await app.sync.status("acme"))[0]!.streams[1]).toMatchObject({ scheduled: false });
    const newer = await app.another({ adapters: [version()] });
    await newer.workUntilIdle();
    expect(await copy(app, "jobs")).toEqual(truth(app.emulator, "jobs"));
    expect((await newer.status("acme"))[0]!.streams[1]).toMatchObject({ scheduled: true, notScheduled: null });
  });
});
