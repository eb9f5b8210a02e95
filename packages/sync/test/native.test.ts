import { ashby } from "@anyats/ashby";
import { avionte } from "@anyats/avionte";
import type { Adapter, Clock } from "@anyats/core";
import { hurriedClock } from "@anyats/core/testing";
import { createEmulator, type EmulatorFor } from "@anyats/emulator";
import { komboBase } from "@anyats/kombo-base";
import { odoo } from "@anyats/odoo";
import { describe, expect, it } from "vitest";
import { createSync, type Sync, type SyncOptions } from "../src/index.ts";
import { syncDatabase } from "./support/app.ts";

const minute = 60_000;
const quarter = 15 * minute;
const day = 86_400_000;

interface Emulated {
  readonly clock: { now(): Date; advance(milliseconds: number): unknown };
  settings(): object;
}

/** Copies of an ATS without an aggregator; `another` is a second process on the same database. */
async function copying(adapter: Adapter, emulator: Emulated, options: Partial<SyncOptions>) {
  const place = await syncDatabase();
  const clock: Clock = hurriedClock({
    now: () => emulator.clock.now().getTime(),
    pass: (milliseconds) => emulator.clock.advance(milliseconds),
    deadlineMs: 25_000,
  });
  const open: Sync[] = [];
  const another = async () => {
    const sync = await createSync({
      database: place.database,
      adapters: [adapter],
      settings: () => emulator.settings(),
      clock,
      slice: { ms: 3_600_000, pages: 1_000 },
      ...options,
    });
    open.push(sync);
    return sync;
  };
  const sync = await another();
  await sync.connections.add({ id: "acme", adapter: adapter.id });
  await sync.workUntilIdle();
  return {
    sync,
    another,
    query: async <Row>(sql: string) => (await place.database.query<Row>(sql)).rows,
    ids: async (table: string) => {
      const living = `select id from anyats.${table} where deleted_at is null order by id::text`;
      return (await place.database.query<{ id: string }>(living)).rows.map(({ id }) => id);
    },
    async [Symbol.asyncDispose]() {
      for (const one of open) await one.close();
      await place[Symbol.asyncDispose]();
    },
  };
}

