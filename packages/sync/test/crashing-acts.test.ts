import { randomUUID } from "node:crypto";
import { avionte } from "@anyats/avionte";
import { AtsError } from "@anyats/core";
import { createEmulator, signedWebhook, type Emulator } from "@anyats/emulator";
import type { Database } from "@anyats/postgres";
import { expect, it } from "vitest";
import { createSync, type Sync } from "../src/index.ts";
import { clockOf, copy, syncDatabase, tablesThatHold, truth } from "./support/app.ts";
import { CrashingDatabase } from "./support/crashing-database.ts";

const secrets = "webhook-secret";

interface Place {
  readonly sync: Sync;
  readonly emulator: Emulator;
  query<Row = Record<string, unknown>>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
}

/** Something that an app or a sender does. `holds` says what must be so afterwards, however often it had to be tried. */
interface Act {
  /** Makes the situation, each time another. @returns What is done, and done again where the process died in it. */
  readonly begin: (place: Place, nth: number) => (() => Promise<unknown>) | Promise<() => Promise<unknown>>;
  readonly holds: (place: Place, nth: number) => Promise<void>;
}

function event({ emulator, sync }: Place, type: string, more: object): () => Promise<unknown> {
  const { integrationId } = emulator.settings();
  const about = { integration_id: integrationId, integration_tool: "avionte", integration_category: "ATS" };
  const { body, headers } = signedWebhook({ type, data: { ...about, ...more } }, secrets);
  const route = sync.webhooks({ secrets });
  return () => route(new Request("http://app.test/", { method: "POST", body, headers }));
}

function changed({ emulator }: Place, nth: number): void {
  emulator.clock.advance(1_000);
  emulator.world.jobs.update(truth(emulator, "jobs")[0]!, { name: `Changed ${nth}` });
}

const isRead: Act["holds"] = async ({ emulator, sync, query }, nth) => {
  await sync.workUntilIdle();
  const [id] = truth(emulator, "jobs");
  expect(await query("select title from anyats.jobs where id = $1", [id])).toEqual([{ title: `Changed ${nth}` }]);
};

const personOf = ({ emulator }: Place, nth: number) => truth(emulator, "candidates")[nth]!;

/** The connection is there, new or again, with all its records. */
async function added({ sync, emulator, query }: Place): Promise<void> {
  const { integrationId } = emulator.settings();
  await sync.connections.ensure({ id: "acme", adapter: "avionte", integrationId });
  await sync.workUntilIdle();
  expect(await sync.connections.get("acme")).toMatchObject({ state: "active", reason: null });
  for (const kind of ["jobs", "applications", "candidates"] as const)
    expect(await copy({ query }, kind)).toEqual(truth(emulator, kind));
}

/** An act that died after its commit has nothing left to do, and says so. */
const unless = (code: string) => (error: unknown) => {
  if (!AtsError.is(error) || error.code !== code) throw error;
};

/** A record that the source lost without a trace. */
async function ghost({ query }: Place, nth: number): Promise<string> {
  const id = `ghost-${nth}`;
  await query(
    `insert into anyats.jobs (connection_id, id, content_hash, pass, stored_at, changed_at, version)
     values ('acme', $1, 'x', 0, '2020-01-01', '2020-01-01', '2020-01-01')`,
    [id],
  );
  return id;
}

/** A deletion that waits for a person. */
async function held(place: Place, nth: number): Promise<string> {
  const id = await ghost(place, nth);
  await place.query(
    `insert into anyats.departures (connection_id, stream, id, pass, evidence) values ('acme', 'jobs.stream', $1, 1, '{"told": true}')`,
    [id],
  );
  await place.query(
    `update anyats.streams set held = '{"deletions": 1, "since": "2026-01-01T00:00:00.000Z"}' where stream = 'jobs.stream'`,
  );
  return id;
}

const isHeld = async ({ sync }: Place) =>
  (await sync.status("acme"))[0]!.streams.find(({ stream }) => stream === "jobs.stream")!.held > 0;

