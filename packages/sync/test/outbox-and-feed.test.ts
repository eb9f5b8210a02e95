import { bullhorn } from "@anyats/bullhorn";
import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import type { Change, ChangeBatch, Sync, SyncOptions } from "../src/index.ts";
import { copy, startApp, tablesThatHold, truth, type App } from "./support/app.ts";
import { MortalDatabase } from "./support/mortal-database.ts";

const notes = (app: App) => app.emulator.requests.count({ method: "POST", path: /attachments|notes/ });

async function firstApplication(app: App): Promise<string> {
  await app.sync.workUntilIdle();
  return truth(app.emulator, "applications")[0]!;
}

describe("a queued write", () => {
  it("is made once, however often it is queued", async () => {
    await using app = await startApp();
    const application = await firstApplication(app);
    const before = notes(app);
    const queue = () =>
      app.sync.writes.enqueue(
        "acme",
        "applications.addNote",
        { application, note: "Hello" },
        { idempotencyKey: "one" },
      );
    const [first, second] = [await queue(), await queue()];
    expect(second.id).toBe(first.id);
    await app.sync.workUntilIdle();
    expect(await app.sync.writes.get(first.id)).toMatchObject({ state: "done", error: null });
    expect(notes(app)).toBe(before + 1);
    expect(await queue()).toMatchObject({ id: first.id, state: "done" });
  });

  it("is queued once and returned to all who queue it at the same moment", async () => {
    await using app = await startApp({ sync: { streams: { "jobs.stream": {} } } });
    const [application] = truth(app.emulator, "applications");
    const note = { application, note: "Called" };
    for (let round = 0; round < 5; round += 1) {
      const queue = () =>
        app.sync.writes.enqueue("acme", "applications.addNote", note, { idempotencyKey: `called-${round}` });
      const queued = await Promise.all(Array.from({ length: 8 }, queue));
      expect(new Set(queued.map(({ id }) => id)).size).toBe(1);
    }
  });

  it("whose answer is lost waits for a person, who settles it", async () => {
    await using app = await startApp();
    const application = await firstApplication(app);
    const before = notes(app);
    app.emulator.faults.inject({ kind: "dropAfter", match: { method: "POST" } });
    // Nor can it be read back.
    app.emulator.faults.inject({ kind: "status", status: 503, match: { method: "GET" }, times: Infinity });
    const { id } = await app.sync.writes.enqueue(
      "acme",
      "applications.addNote",
      { application, note: "Hello" },
      { idempotencyKey: "one" },
    );
    await app.sync.workUntilIdle();
    const waiting = await app.sync.writes.get(id);
    expect(waiting).toMatchObject({ state: "unknown", error: { code: "write.outcome-unknown" } });
    expect(await app.sync.writes.list()).toHaveLength(1);
    expect((await app.sync.status("acme"))[0]!.writes.unknown).toBe(1);
    app.emulator.faults.clear();
    app.emulator.clock.advance(60 * 60_000);
    await app.sync.workUntilIdle();
    expect(notes(app)).toBe(before + 1);
    expect(await app.sync.writes.get(id)).toMatchObject({ state: "unknown" });
    await app.sync.writes.settle(id, "not-made", { again: true });
    await app.sync.workUntilIdle();
    expect(await app.sync.writes.get(id)).toMatchObject({ state: "done" });
    expect(notes(app)).toBe(before + 2);
  });

  it("that is made again after it failed begins as a new one", async () => {
    await using app = await startApp({ sync: { streams: { "jobs.stream": {} } } });
    const application = await firstApplication(app);
    const queue = (note: string) =>
      app.sync.writes.enqueue("acme", "applications.addNote", { application, note }, { idempotencyKey: note });
    const { id } = await queue("one");
    const given = app.emulator.settings();
    const notReached = Object.assign(new Error("not reached"), { code: "ENOTFOUND" });
    const away = await app.another({ settings: () => ({ ...given, fetch: () => Promise.reject(notReached) }) });
    while ((await app.sync.writes.get(id)).state === "queued") {
      app.emulator.clock.advance(16 * 60_000);
      await away.workUntilIdle();
    }
    expect(await app.sync.writes.get(id)).toMatchObject({ state: "failed", tries: 20 });
    await app.sync.writes.settle(id, "not-made", { again: true });
    const other = await queue("two");
    const rowOf = async (one: string) => {
      const [{ row } = { row: {} }] = await app.query<{ row: Record<string, unknown> }>(
        "select to_jsonb(o) as row from anyats.outbox o where id::text = $1",
        [one],
      );
      // What names it, and what tells its rounds apart.
      const {
        id: _id,
        input: _input,
        idempotency_key: _key,
        created_at: _at,
        round: _round,
        attempt: _no,
        digest: _digest,
        ...rest
      } = row;
      return rest;
    };
    expect(await rowOf(id)).toEqual(await rowOf(other.id));
    await away.workUntilIdle();
    for (const one of [id, other.id]) expect(await app.sync.writes.get(one)).toMatchObject({ state: "queued" });
    app.emulator.clock.advance(16 * 60_000);
    await app.sync.workUntilIdle();
    for (const one of [id, other.id])
      expect(await app.sync.writes.get(one)).toMatchObject({ state: "done", error: null });
  });

  it("that is under way when a worker stops is made to its end, and once", async () => {
    await using app = await startApp({ sync: { streams: { "jobs.stream": {} } } });
    await app.sync.workUntilIdle();
    const [candidate] = truth(app.emulator, "candidates");
    const given = app.emulator.settings();
    const made = () => app.emulator.world.notes.all().length;
    for (const how of ["work", "workUntilIdle"] as const)
      for (const at of ["before the request", "after the request"]) {
        const sent = Promise.withResolvers<void>();
        const answered = Promise.withResolvers<void>();
        const fetch: typeof globalThis.fetch = async (input, init) => {
          const request = new Request(input, init);
          const wait = async () => {
            if (request.method !== "POST") return;
            sent.resolve();
            await answered.promise;
            request.signal.throwIfAborted();
          };
          if (at === "before the request") await wait();
          const answer = await given.fetch!(request.clone());
          if (at === "after the request") await wait();
          return answer;
        };
        const sync = await app.another({ settings: () => ({ ...given, fetch }) });
        const before = made();
        const input = { candidate, note: `${how} ${at}` };
        const { id } = await sync.writes.enqueue("acme", "candidates.addNote", input, { idempotencyKey: input.note });
        const stop = new AbortController();
        const working = sync[how]({ signal: stop.signal });
        await sent.promise;
        stop.abort();
        setTimeout(() => answered.resolve(), 50);
        await working;
        await sync.close();
        await app.sync.workUntilIdle();
        expect(await app.sync.writes.get(id), input.note).toMatchObject({ state: "done", tries: 1 });
        expect(made(), input.note).toBe(before + 1);
      }
  });

  it("outlives settings that cannot be read for a while", async () => {
    await using app = await startApp({ sync: { streams: { "jobs.stream": {} } } });
    await app.sync.workUntilIdle();
    const [candidate] = truth(app.emulator, "candidates");
    let isAway = true;
    const settings = () => {
      if (isAway) throw new Error("the vault is sealed");
      return app.emulator.settings();
    };
    const sync = await app.another({ settings });
    const input = { candidate, note: "Hello" };
    const { id } = await sync.writes.enqueue("acme", "candidates.addNote", input, { idempotencyKey: "one" });
    for (let minutes = 0; minutes < 60; minutes += 12) {
      await sync.workUntilIdle();
      const waiting = { state: "queued", error: { code: "sync.settings-failed", who: "you" } };
      expect(await sync.writes.get(id), `after ${minutes} minutes`).toMatchObject(waiting);
      app.emulator.clock.advance(12 * 60_000);
    }
    isAway = false;
    app.emulator.clock.advance(16 * 60_000);
    await sync.workUntilIdle();
    expect(await sync.writes.get(id)).toMatchObject({ state: "done", error: null });
  });

  it.each([
    ["candidates.updateCustomFields", { updates: { "Preferred Name": "Called" } }, 3, "sync.write-not-ended"],
    ["candidates.addNote", { note: "Called" }, 1, "write.outcome-unknown"],
  ])("%s that ends each process which makes it waits for a person", async (capability, more, most, code) => {
    await using app = await startApp({ sync: { streams: { "jobs.stream": {} } } });
    await app.sync.workUntilIdle();
    const [candidate] = truth(app.emulator, "candidates");
    const given = app.emulator.settings();
    let [deaths, isDeadly] = [0, true];
    const aProcess = () => {
      const database = new MortalDatabase(app.database);
      const fetch: typeof globalThis.fetch = (input, init) => {
        if (!isDeadly || new Request(input, init).method === "GET") return given.fetch!(input, init);
        deaths += Number(!database.isDead);
        database.isDead = true;
        return Promise.reject(new Error("out of memory"));
      };
      return app.another({ database, settings: () => ({ ...given, fetch }) });
    };
    const { id } = await app.sync.writes.enqueue("acme", capability, { candidate, ...more }, { idempotencyKey: "one" });
    for (let round = 0; round < 12; round += 1) {
      const sync = await aProcess();
      await sync.workUntilIdle().catch(() => {});
      app.emulator.clock.advance(10 * 60_000);
      // One in two finds the key held: the ledger goes by the time of the database.
      if (round % 2 === 1) await app.query("update anyats.ledger set lease_until = clock_timestamp()");
    }
    expect(deaths).toBe(most);
    expect(await app.sync.writes.get(id)).toMatchObject({ state: "unknown", error: { code, who: "you" } });
    expect((await app.sync.status("acme"))[0]!.needs.map(({ code }) => code)).toContain("sync.writes-unknown");
    isDeadly = false;
    await app.sync.writes.settle(id, "not-made", { again: true });
    await (await aProcess()).workUntilIdle();
    expect(await app.sync.writes.get(id)).toMatchObject({ state: "done" });
  });

  it("is refused for a connection that was removed", async () => {
    await using app = await startApp({ sync: { streams: { "jobs.stream": {} } } });
    const note = { candidate: truth(app.emulator, "candidates")[0]!, note: "Called" };
    const queue = () => app.sync.writes.enqueue("acme", "candidates.addNote", note, { idempotencyKey: "called" });
    const queued = await queue();
    await app.sync.connections.remove("acme");
    expect(await queue()).toEqual(queued);
    // Nobody has to wait for what no worker makes.
    expect((await app.sync.summary()).writes).toMatchObject({ queued: 0, oldestMs: null });
    await app.query("update anyats.outbox set state = 'failed'");
    expect((await app.sync.statusPage({ trouble: true })).connections).toEqual([]);
    const other = app.sync.writes.enqueue("acme", "candidates.addNote", note, { idempotencyKey: "other" });
    await expect(other).rejects.toMatchObject({ code: "sync.connection-not-open" });
  });

  it("is forgotten after a time; one that waits for a person loses its input", async () => {
    await using app = await startApp({ sync: { streams: { "jobs.stream": {} } } });
    const { emulator, sync } = app;
    const [candidate] = truth(emulator, "candidates");
    const queue = (note: string) =>
      sync.writes.enqueue("acme", "candidates.addNote", { candidate, note }, { idempotencyKey: note });
    const made = await queue("A canary is made");
    await sync.workUntilIdle();
    emulator.faults.inject({ kind: "status", status: 404, code: "PLATFORM.INPUT_INVALID", match: { method: "POST" } });
    const failed = await queue("A canary fails");
    await sync.workUntilIdle();
    expect(await sync.writes.get(failed.id)).toMatchObject({ state: "failed" });
    const queued = await queue("A canary waits");
    expect(await sync.forgetWrites("1d")).toBe(0);
    emulator.clock.advance(2 * 86_400_000);
    // A ledger of the app's own may have its table here.
    await app.query("update anyats.ledger set finished_at = '2020-01-01'");
    await app.query(
      `insert into anyats.ledger (scope, key, fingerprint, state, lease_until, finished_at)
       select 'of the app', key, fingerprint, state, lease_until, finished_at from anyats.ledger where state = 'done'`,
    );
    expect([await sync.forgetWrites("1d"), await sync.forgetWrites("1d")]).toEqual([2, 0]);
    await expect(sync.writes.get(made.id)).rejects.toMatchObject({ code: "sync.unknown-write" });
    expect(await app.query("select distinct scope from anyats.ledger")).toEqual([{ scope: "of the app" }]);
    const [{ inputs } = {}] = await app.query("select array_agg(input ->> 'note') as inputs from anyats.outbox");
    expect(inputs).toEqual(expect.arrayContaining([null, "A canary waits"]));
    const again = sync.writes.settle(failed.id, "not-made", { again: true });
    await expect(again).rejects.toMatchObject({ code: "sync.unknown-write" });
    await sync.workUntilIdle();
    expect(await sync.writes.get(queued.id)).toMatchObject({ state: "done" });

    // Keys outlive a connection, as long as those of others.
    await sync.connections.remove("acme", { data: "delete" });
    const scopes = () => app.query<{ scope: string }>("select distinct scope from anyats.ledger order by scope");
    expect(await scopes()).toEqual([{ scope: "acme" }, { scope: "of the app" }]);
    await app.query(
      `insert into anyats.ledger (scope, key, fingerprint, state, lease_until, finished_at)
       select 'former ["acme", "avionte", null]', key, fingerprint, state, lease_until, finished_at from anyats.ledger where scope = 'acme'`,
    );
    await app.query("update anyats.ledger set finished_at = '2020-01-01'");
    await sync.forgetWrites("1d");
    expect(await scopes()).toEqual([{ scope: "of the app" }]);
  });

  it("waits where the key is refused, and is made with the next one", async () => {
    await using app = await startApp({ sync: { streams: { "jobs.stream": {} } } });
    await app.sync.workUntilIdle();
    const [candidate] = truth(app.emulator, "candidates");
    const given = app.emulator.settings();
    const before = app.emulator.world.notes.all().length;
    let isRefused = true;
    const fetch: typeof globalThis.fetch = (input, init) => {
      if (isRefused && new Request(input, init).method === "POST")
        return Promise.resolve(Response.json({ status: "error", error: { message: "no" } }, { status: 401 }));
      return given.fetch!(input, init);
    };
    const sync = await app.another({ settings: () => ({ ...given, fetch }) });
    const input = { candidate, note: "Hello" };
    const { id } = await sync.writes.enqueue("acme", "candidates.addNote", input, { idempotencyKey: "one" });
    for (let tries = 1; tries <= 3; tries += 1) {
      await sync.workUntilIdle();
      const waiting = { state: "queued", tries, error: { code: "connection.key-refused", who: "customer" } };
      expect(await sync.writes.get(id)).toMatchObject(waiting);
      app.emulator.clock.advance(16 * 60_000);
    }
    isRefused = false;
    await sync.workUntilIdle();
    expect(await sync.writes.get(id)).toMatchObject({ state: "done", error: null });
    expect(app.emulator.world.notes.all()).toHaveLength(before + 1);
  });

  it("waits for a worker that has the connection's adapter", async () => {
    await using app = await startApp({ sync: { streams: { "jobs.stream": {} } } });
    const { emulator, sync } = app;
    const note = { application: truth(emulator, "applications")[0]!, note: "Called" };
    const { id } = await sync.writes.enqueue("acme", "applications.addNote", note, { idempotencyKey: "called" });
    const old = await app.another({ adapters: [bullhorn] });
    await old.workUntilIdle();
    expect(await sync.writes.get(id)).toMatchObject({ state: "queued", tries: 0 });
    // Nobody has the adapter: it says so.
    emulator.clock.advance(61_000);
    await old.workUntilIdle();
    expect(await sync.writes.get(id)).toMatchObject({ state: "queued", error: { code: "sync.unknown-adapter" } });
    emulator.clock.advance(20 * 60_000);
    await sync.workUntilIdle();
    expect(await sync.writes.get(id)).toMatchObject({ state: "done" });
  });

  it("is never dropped for another one with the same key: that is refused", async () => {
    await using app = await startApp();
    const { sync, query } = app;
    await sync.workUntilIdle();
    const [candidate] = (await query("select id from anyats.candidates limit 1")).map(({ id }) => id as string);
    const key = { idempotencyKey: "welcome" };
    const note = (text: string) =>
      sync.writes.enqueue("acme", "candidates.addNote", { candidate, note: text, actionType: "ai-screening" }, key);
    const tag = () => sync.writes.enqueue("acme", "candidates.addTag", { candidate, tag: "welcome" }, key);
    const refused = { issues: [{ path: "idempotencyKey", message: "was used before for another write" }] };
    const queued = await note("Hello");
    const others = async () => {
      await expect(note("Good bye")).rejects.toMatchObject(refused);
      await expect(tag()).rejects.toMatchObject(refused);
      // The order of the input's parts says nothing.
      const turned = { actionType: "ai-screening", note: "Hello", candidate };
      return sync.writes.enqueue("acme", "candidates.addNote", turned, key);
    };
    expect(await others()).toEqual(queued);
    await sync.workUntilIdle();
    // Its input is gone: a digest is left.
    expect(await others()).toMatchObject({ id: queued.id, state: "done" });
    const [row] = await query("select input, digest from anyats.outbox");
    expect(row).toMatchObject({ input: null, digest: expect.any(String) });
    // One that was queued before there were digests is compared by what it does.
    await query("update anyats.outbox set digest = null");
    await expect(tag()).rejects.toMatchObject(refused);
    expect(await note("Hello")).toMatchObject({ id: queued.id });
  });

  it("that is made again has a key of its own, whatever keys the app uses", async () => {
    await using app = await startApp({ sync: { streams: { "jobs.stream": {} } } });
    const { emulator, sync, query } = app;
    const [application] = truth(emulator, "applications");
    const enqueue = async (note: string, idempotencyKey: string) =>
      (await sync.writes.enqueue("acme", "applications.addNote", { application, note }, { idempotencyKey })).id;
    const again = async (id: string) => {
      await query("update anyats.outbox set state = 'failed', next_at = null where id::text = $1", [id]);
      await sync.writes.settle(id, "not-made", { again: true });
    };
    const before = emulator.world.notes.all().length;
    const [first, second] = [await enqueue("One", "key"), await enqueue("One", "key#1")];
    await again(first);
    await sync.workUntilIdle();
    // A key that was the name of another write's round.
    const third = await enqueue("One", "key#2");
    await sync.workUntilIdle();
    expect(await Promise.all([first, second, third].map((id) => sync.writes.get(id)))).toMatchObject([
      { state: "done" },
      { state: "done" },
      { state: "done" },
    ]);
    expect(emulator.world.notes.all()).toHaveLength(before + 3);
  });

  it("is not queued for a connection whose data is being deleted", async () => {
    await using app = await startApp({ sync: { streams: { "jobs.stream": {} } } });
    const { database, emulator, sync, query } = app;
    const input = { application: truth(emulator, "applications")[0]!, note: "Called" };
    let queued: Promise<unknown> | undefined;
    // What `remove` does last, at the moment before its commit.
    await database.transaction(async (transaction) => {
      await transaction.query("select from anyats.connections where id = 'acme' for update");
      await transaction.query("delete from anyats.outbox where connection_id = 'acme'");
      await transaction.query("delete from anyats.connections where id = 'acme'");
      queued = sync.writes
        .enqueue("acme", "applications.addNote", input, { idempotencyKey: "called" })
        .catch((error: unknown) => error);
      await Promise.race([queued, new Promise((resolve) => setTimeout(resolve, 300))]);
    });
    expect(await queued).toMatchObject({ code: "sync.unknown-connection" });
    expect(await query("select from anyats.outbox")).toEqual([]);
  });

  it("of a person who was erased meanwhile is not made again", async () => {
    await using app = await startApp({ sync: { streams: { "candidates.stream": {} } } });
    await app.sync.workUntilIdle();
    const [candidate] = truth(app.emulator, "candidates");
    app.emulator.faults.inject({ kind: "dropAfter", match: { method: "POST" }, times: Infinity });
    const input = { candidate, note: "Hello" };
    const { id } = await app.sync.writes.enqueue("acme", "candidates.addNote", input, { idempotencyKey: "one" });
    await app.sync.workUntilIdle();
    expect(await app.sync.writes.get(id)).toMatchObject({ state: "unknown" });
    await app.sync.erase({ connection: "acme", candidateId: candidate! });
    const settle = (again: boolean) => app.sync.writes.settle(id, "not-made", { again });
    await expect(settle(true)).rejects.toMatchObject({ code: "sync.unknown-write" });
    await settle(false);
    expect(await app.sync.writes.get(id)).toMatchObject({ state: "not-made" });
  });

  it.each(["ids", "records"])(
    "about several persons, by their %s, goes on without the one who was erased",
    async (by) => {
      await using app = await startApp();
      const { emulator, sync, query } = app;
      await sync.workUntilIdle();
      const [gone, other] = await query<{ id: string; candidate: string; record: object }>(
        `select id, candidate_id as candidate, record from anyats.applications a where record ->> 'outcome' = 'PENDING'
       and candidate_id in (select candidate_id from anyats.applications group by 1 having count(*) = 1) order by id limit 2`,
      );
      const [reason] = emulator.world.rejectionReasons.all();
      const reject = (applications: readonly { id: string; record: object }[], idempotencyKey: string) => {
        const named = applications.map(({ id, record }) => (by === "ids" ? id : record));
        const input = { applications: named, reasonId: reason!.id };
        return sync.writes.enqueue("acme", "applications.rejectMany", input, { idempotencyKey });
      };
      const both = await reject([gone!, other!], "both");
      const alone = await reject([gone!], "alone");
      await sync.erase({ connection: "acme", candidateId: gone!.candidate });
      const kept = async () => JSON.stringify(await query("select input, about, output, error from anyats.outbox"));
      for (const id of [gone!.id, gone!.candidate]) expect(await kept()).not.toContain(id);
      expect(await sync.writes.get(alone.id)).toMatchObject({ state: "not-made" });
      await sync.workUntilIdle();
      expect(await sync.writes.get(both.id)).toMatchObject({ state: "done", output: { rejected: 1, failed: 0 } });
      expect(await kept()).not.toContain(gone!.id);
      await reject([other!], "done");
      await sync.workUntilIdle();
      await sync.erase({ connection: "acme", candidateId: other!.candidate });
      expect(await kept()).not.toContain(other!.id);
    },
  );

  const renewals: Readonly<Record<string, (app: App, sync: Sync) => unknown>> = {
    "after a while": ({ emulator }) => emulator.clock.advance(2_000),
    "by a person": (_app, sync) => sync.connections.retry("acme"),
    "after a webhook": ({ emulator }, sync) => {
      const secret = "webhook-secret";
      emulator.webhooks.subscribe({ url: "http://app.test/", secret, fetch: sync.webhooks({ secrets: secret }) });
      return emulator.webhooks.send("integration-state-changed");
    },
  };

  it.each(Object.entries(renewals))("goes on while settings are read again %s", async (_when, renewed) => {
    const nothing = () => Promise.resolve();
    let renew: () => Promise<void> = nothing;
    await using app = await startApp({ sync: { streams: { "jobs.stream": {} } } });
    const settings = () => {
      const given = app.emulator.settings();
      const fetch: typeof globalThis.fetch = async (input, init) => {
        await renew();
        return given.fetch!(input, init);
      };
      return { ...given, fetch };
    };
    const sync = await app.another({ settings });
    await sync.workUntilIdle();
    const first = await sync.client("acme");
    renew = async () => {
      renew = nothing;
      await renewed(app, sync);
      expect(await sync.client("acme")).not.toBe(first);
    };
    app.emulator.clock.advance(10 * 60_000 - 1_000);
    const [candidate] = truth(app.emulator, "candidates");
    const input = { candidate, note: "Once" };
    const { id } = await sync.writes.enqueue("acme", "candidates.addNote", input, { idempotencyKey: "once" });
    await sync.workUntilIdle();
    expect(await sync.writes.get(id)).toMatchObject({ state: "done", tries: 1, output: { settledBy: "answer" } });
  });

  it("does not wait for all that another connection has queued before", async () => {
    const made: string[] = [];
    await using app = await startApp({
      sync: {
        streams: { "jobs.stream": {} },
        onEvent: (event) => void (event.type === "write" && made.push(event.connection)),
      },
    });
    const { emulator, sync } = app;
    for (const id of ["beta", "gamma"]) await sync.connections.add({ id, adapter: "avionte" });
    await sync.workUntilIdle();
    const [candidate] = truth(emulator, "candidates");
    const queue = (connection: string, key: string) =>
      sync.writes.enqueue(connection, "candidates.addNote", { candidate, note: key }, { idempotencyKey: key });
    for (let note = 0; note < 6; note += 1) await queue("acme", `a${note}`);
    emulator.clock.advance(1_000);
    for (let note = 0; note < 2; note += 1) for (const id of ["beta", "gamma"]) await queue(id, `${id}${note}`);
    await sync.workUntilIdle();
    expect(made.toSorted()).toEqual([...Array(6).fill("acme"), "beta", "beta", "gamma", "gamma"]);
    expect(new Set(made.slice(0, 3))).toEqual(new Set(["acme", "beta", "gamma"]));
    expect(new Set(made.slice(3, 6))).toEqual(new Set(["acme", "beta", "gamma"]));
  });

  it("that could never be made is refused at once", async () => {
    await using app = await startApp();
    const enqueue = (capability: string, input: unknown) =>
      app.sync.writes.enqueue("acme", capability, input, { idempotencyKey: "x" });
    await expect(enqueue("jobs.stream", {})).rejects.toMatchObject({ code: "sync.not-a-write" });
    const contents = [
      { bytes: new Uint8Array(1) },
      { bytes: Buffer.from("x") },
      { bytes: new ArrayBuffer(1) },
      new File(["x"], "cv.pdf"),
      { stream: Readable.from(["x"]) },
      { stream: new Blob(["x"]).stream() },
      { size: 1n },
      { size: NaN },
      new Map([["path", "cv.pdf"]]),
    ];
    for (const file of contents)
      await expect(enqueue("applications.addAttachment", { file })).rejects.toMatchObject({
        code: "sync.input-not-json",
      });
    const itself: { file?: unknown } = {};
    itself.file = itself;
    await expect(enqueue("applications.addAttachment", itself)).rejects.toMatchObject({ code: "sync.input-not-json" });
    await expect(enqueue("applications.addNote", { application: "a" })).rejects.toMatchObject({
      code: "input.invalid",
      issues: [expect.objectContaining({ path: "note" })],
    });
    for (const idempotencyKey of ["", "x".repeat(901)])
      await expect(
        app.sync.writes.enqueue("acme", "applications.addNote", { application: "a", note: "b" }, { idempotencyKey }),
      ).rejects.toMatchObject({ code: "sync.invalid-option" });
  });
});