describe("a copy of Ashby", () => {
  const streams = { "candidates.stream": { every: "15m", verify: "1d" } } as const;
  const emulated = () => createEmulator({ tool: "ashby", candidates: 150 });

  /** The sync tokens that a pass sent, and how many pages it read. */
  const asked = (emulator: EmulatorFor<"ashby">) => {
    const requests = emulator.requests.all({ path: "/candidate.list" });
    return { pages: requests.length, tokens: requests.filter(({ body }) => "syncToken" in (body as object)).length };
  };

  async function changed(emulator: EmulatorFor<"ashby">, sync: Sync, title: string) {
    emulator.clock.advance(quarter);
    const { id } = emulator.world.candidates.all()[9]!;
    emulator.world.candidates.update(id, { title });
    emulator.requests.clear();
    await sync.workUntilIdle();
    return asked(emulator);
  }

  /** The first pass after the first one reads all: its token is younger than the changes that it must not miss. */
  async function warmed(emulator: EmulatorFor<"ashby">) {
    const app = await copying(ashby, emulator, { streams });
    expect(await changed(emulator, app.sync, "Gardener")).toEqual({ pages: 2, tokens: 0 });
    return app;
  }

  it("resumes from the sync token after a restart and in another process", async () => {
    const emulator = emulated();
    await using app = await warmed(emulator);
    await app.sync.close();
    const [restarted, second] = [await app.another(), await app.another()];
    expect(await changed(emulator, restarted, "Welder")).toEqual({ pages: 1, tokens: 1 });
    expect(await changed(emulator, second, "Cook")).toEqual({ pages: 1, tokens: 1 });
    expect(await changed(emulator, restarted, "Baker")).toEqual({ pages: 1, tokens: 1 });
    expect(await app.query("select 1 from anyats.candidates where record ->> 'title' = 'Baker'")).toHaveLength(1);
    expect(JSON.stringify(await app.query("select * from anyats.memories"))).not.toContain("emulator-key");
  });

  it("starts over when the token expired or too much changed since it", async () => {
    const emulator = emulated();
    await using app = await warmed(emulator);
    emulator.sync.largestIncrement = 0;
    expect(await changed(emulator, app.sync, "Welder")).toEqual({ pages: 3, tokens: 1 });
    emulator.sync.largestIncrement = 1_000;
    expect(await changed(emulator, app.sync, "Cook")).toEqual({ pages: 2, tokens: 0 });
    expect(await changed(emulator, await app.another(), "Painter")).toEqual({ pages: 1, tokens: 1 });
    emulator.sync.tokenDays = 0;
    expect((await changed(emulator, app.sync, "Baker")).pages).toBeGreaterThan(1);
    expect(await app.query("select 1 from anyats.candidates where record ->> 'title' = 'Baker'")).toHaveLength(1);
  });

  it("deletes the sync tokens with the connection", async () => {
    await using app = await copying(ashby, emulated(), { streams });
    expect(await app.query("select 1 from anyats.memories")).not.toEqual([]);
    await app.sync.connections.remove("acme", { data: "delete" });
    expect(await app.query("select 1 from anyats.memories")).toEqual([]);
  });

  it("is told whose webhooks come where adapters read those of several senders", async () => {
    await using app = await copying(ashby, emulated(), { adapters: [ashby, avionte, komboBase] });
    const route = (options: object) => () => app.sync.webhooks({ secrets: "hook-secret", ...options });
    expect(route({})).toThrow("the adapters read webhooks of several senders");
    for (const reader of [ashby.webhooks, komboBase.webhooks]) expect(route({ reader })).not.toThrow();
  });

  it("reads what a webhook tells, on the route of its customer only", async () => {
    const emulator = emulated();
    await using app = await copying(ashby, emulator, { streams: { "jobs.stream": { every: "7d" } } });
    await app.sync.connections.add({ id: "other", adapter: ashby.id });
    await app.sync.workUntilIdle();
    const secret = "hook-secret";
    const routes = {
      acme: app.sync.webhooks({ reader: ashby.webhooks!, connection: "acme", secrets: secret }),
      nobody: app.sync.webhooks({ secrets: secret }),
    };
    const [id] = await app.ids("jobs");
    const titles = () => app.query(`select connection_id as of, title from anyats.jobs where id = '${id}' order by 1`);
    const before = await titles();
    for (const [of, fetch] of Object.entries(routes)) {
      const leave = emulator.webhooks.subscribe({ url: "http://app.test/", secret, fetch });
      emulator.clock.advance(minute);
      emulator.world.jobs.update(id!, { name: `Told to ${of}` });
      await emulator.webhooks.settled();
      await app.sync.workUntilIdle();
      leave();
    }
    expect(await titles()).toEqual([{ of: "acme", title: "Told to acme" }, before[1]]);
    expect(new Set(emulator.webhooks.deliveries().map(({ status }) => status))).toEqual(new Set([200]));
  });

  it("finds a deleted candidate in a verifying pass, although no list reports it", async () => {
    const emulator = emulated();
    await using app = await copying(ashby, emulator, { streams });
    const [gone] = await app.ids("candidates");
    emulator.world.candidates.delete(gone!);
    emulator.clock.advance(quarter);
    await app.sync.workUntilIdle();
    expect(await app.ids("candidates")).toContain(gone);
    emulator.clock.advance(day);
    await app.sync.workUntilIdle();
    expect(await app.ids("candidates")).not.toContain(gone);
  });

  it("keeps out the records of a person who was erased before the first read", async () => {
    const emulator = emulated();
    await using app = await copying(ashby, emulator, {
      streams: { ...streams, "applications.stream": {}, "interviews.stream": {} },
    });
    const { candidates, applications, interviews } = emulator.world;
    emulator.clock.advance(60_000);
    const person = candidates.insert({ ...candidates.all()[9]!, ...emulator.world.newRow() });
    const [like] = applications.all();
    const applied = applications.insert({ ...like!, ...emulator.world.newRow(), candidate_id: person.id });
    const invited = interviews.all().find(({ application_id: of }) => applications.get(of) !== undefined)!;
    const meeting = interviews.insert({ ...invited, ...emulator.world.newRow(), application_id: applied.id });
    await app.sync.erase({ connection: "acme", remoteId: person.id });
    emulator.clock.advance(quarter);
    await app.sync.workUntilIdle();
    expect(await app.ids("candidates")).not.toContain(person.id);
    expect(await app.ids("applications")).not.toContain(applied.id);
    expect(await app.ids("applications")).toContain(like!.id);
    expect(await app.ids("interviews")).toContain(invited.id);
    expect(await app.ids("interviews")).not.toContain(meeting.id);
  });

  it("rederives candidates from stored records without a request", async () => {
    const emulator = emulated();
    await using app = await copying(ashby, emulator, { raw: true, streams: { "candidates.stream": {} } });
    const before = await app.query("select id, record from anyats.candidates order by id");
    await app.query("update anyats.candidates set record = record - 'firstName', content_hash = 'of another release'");
    emulator.requests.clear();
    await app.sync.connections.rederive("acme");
    await app.sync.workUntilIdle();
    expect(emulator.requests.all()).toEqual([]);
    expect(await app.query("select id, record from anyats.candidates order by id")).toEqual(before);
  });

  it("rereads jobs, whose stages and departments are not in the stored records", async () => {
    const emulator = emulated();
    await using app = await copying(ashby, emulator, { raw: true, streams: { "jobs.stream": {} } });
    const before = await app.query<{ record: { stages: unknown[] } }>("select record from anyats.jobs order by id");
    expect(before.some(({ record }) => record.stages.length > 0)).toBe(true);
    await app.sync.connections.rederive("acme");
    await app.sync.workUntilIdle();
    expect(await app.query("select record from anyats.jobs order by id")).toEqual(before);
    expect(await app.query("select 1 from anyats.streams where rederive or last_error is not null")).toEqual([]);
  });
});