const acts: Readonly<Record<string, Act>> = {
  "a webhook about records": {
    begin: (place, nth) => {
      changed(place, nth);
      return event(place, "data-changed", { changed_models: [{ name: "ats_jobs" }] });
    },
    holds: isRead,
  },
  "a webhook about the integration": {
    begin: (place, nth) => {
      const state = nth % 2 === 0 ? "INVALID" : "ACTIVE";
      return event(place, "integration-state-changed", { state, updated_at: new Date().toISOString() });
    },
    holds: async ({ sync }, nth) => {
      expect((await sync.connections.get("acme")).state).toBe(nth % 2 === 0 ? "attention" : "active");
      if (nth % 2 === 0) await sync.connections.resume("acme");
    },
  },
  refresh: {
    begin: (place, nth) => {
      changed(place, nth);
      return () => place.sync.connections.refresh("acme");
    },
    holds: isRead,
  },
  verify: {
    begin: async (place, nth) => {
      await ghost(place, nth);
      return () => place.sync.connections.verify("acme");
    },
    holds: async ({ sync, emulator, query }) => {
      await sync.workUntilIdle();
      expect(await copy({ query }, "jobs")).toEqual(truth(emulator, "jobs"));
    },
  },
  schedule: {
    begin:
      ({ sync }, nth) =>
      () =>
        sync.connections.schedule("acme", "jobs.stream", { every: `${nth + 2}h`, verify: "1d" }),
    holds: async ({ sync }, nth) => {
      const [status] = await sync.status("acme");
      const stream = status!.streams.find((one) => one.stream === "jobs.stream");
      expect(stream).toMatchObject({ everyMs: (nth + 2) * 3_600_000, verifyMs: 86_400_000 });
    },
  },
  "pause and resume": {
    begin: (place, nth) => {
      changed(place, nth);
      const { connections } = place.sync;
      return async () => {
        await connections.refresh("acme");
        await connections.pause("acme");
        await connections.resume("acme");
      };
    },
    holds: isRead,
  },
  enqueue: {
    begin: ({ sync, emulator }, nth) => {
      const application = truth(emulator, "applications")[0]!;
      const input = { application, note: `Note number ${nth}.` };
      return () => sync.writes.enqueue("acme", "applications.addNote", input, { idempotencyKey: `note-${nth}` });
    },
    holds: async ({ sync, emulator }, nth) => {
      await sync.workUntilIdle();
      const notes = emulator.world.notes.all().filter((row) => JSON.stringify(row).includes(`Note number ${nth}.`));
      expect(notes).toHaveLength(1);
    },
  },
  settle: {
    begin: async ({ sync, emulator, query }, nth) => {
      const input = { application: truth(emulator, "applications")[0]!, note: `Settled note ${nth}.` };
      const write = { idempotencyKey: `settled-${nth}` };
      const { id } = await sync.writes.enqueue("acme", "applications.addNote", input, write);
      await query("update anyats.outbox set state = 'unknown', next_at = null where id::text = $1", [id]);
      return () => sync.writes.settle(id, "not-made", { again: true }).catch(unless("sync.unknown-write"));
    },
    holds: async ({ sync, emulator }, nth) => {
      await sync.workUntilIdle();
      const notes = emulator.world.notes.all().filter((row) => JSON.stringify(row).includes(`Settled note ${nth}.`));
      expect(notes).toHaveLength(1);
    },
  },
  "confirming deletions": {
    begin: async (place, nth) => {
      await held(place, nth);
      return () => place.sync.connections.confirmDeletions("acme", "jobs.stream");
    },
    holds: async (place, nth) => {
      await place.sync.workUntilIdle();
      expect(await copy(place, "jobs")).not.toContain(`ghost-${nth}`);
      expect(await isHeld(place)).toBe(false);
    },
  },
  "dismissing deletions": {
    begin: async (place, nth) => {
      await held(place, nth);
      const { connections } = place.sync;
      return () => connections.dismissDeletions("acme", "jobs.stream").catch(unless("sync.nothing-held"));
    },
    holds: async (place, nth) => {
      await place.sync.workUntilIdle();
      expect(await copy(place, "jobs")).toContain(`ghost-${nth}`);
      expect(await place.query("select 1 from anyats.departures")).toEqual([]);
      expect(await isHeld(place)).toBe(false);
    },
  },
  erase: {
    begin: (place, nth) => () => place.sync.erase({ connection: "acme", candidateId: personOf(place, nth) }),
    holds: async (place, nth) => {
      const { sync, emulator, query } = place;
      const id = personOf(place, nth);
      emulator.clock.advance(1_000);
      emulator.world.candidates.touch(id);
      await sync.connections.refresh("acme");
      await sync.workUntilIdle();
      expect(await copy({ query }, "candidates")).not.toContain(id);
      const applications = await query("select id from anyats.applications where candidate_id = $1", [id]);
      expect(applications).toEqual([]);
      const fed = await query("select op from anyats.feed where model = 'candidates' and id = $1", [id]);
      expect(fed.filter(({ op }) => op === "erased")).toHaveLength(1);
    },
  },
  remove: {
    begin: async (place) => {
      const { sync, emulator, query } = place;
      await event(place, "data-changed", { changed_models: [{ name: "ats_jobs" }] })();
      const note = { application: truth(emulator, "applications")[0]!, note: "Soon gone." };
      await sync.writes.enqueue("acme", "applications.addNote", note, { idempotencyKey: randomUUID() });
      await sync.workUntilIdle();
      await sync.fields("acme");
      for await (const batch of sync.changes({ consumer: "search", once: true }).batches()) await batch.commit();
      await query(`insert into anyats.set_aside (connection_id, stream, key, id, path, problem, pass, first_at)
        values ('acme', 'jobs.stream', 'k', 'k', '$', 'is not an object', 1, now())`);
      await query("insert into anyats.aliases values ('acme', 'jobs', 'old', 'new')");
      await query("insert into anyats.departures values ('acme', 'jobs.stream', 'gone', 1, '{}')");
      await query("insert into anyats.memories values ('acme', 'token', '1')");
      await query(
        "insert into anyats.seen_pages (connection_id, stream, pass, ids) values ('acme', 'jobs.stream', 1, '{}')",
      );
      return () => sync.connections.remove("acme", { data: "delete" }).catch(unless("sync.unknown-connection"));
    },
    holds: async (place) => {
      // Keys stay used, and erased persons stay away; neither names anybody.
      const kept = ["anyats.allowance_limits", "anyats.erased", "anyats.former_connections", "anyats.ledger"];
      // The places of its last requests are given back in the background.
      await expect
        .poll(async () => (await tablesThatHold(place, "acme")).filter((table) => !kept.includes(table)), {
          timeout: 20_000,
        })
        .toEqual([]);
      expect(await place.query("select 1 from anyats.ledger where output is not null or memory is not null")).toEqual(
        [],
      );
      await added(place);
      let last = 0;
      for await (const { seq } of place.sync.changes({ consumer: "search", once: true })) expect(seq).toBe((last += 1));
      expect(last).toBeGreaterThan(0);
    },
  },
  add: {
    begin: async ({ sync, emulator }) => {
      await sync.connections.remove("acme", { data: "delete" });
      const { integrationId } = emulator.settings();
      return () => sync.connections.ensure({ id: "acme", adapter: "avionte", integrationId });
    },
    holds: added,
  },
};