async function read(app: App, consumer: string): Promise<Change[]> {
  const changes: Change[] = [];
  for await (const change of app.sync.changes({ consumer, once: true, batchSize: 7 })) changes.push(change);
  return changes;
}

describe("the feed", () => {
  it("gives each change once, in order, with the record as it is", async () => {
    await using app = await startApp();
    await app.sync.workUntilIdle();
    const changes = await read(app, "search");
    expect(changes.map(({ seq }) => seq)).toEqual(changes.map((_change, index) => index + 1));
    expect(changes.every(({ op, record, id }) => op === "created" && record?.["id"] === id)).toBe(true);
    expect(await read(app, "search")).toEqual([]);
    expect(await read(app, "another")).toHaveLength(changes.length);
  });

  it("moves the cursor with the consumer's own transaction, or not at all", async () => {
    await using app = await startApp();
    await app.sync.workUntilIdle();
    const one = async (fails: boolean): Promise<number> => {
      for await (const batch of app.sync.changes({ consumer: "search", once: true, batchSize: 5 }).batches()) {
        await app.database
          .transaction(async (transaction) => {
            await batch.commit(transaction);
            if (fails) throw new Error("the consumer's work fails");
          })
          .catch(() => {});
        return batch.changes[0]!.seq;
      }
      return 0;
    };
    expect(await one(true)).toBe(1);
    expect(await one(false)).toBe(1);
    expect(await one(false)).toBe(6);
  });

  it.each(["leaves", "fails"])(
    "counts a change as handled when the next is asked for, also where the reader %s",
    async (how) => {
      await using app = await startApp();
      await app.sync.workUntilIdle();
      const handled: number[] = [];
      const some = async (number: number) => {
        let left = number;
        for await (const { seq } of app.sync.changes({ consumer: "search", once: true, batchSize: 7 })) {
          // The last one is given and not handled: nobody asks for the next.
          if (left === 0 && how === "fails") throw new Error("the reader fails");
          if (left === 0) return;
          left -= 1;
          handled.push(seq);
        }
      };
      for (const number of [3, 0, 9, 1]) await some(number).catch(() => {});
      expect(handled).toEqual(handled.map((_seq, index) => index + 1));
    },
  );

  it.each(["changes", "batches"] as const)(
    "ends %s that wait when the sync is closed, or they are left",
    async (kind) => {
      await using app = await startApp({ sync: { streams: { "jobs.stream": {} } } });
      await app.sync.workUntilIdle();
      const jobs = truth(app.emulator, "jobs").length;
      const sync = await app.another({ database: app.url });
      const begin = (consumer: string): AsyncIterator<unknown> => {
        const changes = sync.changes({ consumer });
        return (kind === "changes" ? changes : changes.batches())[Symbol.asyncIterator]();
      };
      const [waiting, left, busy] = [begin("waits"), begin("leaves"), begin("busy")];
      for (const one of [waiting, left])
        for (let count = kind === "changes" ? jobs : 1; count > 0; count -= 1) {
          const { value } = await one.next();
          if (kind === "batches") await (value as ChangeBatch).commit();
        }
      await busy.next();
      const [first, second] = [waiting.next(), left.next()];
      const over = { done: true, value: undefined };
      expect(await left.return!(undefined)).toEqual(over);
      expect(await second).toEqual(over);
      await sync.close();
      expect(await first).toEqual(over);
      expect(await busy.next(), "asks for more afterwards").toEqual(over);
    },
    20_000,
  );

  it("forgets no entry that a consumer of every connection has not read", async () => {
    await using app = await startApp();
    await app.sync.workUntilIdle();
    await read(app, "search");
    await app.sync.connections.add({ id: "late", adapter: "avionte" });
    await app.sync.workUntilIdle();
    for await (const change of app.sync.changes({ consumer: "audit", connection: "late", once: true })) void change;
    app.emulator.clock.advance(48 * 3_600_000);
    const entries = async () =>
      (await app.query("select count(*)::int as n from anyats.feed where connection_id = 'late'"))[0];
    const before = await entries();
    expect(await app.sync.forgetFeed("1d")).toBeGreaterThan(0); // those of acme
    expect(await entries()).toEqual(before);
    const late = (await read(app, "search")).filter(({ connection }) => connection === "late");
    expect(late[0]!.seq).toBe(1);
    expect(await app.sync.forgetFeed("1d")).toBeGreaterThan(0);
    expect(await entries()).toEqual({ n: 0 });
  });

  it("keeps nothing for a forgotten consumer, which begins at the oldest entry", async () => {
    await using app = await startApp({ sync: { streams: { "jobs.stream": {} } } });
    const { emulator, sync } = app;
    await sync.workUntilIdle();
    const jobs = truth(emulator, "jobs").length;
    for await (const batch of sync.changes({ consumer: "retired", once: true, batchSize: 1 }).batches()) {
      await batch.commit();
      break;
    }
    expect(await read(app, "search")).toHaveLength(jobs);
    emulator.clock.advance(3_600_000);
    expect(await sync.forgetFeed("1m")).toBe(1);
    expect([await sync.forgetConsumer("retired"), await sync.forgetConsumer("retired")]).toEqual([true, false]);
    expect((await read(app, "retired")).map(({ seq }) => seq)[0]).toBe(2);
    await sync.forgetConsumer("retired");
    expect(await sync.forgetFeed("1m")).toBe(jobs - 1);
    expect(await read(app, "search")).toEqual([]);
  });

  it("forgets no entry that a consumer of one connection has not read", async () => {
    await using app = await startApp({ sync: { streams: { "jobs.stream": {} } } });
    const { emulator, sync } = app;
    await sync.workUntilIdle();
    const mine = { consumer: "mine", connection: "acme", once: true };
    await expect(
      (async () => {
        for await (const { id } of sync.changes(mine)) throw new Error(`no place for ${id}`);
      })(),
    ).rejects.toThrow("no place");
    for await (const change of sync.changes({ consumer: "all", once: true })) expect(change.op).toBe("created");
    emulator.clock.advance(3_600_000);
    expect(await sync.forgetFeed("1m")).toBe(0);
    const seen: string[] = [];
    for await (const { id } of sync.changes(mine)) seen.push(id);
    expect(seen.toSorted()).toEqual(truth(emulator, "jobs"));
  });

  it("counts what a consumer has still to read of its own connection alone", async () => {
    await using app = await startApp({ sync: { streams: { "jobs.stream": {} } } });
    const { emulator, sync } = app;
    const { integrationId } = emulator.settings();
    await sync.connections.add({ id: "beta", adapter: "avionte", integrationId: `${integrationId}2` });
    await sync.workUntilIdle();
    const behind = async () => (await sync.summary()).consumers;
    const jobs = truth(emulator, "jobs").length;
    for await (const batch of sync.changes({ consumer: "mine", connection: "acme", once: true }).batches()) {
      expect(await behind()).toEqual([{ consumer: "mine", behind: jobs }]);
      await batch.commit();
    }
    for await (const batch of sync.changes({ consumer: "all", once: true }).batches()) await batch.commit();
    const none = [
      { consumer: "all", behind: 0 },
      { consumer: "mine", behind: 0 },
    ];
    expect(await behind()).toEqual(none);
    emulator.clock.advance(3_600_000);
    expect(await sync.forgetFeed("1m")).toBe(2 * jobs);
    for await (const batch of sync.changes({ consumer: "new", once: true }).batches()) await batch.commit();
    expect(await behind()).toEqual([...none, { consumer: "new", behind: 0 }]);
  });

  it.each(["before", "after"])("begins again where data is deleted in a batch that ends %s add", async (when) => {
    await using app = await startApp({ sync: { streams: { "jobs.stream": {} } } });
    const { emulator, sync } = app;
    await sync.workUntilIdle();
    const { integrationId } = emulator.settings();
    const add = async () => {
      emulator.clock.advance(1_000);
      await sync.connections.add({ id: "acme", adapter: "avionte", integrationId });
      await sync.workUntilIdle();
    };
    for await (const { connection, commit } of sync.changes({ consumer: "search", once: true }).batches()) {
      await sync.connections.remove(connection, { data: "delete" });
      if (when === "after") await add();
      await commit();
      break;
    }
    if (when === "before") await add();
    const seen: string[] = [];
    for await (const { id } of sync.changes({ consumer: "search", once: true })) seen.push(id);
    expect(seen.toSorted()).toEqual(truth(emulator, "jobs"));
  });

  it("begins again where its place is committed while data is deleted", async () => {
    await using app = await startApp({ sync: { streams: { "jobs.stream": {} } } });
    const { database, emulator, sync } = app;
    await sync.workUntilIdle();
    const { integrationId } = emulator.settings();
    const [committing, committed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let reading: Promise<unknown> | undefined;
    const pause = () => new Promise((resolve) => setTimeout(resolve, 300));
    const batches = sync.changes({ consumer: "search", once: true }).batches();
    const { value: batch } = (await batches[Symbol.asyncIterator]().next()) as { value: ChangeBatch };
    // What `remove` does last. The consumer's own transaction waits for it, and ends when the id is another customer's.
    await database.transaction(async (transaction) => {
      await transaction.query("select from anyats.connections where id = 'acme' for update");
      for (const table of ["jobs", "feed", "consumers"])
        await transaction.query(`delete from anyats.${table} where connection_id = 'acme'`);
      reading = database.transaction(async (own) => {
        await batch.commit(own);
        committing.resolve();
        await committed.promise;
      });
      await Promise.race([committing.promise, pause()]);
      await transaction.query("delete from anyats.connections where id = 'acme'");
    });
    await committing.promise;
    emulator.clock.advance(1_000);
    await sync.connections.add({ id: "acme", adapter: "avionte", integrationId });
    committed.resolve();
    await reading;
    await sync.workUntilIdle();
    const seen: string[] = [];
    for await (const { id } of sync.changes({ consumer: "search", once: true })) seen.push(id);
    expect(seen.toSorted()).toEqual(truth(emulator, "jobs"));
  });

  it("begins for a new consumer with what is not forgotten", async () => {
    await using app = await startApp({ sync: { streams: { "jobs.stream": {} } } });
    await app.sync.workUntilIdle();
    const read = async (consumer: string) => {
      const changes: Change[] = [];
      const signal = AbortSignal.timeout(5_000);
      for await (const change of app.sync.changes({ consumer, once: true, signal })) changes.push(change);
      expect(signal.aborted, "the reading ends").toBe(false);
      return changes.map(({ op, id }) => ({ op, id }));
    };
    expect((await read("first")).length).toBeGreaterThan(0);
    app.emulator.clock.advance(60 * 60_000);
    await app.sync.forgetFeed("30m");
    expect(await read("second")).toEqual([]);
    const [id] = truth(app.emulator, "jobs");
    app.emulator.world.jobs.update(id!, { name: "Told" });
    await app.sync.connections.refresh("acme");
    await app.sync.workUntilIdle();
    for (const consumer of ["first", "second", "third"]) expect(await read(consumer)).toEqual([{ op: "updated", id }]);
  });

  it("comes to each connection, also where others never rest", async () => {
    await using app = await startApp({ add: false });
    const many = 250;
    const change = `with moved as (update anyats.connections set feed_seq = feed_seq + 1 where id = any($1) returning id, feed_seq)
      insert into anyats.feed (connection_id, seq, at, model, id, op) select id, feed_seq, now(), 'jobs', 'one', 'updated' from moved`;
    await app.query(
      "insert into anyats.connections (id, adapter, integration, created_at, changed_at) select 'c' || n, 'avionte', 'i' || n, now(), now() from generate_series(1, $1) n",
      [many],
    );
    await app.query(change, [Array.from({ length: many }, (_, index) => `c${index + 1}`)]);
    const seen = new Set<string>();
    let batches = 0;
    for await (const { connection, commit } of app.sync.changes({ consumer: "slow", once: true }).batches()) {
      seen.add(connection);
      await commit();
      // Something changes again where it was just read.
      await app.query(change, [[connection]]);
      if ((batches += 1) === 2 * many) break;
    }
    expect(seen.size).toBe(many);
  });

  it("refuses a second reader of the same consumer", async () => {
    await using app = await startApp();
    await app.sync.workUntilIdle();
    const open = async () => {
      for await (const batch of app.sync.changes({ consumer: "search", once: true }).batches()) return batch;
      throw new Error("no batch");
    };
    const [one, two] = [await open(), await open()];
    await one.commit();
    await expect(two.commit()).rejects.toMatchObject({ code: "sync.cursor-moved" });
  });
});

describe("erasure", () => {
  it("covers writes that entered the person, and those that would", async () => {
    await using app = await startApp();
    const { emulator, sync } = app;
    const person = { firstName: "Canaria", lastName: "Erasma", email: "canaria@erasma.example" };
    const job = emulator.world.jobs.all().find(({ status }) => status === "OPEN")!.id;
    const enter = (idempotencyKey: string, candidate: object) =>
      sync.writes.enqueue("acme", "applications.create", { job, candidate }, { idempotencyKey });
    const { id } = await enter("made", person);
    await sync.workUntilIdle();
    const { output } = await sync.writes.get(id);
    const { candidateId } = output as { readonly candidateId: string };
    emulator.clock.advance(60 * 60_000);
    await sync.workUntilIdle();
    expect(await tablesThatHold(app, person.email)).toEqual(["anyats.applications", "anyats.candidates"]);
    const { id: waiting } = await enter("waits", { ...person, email: "Canaria@Erasma.example", title: "Welder" });
    const other = await enter("other", { ...person, firstName: "Other", email: "other@erasma.example" });
    await sync.erase({ connection: "acme", candidateId });
    for (const text of [person.email, "Canaria"]) expect(await tablesThatHold(app, text), text).toEqual([]);
    // The feed names the erased person by the id alone.
    expect(await tablesThatHold(app, candidateId)).toEqual(["anyats.feed"]);
    expect(await sync.writes.get(id)).toMatchObject({ state: "done", output: null });
    expect(await sync.writes.get(waiting)).toMatchObject({ state: "not-made" });
    await sync.workUntilIdle();
    expect(await sync.writes.get(other.id)).toMatchObject({ state: "done" });
  });

  it("removes a person from everything, and no later pass brings the person back", async () => {
    await using app = await startApp({ sync: { raw: true } });
    const { emulator, sync } = app;
    await sync.workUntilIdle();
    const application = emulator.world.applications.all().find((row) => row.candidate_id !== null)!;
    const person = emulator.world.candidates.get(application.candidate_id)!;
    const canary = "Canarius-Erasmus";
    emulator.clock.advance(60_000);
    emulator.world.candidates.update(person.id, { last_name: canary });
    emulator.clock.advance(15 * 60_000);
    await sync.workUntilIdle();
    await sync.writes.enqueue(
      "acme",
      "candidates.addNote",
      { candidate: person.id, note: canary },
      { idempotencyKey: "n" },
    );
    await sync.workUntilIdle();

    const erased = await sync.erase({ connection: "acme", candidateId: person.id });
    expect(erased).toMatchObject({ candidates: 1 });
    const meets = () => tablesThatHold(app, canary);
    expect(await meets()).toEqual([]);
    await sync.connections.verify("acme");
    emulator.world.candidates.touch(person.id);
    emulator.clock.advance(15 * 60_000);
    await sync.workUntilIdle();
    expect(await meets()).toEqual([]);
    expect(await copy(app, "candidates")).toEqual(truth(emulator, "candidates").filter((id) => id !== person.id));
    const [count] = await app.query("select op from anyats.feed where id = $1 order by seq desc limit 1", [person.id]);
    expect(count).toEqual({ op: "erased" });
  });
});

describe("erasure of a person", () => {
  it("takes no record of another kind that has the same id", async () => {
    await using app = await startApp();
    const { emulator, sync } = app;
    const jobs = new Set(truth(emulator, "jobs"));
    const shared = truth(emulator, "candidates").find((id) => jobs.has(id))!;
    expect(shared).toBeTypeOf("string");
    await sync.erase({ connection: "acme", candidateId: shared });
    await sync.workUntilIdle();
    expect(await copy(app, "jobs")).toEqual(truth(emulator, "jobs"));
    const others = emulator.world.applications
      .all()
      .filter((row) => row.remote_deleted_at === null && row.candidate_id !== shared);
    expect(await copy(app, "applications")).toEqual(others.map(({ id }) => id).toSorted());
  });
});

describe("erasure by any id that the person ever had", () => {
  const ids = ["the first id", "the second id", "the present id", "the remote id"] as const;

  it.each(ids)("takes the person by %s", async (which) => {
    await using app = await startApp();
    const { emulator, sync } = app;
    await sync.workUntilIdle();
    const { applications, candidates } = emulator.world;
    const application = applications.all().find((row) => row.candidate_id !== null && row.remote_deleted_at === null)!;
    const person = candidates.get(application.candidate_id)!;
    const all = [person.id];
    for (let rekeyed = 0; rekeyed < 2; rekeyed += 1) {
      emulator.clock.advance(60_000);
      const { id } = candidates.insert({ ...person, ...emulator.world.newRow(), remote_id: person.remote_id });
      all.push(id);
      emulator.clock.advance(15 * 60_000);
      await sync.workUntilIdle();
    }
    expect(await copy(app, "candidates")).toContain(all.at(-1));
    const candidateId = all[ids.indexOf(which)];
    await sync.erase({ connection: "acme", ...(candidateId ? { candidateId } : { remoteId: person.remote_id! }) });
    const isGone = async () => {
      const left = await copy(app, "candidates");
      for (const id of all) expect(left).not.toContain(id);
      expect(await copy(app, "applications")).not.toContain(application.id);
    };
    await isGone();
    emulator.clock.advance(60_000);
    candidates.touch(all.at(-1)!);
    await sync.connections.verify("acme");
    await sync.connections.refresh("acme");
    await sync.workUntilIdle();
    await isGone();
  });
});

it("an erased person stays away when the connection is removed and added again", async () => {
  await using app = await startApp();
  const { sync, emulator } = app;
  await sync.workUntilIdle();
  const [person] = truth(emulator, "candidates");
  await sync.erase({ connection: "acme", candidateId: person! });
  await sync.connections.remove("acme", { data: "delete" });
  await sync.connections.add({ id: "acme", adapter: "avionte" });
  await sync.workUntilIdle();
  expect(await copy(app, "candidates")).toEqual(truth(emulator, "candidates").filter((id) => id !== person));
});

describe("the id of a connection whose data was deleted", () => {
  /** A person is erased and a write is made. Other customers have records with the same ids, as an ATS that counts gives them. */
  async function removed(app: App, integrationId: string) {
    const { sync, emulator } = app;
    await sync.connections.add({ id: "acme", adapter: "avionte", integrationId });
    await sync.workUntilIdle();
    const [person] = truth(emulator, "candidates");
    await sync.erase({ connection: "acme", candidateId: person! });
    expect(await noted(app)).toMatchObject({ state: "done", made: 1 });
    await sync.connections.remove("acme", { data: "delete" });
    return person!;
  }

  /** Queues the one write of these tests. @returns What became of it, and how often it was made now. */
  async function noted({ sync, emulator }: App) {
    const before = emulator.world.notes.all().length;
    const application = truth(emulator, "applications")[0]!;
    const key = { idempotencyKey: "welcome-1" };
    const { id } = await sync.writes.enqueue("acme", "applications.addNote", { application, note: "Welcome" }, key);
    await sync.workUntilIdle();
    const { state, error } = await sync.writes.get(id);
    return { state, error, made: emulator.world.notes.all().length - before };
  }

  it("brings nothing of one customer to another, nor is it lost to the first", async () => {
    await using app = await startApp({ add: false });
    const { sync, emulator } = app;
    const person = await removed(app, "avionte:first");
    await sync.connections.add({ id: "acme", adapter: "avionte", integrationId: "avionte:second" });
    await sync.workUntilIdle();
    expect(await copy(app, "candidates"), "of another customer").toContain(person);
    expect(await noted(app)).toMatchObject({ state: "done", made: 1 });
    await sync.connections.remove("acme", { data: "delete" });

    await sync.connections.add({ id: "acme", adapter: "avionte", integrationId: "avionte:first" });
    await sync.workUntilIdle();
    expect(await copy(app, "candidates")).toEqual(truth(emulator, "candidates").filter((id) => id !== person));
    expect(await noted(app), "a write that was made before").toEqual({ state: "done", error: null, made: 0 });
  });

  it("is the same customer's while nobody says which integration it is", async () => {
    await using app = await startApp({ add: false });
    const { sync } = app;
    const person = await removed(app, "avionte:first");
    await sync.connections.add({ id: "acme", adapter: "avionte" });
    await sync.workUntilIdle();
    expect(await copy(app, "candidates")).not.toContain(person);
    await sync.connections.remove("acme", { data: "delete" });
    await sync.connections.add({ id: "acme", adapter: "avionte", integrationId: "avionte:second" });
    await sync.workUntilIdle();
    expect(await copy(app, "candidates")).toContain(person);
  });
});

describe("erasure, and an application that changes hands", () => {
  /** Two candidates of the agency, and an application of the first. */
  async function twoPeople(options: Parameters<typeof startApp>[0] = {}) {
    const app = await startApp(options);
    await app.sync.workUntilIdle();
    const { applications, candidates } = app.emulator.world;
    const application = applications.all().find((row) => row.candidate_id !== null && row.remote_deleted_at === null)!;
    const person = candidates.get(application.candidate_id)!;
    const other = candidates.all().find(({ id, remote_deleted_at: gone }) => id !== person.id && gone === null)!;
    return { app, application, person, other };
  }

  async function moved(app: App, application: string, candidate: string) {
    app.emulator.clock.advance(60_000);
    app.emulator.world.applications.update(application, { candidate_id: candidate });
  }

  async function read(app: App) {
    app.emulator.clock.advance(15 * 60_000);
    await app.sync.workUntilIdle();
  }

  it("keeps what the ATS had given to somebody else before", async () => {
    const { app, application, person, other } = await twoPeople();
    await using _ = app;
    await moved(app, application.id, other.id);
    await app.sync.erase({ connection: "acme", candidateId: person.id });
    expect(await copy(app, "applications")).not.toContain(application.id);
    await read(app);
    expect(await copy(app, "applications")).toContain(application.id);
    expect(await app.query("select candidate_id from anyats.applications where id = $1", [application.id])).toEqual([
      { candidate_id: other.id },
    ]);
  });

  it("keeps it also where that person is gone meanwhile", async () => {
    const { app, application, person, other } = await twoPeople();
    await using _ = app;
    await moved(app, application.id, other.id);
    app.emulator.world.candidates.delete(other.id);
    await app.sync.erase({ connection: "acme", candidateId: person.id });
    await read(app);
    expect(await copy(app, "candidates")).not.toContain(other.id);
    expect(await copy(app, "applications")).toContain(application.id);
  });

  it("keeps out what the same person has under a new id", async () => {
    const { app, application, person } = await twoPeople();
    await using _ = app;
    await app.sync.erase({ connection: "acme", candidateId: person.id });
    const { world } = app.emulator;
    app.emulator.clock.advance(60_000);
    const again = { ...person, ...world.newRow(), remote_id: person.remote_id };
    world.candidates.insert(again);
    await moved(app, application.id, again.id);
    await read(app);
    await app.sync.connections.verify("acme");
    await app.sync.workUntilIdle();
    expect(await copy(app, "candidates")).not.toContain(again.id);
    expect(await copy(app, "applications")).not.toContain(application.id);
  });

  it("erases what turns out to be the person's", async () => {
    const { app, person, other } = await twoPeople();
    await using _ = app;
    const [later] = app.emulator.world.applications.where("candidate_id", other.id);
    const hers = later ?? app.emulator.world.applications.all().find((row) => row.candidate_id !== person.id)!;
    await app.sync.erase({ connection: "acme", candidateId: person.id });
    expect(await copy(app, "applications")).toContain(hers.id);
    await moved(app, hers.id, person.id);
    await read(app);
    expect(await copy(app, "applications")).not.toContain(hers.id);
    expect(await app.query("select op from anyats.feed where id = $1 order by seq desc limit 1", [hers.id])).toEqual([
      { op: "erased" },
    ]);
    const status = (await app.sync.status("acme"))[0]!.streams.find(({ stream }) => stream === "applications.stream");
    expect(status).toMatchObject({ records: (await copy(app, "applications")).length });
  });

  it("shows the app's sink nothing of an erased person", async () => {
    const shown: unknown[] = [];
    const sink: SyncOptions["sink"] = async (page) => void shown.push(page);
    const { app, person } = await twoPeople({ sync: { sink } });
    await using _ = app;
    await app.sync.erase({ connection: "acme", candidateId: person.id });
    shown.length = 0;
    app.emulator.world.candidates.touch(person.id);
    await app.sync.connections.verify("acme");
    await read(app);
    expect(shown.length).toBeGreaterThan(0);
    expect(JSON.stringify(shown)).not.toContain(`"${person.id}"`);
  });
});

describe("erasure of writes", () => {
  it.each(["succeeds", "fails for now", "is lost"])("leaves nothing of one under way that %s", async (how) => {
    await using app = await startApp();
    const { emulator, sync } = app;
    await sync.workUntilIdle();
    const [person] = truth(emulator, "candidates");
    const canary = "Canarius-Erasmus";
    let erased: Promise<unknown> | undefined;
    const worker = await app.another({
      settings: () => ({
        ...emulator.settings(),
        fetch: async (input: Parameters<typeof fetch>[0], init?: RequestInit) => {
          const isWrite = (init?.method ?? (input instanceof Request ? input.method : "GET")) === "POST";
          if (!isWrite) return emulator.fetch(input, init);
          erased ??= sync.erase({ connection: "acme", candidateId: person! });
          await erased;
          if (how === "fails for now") return new Response("{}", { status: 503 });
          const response = await emulator.fetch(input, init);
          if (how === "is lost") throw new TypeError("fetch failed");
          return response;
        },
      }),
    });
    const note = { candidate: person!, note: canary };
    const { id } = await sync.writes.enqueue("acme", "candidates.addNote", note, { idempotencyKey: "n" });
    await worker.workUntilIdle();
    expect(erased).toBeDefined();
    const [row] = await app.query("select input, output, error, next_at from anyats.outbox where id::text = $1", [id]);
    expect(row).toEqual({ input: null, output: null, error: null, next_at: null });
    emulator.clock.advance(24 * 3_600_000);
    await worker.workUntilIdle();
    expect(await sync.writes.list({ state: "failed" })).toEqual([]);
    expect(await tablesThatHold(app, canary)).toEqual([]);
  });

  it("forgets the person in ledger and outbox, and no other record with the same id", async () => {
    await using app = await startApp();
    const { emulator, sync } = app;
    await sync.workUntilIdle();
    const jobs = new Set<string>(emulator.world.jobs.where("status", "OPEN").map(({ id }) => id));
    const shared = truth(emulator, "candidates").find((id) => jobs.has(id))!;
    const queue = (capability: string, input: object) =>
      sync.writes.enqueue("acme", capability, input, { idempotencyKey: capability });
    await queue("candidates.addNote", { candidate: shared, note: "Of the person" });
    const other = { candidate: { firstName: "Ada", lastName: "Other", email: "ada@example.com" }, job: shared };
    const applied = await queue("candidates.create", other);
    await sync.workUntilIdle();
    expect(await sync.writes.get(applied.id)).toMatchObject({ state: "done", error: null });
    const counts = await sync.erase({ connection: "acme", candidateId: shared });
    expect(counts).toMatchObject({ outbox: 1, ledger: 1 });
    expect(await app.query("select erased, output is null as gone from anyats.ledger order by erased")).toEqual([
      { erased: false, gone: false },
      { erased: true, gone: true },
    ]);
  });
});

describe("bad input", () => {
  it("gets one clear error, and stops nothing else", async () => {
    await using app = await startApp();
    const { connections } = app.sync;
    const { integrationId } = app.emulator.settings();
    await expect(connections.add({ id: "acme", adapter: "avionte" })).rejects.toMatchObject({
      code: "sync.connection-exists",
    });
    await expect(connections.add({ id: "b", adapter: "avionte", integrationId })).rejects.toMatchObject({
      code: "sync.integration-taken",
    });
    await expect(connections.add({ id: "b", adapter: "nobody" })).rejects.toMatchObject({
      code: "sync.unknown-adapter",
    });
    await expect(connections.add({ id: "b", adapter: "avionte", integrationId: "bullhorn:abc" })).rejects.toMatchObject(
      {
        code: "sync.integration-of-other-tool",
      },
    );
    await expect(app.another({ streams: { "jobs.stream": { every: "often" } } })).rejects.toMatchObject({
      code: "sync.invalid-option",
    });
    await expect(app.another({ streams: { "nothing.stream": {} } })).rejects.toMatchObject({
      code: "sync.invalid-option",
    });
    await expect(app.sync.erase({ connection: "acme" })).rejects.toMatchObject({ code: "sync.invalid-option" });
    await expect(app.sync.erase({ connection: "acme", candidateId: "" })).rejects.toMatchObject({
      code: "sync.invalid-option",
    });
    await expect(app.another({ schema: "elsewhere" })).rejects.toMatchObject({ code: "database.migration-needed" });
    const poison = await app.another({
      settings: ({ id }) => {
        if (id === "poison") throw new TypeError("a secret");
        return app.emulator.settings();
      },
    });
    await poison.connections.add({ id: "poison", adapter: "avionte" });
    await poison.workUntilIdle();
    expect(await poison.connections.get("poison")).toMatchObject({
      state: "attention",
      reason: { code: "sync.settings-failed" },
    });
    expect(JSON.stringify(await poison.status())).not.toContain("a secret");
    expect(await copy(app, "jobs")).toEqual(truth(app.emulator, "jobs"));
  });
});