describe("a copy of Odoo", () => {
  const every = { every: "15m", verify: "1d" } as const;
  const emulated = () => createEmulator({ tool: "odoo", candidates: 12 });

  it("finds deleted records in a verifying pass by comparison", async () => {
    const emulator = emulated();
    const streams = { "jobs.stream": every, "applications.stream": every, "candidates.stream": every };
    await using app = await copying(odoo, emulator, { streams });
    const [gone] = emulator.odoo.ids("hr.applicant");
    emulator.odoo.delete("hr.applicant", gone!);
    emulator.clock.advance(quarter);
    await app.sync.workUntilIdle();
    expect(await app.ids("applications")).toContain(String(gone));
    emulator.clock.advance(day);
    await app.sync.workUntilIdle();
    for (const [table, model] of [
      ["applications", "hr.applicant"],
      ["candidates", "hr.candidate"],
      ["jobs", "hr.job"],
    ] as const)
      expect(await app.ids(table)).toEqual(emulator.odoo.ids(model).map(String).toSorted());
  });

  it("finds in a verifying pass what committed later than the overlap", async () => {
    const emulator = emulated();
    await using app = await copying(odoo, emulator, { streams: { "jobs.stream": every } });
    const [late, later] = [emulator.odoo.begin(), emulator.odoo.begin()];
    const soon = String(late.create("hr.job", { name: "Committed late" }));
    const [known] = emulator.odoo.ids("hr.job");
    later.write("hr.job", [known!], { name: "Renamed by a long import" });
    emulator.clock.advance(quarter);
    await app.sync.workUntilIdle();
    late.commit();
    emulator.clock.advance(minute);
    await app.sync.connections.refresh("acme");
    await app.sync.workUntilIdle();
    // Dated sixteen minutes ago: `overlapSeconds` and the margin look back eleven.
    expect(await app.ids("jobs")).not.toContain(soon);
    emulator.clock.advance(4 * quarter);
    later.commit();
    await app.sync.workUntilIdle();
    emulator.clock.advance(day);
    await app.sync.workUntilIdle();
    expect(await app.ids("jobs")).toContain(soon);
    const [job] = await app.query<{ title: string }>(`select title from anyats.jobs where id = '${String(known)}'`);
    expect(job!.title).toBe("Renamed by a long import");
  });

  it("finds new notes, files and names that do not change the application's date", async () => {
    const emulator = emulated();
    const streams = { "applications.stream": every, "notes.stream": every, "attachments.stream": every };
    await using app = await copying(odoo, emulator, { streams });
    const [applicant] = emulator.odoo.ids("hr.applicant");
    const dateOf = () => emulator.odoo.value("hr.applicant", applicant!, "write_date");
    const before = dateOf();
    emulator.clock.advance(minute);
    const person = Number(emulator.odoo.value("hr.applicant", applicant!, "candidate_id"));
    emulator.odoo.write("hr.candidate", person, { partner_name: "Renamed Person" });
    const bulk = emulator.odoo.begin();
    const on = { res_model: "hr.applicant", res_id: applicant! };
    const file = bulk.create("ir.attachment", { name: "cv.pdf", mimetype: "application/pdf", ...on });
    const message = { model: "hr.applicant", res_id: applicant!, body: "<p>Call her</p>", message_type: "comment" };
    const note = bulk.create("mail.message", message);
    bulk.commit();
    expect(dateOf()).toBe(before);
    emulator.clock.advance(quarter);
    await app.sync.workUntilIdle();
    expect(await app.ids("attachments")).toContain(String(file));
    expect(await app.ids("notes")).toContain(String(note));
    const [row] = await app.query<{ record: { candidate: { lastName: string } } }>(
      `select record from anyats.applications where id = '${String(applicant)}'`,
    );
    expect(row!.record.candidate.lastName).toBe("Person");
    emulator.odoo.delete("mail.message", note);
    emulator.clock.advance(day);
    await app.sync.workUntilIdle();
    expect(await app.ids("notes")).not.toContain(String(note));
  });
});