/** Every so many points are tried here; the soak tries all of them. */
const stride = process.env["ANYATS_CRASH_STRIDE"] === "1" ? 1 : 2;

it.each(Object.keys(acts))("%s takes effect once when the process dies in it and it is repeated", async (name) => {
  const { begin, holds } = acts[name]!;
  await using test = await syncDatabase();
  const emulator = createEmulator({ candidates: 60 });
  let current: Database = test.database;
  const database: Database = {
    query: (sql, parameters) => current.query(sql, parameters),
    transaction: (work) => current.transaction(work),
    listen: (channel, told) => test.database.listen(channel, told),
    close: async () => {},
  };
  const sync = await createSync({
    database,
    adapters: [avionte],
    settings: () => emulator.settings(),
    clock: clockOf(emulator),
    slice: { ms: 3_600_000, pages: 1_000 },
  });
  const { integrationId } = emulator.settings();
  await sync.connections.add({ id: "acme", adapter: "avionte", integrationId });
  await sync.workUntilIdle();
  const query = async <Row>(sql: string, parameters?: readonly unknown[]) =>
    (await test.database.query<Row>(sql, parameters)).rows;
  const place: Place = { sync, emulator, query };
  let nth = 0;
  for (const when of ["before", "after"] as const)
    for (let at = 0, crashed = true; crashed; at += stride, nth += 1) {
      const act = await begin(place, nth);
      const dying = new CrashingDatabase(test.database, at, when);
      current = dying;
      await act().catch((error: unknown) => {
        if (!dying.crashed) throw error;
      });
      ({ crashed } = dying);
      current = test.database;
      if (crashed) await act();
      await holds(place, nth);
    }
  expect(nth).toBeGreaterThan(2);
  await sync.close();
});
