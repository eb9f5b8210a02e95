import { hurriedClock } from "@anyats/core/testing";
import { describe, expect, it } from "vitest";
import type { SyncOptions } from "../src/index.ts";
import { startApp, truth, type App } from "./support/app.ts";
import { MortalDatabase } from "./support/mortal-database.ts";

type Fetch = typeof globalThis.fetch;

const count = 250;
const minute = 60_000;

const started = () => startApp({ emulator: { candidates: 300 }, sync: { streams: { "jobs.stream": {} } } });

const writesIn = (request: Request) => ["POST", "PUT"].includes(request.method);

/** Another process, whose writes go through here. */
function through(app: App, write: (request: Request, send: Fetch) => Promise<Response>, more?: Partial<SyncOptions>) {
  const given = app.emulator.settings();
  const send = given.fetch!;
  const fetch: Fetch = (input, init) => {
    const request = new Request(input, init);
    return writesIn(request) ? write(request, send) : send(request);
  };
  return app.another({ settings: () => ({ ...given, fetch }), ...more });
}

/** Queues a rejection of many. */
async function queued({ emulator, sync }: App, more: object = {}) {
  await sync.workUntilIdle();
  const applications = truth(emulator, "applications").slice(0, count);
  const input = { applications, reasonId: emulator.world.rejectionReasons.all()[0]!.id, ...more };
  const { id } = await sync.writes.enqueue("acme", "applications.rejectMany", input, { idempotencyKey: "many" });
  return { id, applications };
}

/** How often each application was asked to be rejected. @param having Text that the requests hold. */
const timesOf = ({ emulator }: App, having = "") =>
  Map.groupBy(
    emulator.requests
      .all({ method: "POST", path: /\/reject$/ })
      .filter(({ body }) => JSON.stringify(body).includes(having)),
    ({ path }) => path.split("/").at(-2)!,
  );

async function outcomesOf({ sync }: App, id: string): Promise<readonly string[]> {
  const { output } = await sync.writes.get(id);
  return (output as { readonly outcomes: readonly { applicationId: string }[] }).outcomes.map(
    ({ applicationId }) => applicationId,
  );
}

const done = { state: "done", error: null, output: { rejected: count, failed: 0 } };

describe("a queued batch", () => {
  it("is made in turns, each application once, with one outcome for each in order", async () => {
    await using app = await started();
    const { id, applications } = await queued(app);
    await app.sync.workUntilIdle();
    expect(await app.sync.writes.get(id)).toMatchObject(done);
    expect(await outcomesOf(app, id)).toEqual(applications);
    const times = timesOf(app);
    expect([...times.keys()].toSorted()).toEqual(applications);
    expect([...times.values()].every(({ length }) => length === 1)).toBe(true);
  });

  it("whose call runs out of time goes on after what it made", async () => {
    await using app = await started();
    const { id, applications } = await queued(app);
    let strike = () => {};
    const { clock } = app.emulator;
    const usual = hurriedClock({
      now: () => clock.now().getTime(),
      pass: (ms) => clock.advance(ms),
      deadlineMs: 25_000,
    });
    const sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
      ms < 300_000
        ? usual.sleep(ms, signal)
        : Promise.race([usual.sleep(ms, signal), new Promise<void>((resolve) => (strike = resolve))]);
    let made = 0;
    const slow = await through(
      app,
      async (request, send) => {
        const { signal } = request;
        const { promise, resolve, reject } = Promise.withResolvers<Response>();
        signal.addEventListener("abort", () => reject(signal.reason as Error));
        send(request).then(resolve, reject);
        const answer = await promise;
        // Each call has time for sixty answers.
        if (++made % 60 === 0) strike();
        return answer;
      },
      { clock: { now: usual.now, sleep } },
    );
    await slow.workUntilIdle();
    expect(made).toBeGreaterThanOrEqual(count);
    expect(await app.sync.writes.get(id)).toMatchObject(done);
    expect(await outcomesOf(app, id)).toEqual(applications);
    // Those that were under way.
    const repeated = [...timesOf(app).values()].filter(({ length }) => length > 1);
    expect(repeated.length).toBeLessThan(count / 2);
  });

  it.each([
    ["without a note", {}],
    ["with a note", { note: "We chose another." }],
  ])("%s, whose process dies, goes on with the turn that it died in", async (_which, more) => {
    await using app = await started();
    const { id, applications } = await queued(app, more);
    const database = new MortalDatabase(app.database);
    let made = 0;
    const mortal = await through(
      app,
      async (request, send) => {
        if (database.isDead) throw new Error("dead");
        const answer = await send(request);
        database.isDead ||= ++made === 150;
        return answer;
      },
      { database },
    );
    await mortal.workUntilIdle().catch(() => {});
    expect(await app.sync.writes.get(id)).toMatchObject({ state: "queued", output: { rejected: 100 } });
    const earlier = new Set(await outcomesOf(app, id));
    app.emulator.clock.advance(10 * minute);
    // What it held goes by the time of the database.
    await app.query("update anyats.ledger set lease_until = '-infinity' where state = 'claimed'");
    await app.query("delete from anyats.allowance_holders");
    await app.sync.workUntilIdle();
    expect(await app.sync.writes.get(id)).toMatchObject(done);
    expect(await outcomesOf(app, id)).toEqual(applications);
    const again = [...timesOf(app)].filter(([, requests]) => requests.length > 1).map(([application]) => application);
    expect(again.filter((application) => earlier.has(application))).toEqual([]);
    // Of the hundred of that turn, 50 were answered, and some were under way.
    expect(again.length).toBeGreaterThanOrEqual(50);
    expect(again.length).toBeLessThanOrEqual(100);
    if (!("note" in more)) return;
    const noted = [...timesOf(app, more.note as string).values()].map(({ length }) => length);
    expect(Math.max(...noted)).toBe(1);
    expect(noted.length).toBeGreaterThanOrEqual(count - 100);
  });

  it("waits where the key is refused, and goes on with the next one", async () => {
    await using app = await started();
    const { id, applications } = await queued(app, { note: "We chose another." });
    let made = 0;
    const refused = await through(app, (request, send) =>
      ++made > 130
        ? Promise.resolve(
            Response.json({ status: "error", error: { code: "PLATFORM.AUTHENTICATION_INVALID" } }, { status: 401 }),
          )
        : send(request),
    );
    await refused.workUntilIdle();
    const waiting = await app.sync.writes.get(id);
    expect(waiting).toMatchObject({ state: "queued", error: { code: "connection.key-refused", who: "customer" } });
    expect(made).toBeLessThan(count);
    app.emulator.clock.advance(16 * minute);
    await app.sync.workUntilIdle();
    expect(await app.sync.writes.get(id)).toMatchObject(done);
    expect(await outcomesOf(app, id)).toEqual(applications);
    expect([...timesOf(app).values()].every(({ length }) => length === 1)).toBe(true);
  });

  it("tries again what passes, and ends with what does not", async () => {
    await using app = await started();
    const { id, applications } = await queued(app);
    const bad = applications[7]!;
    let away = false;
    let answered = 0;
    const failing = await through(app, (request, send) => {
      away ||= ++answered === 130;
      const fails = away || request.url.includes(bad);
      return fails ? Promise.resolve(new Response("away", { status: 503 })) : send(request);
    });
    await failing.workUntilIdle();
    const waiting = await app.sync.writes.get(id);
    expect(waiting).toMatchObject({ state: "queued", error: { code: "aggregator.unavailable", who: "nobody" } });
    expect((waiting.output as { failed: number }).failed).toBe(0);
    for (let round = 0; round < 25 && (await app.sync.writes.get(id)).state === "queued"; round += 1) {
      app.emulator.clock.advance(16 * minute);
      away = false;
      await failing.workUntilIdle();
    }
    expect(await app.sync.writes.get(id)).toMatchObject({ state: "done", output: { rejected: count - 1, failed: 1 } });
    expect(await outcomesOf(app, id)).toEqual(applications);
    const times = timesOf(app);
    expect(times.size).toBe(count - 1);
    expect([...times.values()].every(({ length }) => length === 1)).toBe(true);
  });

  it("asks a person about lost answers, and makes those again if told to", async () => {
    await using app = await started();
    const { id, applications } = await queued(app, { note: "We chose another." });
    const lost = applications[7]!;
    app.emulator.faults.inject({ kind: "dropAfter", match: { path: new RegExp(`${lost}/reject`) }, times: Infinity });
    await app.sync.workUntilIdle();
    expect(await app.sync.writes.get(id)).toMatchObject({
      state: "unknown",
      error: { code: "write.outcome-unknown", who: "you", reconcile: { ids: lost } },
      output: { rejected: count - 1, failed: 1 },
    });
    app.emulator.faults.clear();
    app.emulator.clock.advance(10 * minute);
    await app.sync.writes.settle(id, "not-made", { again: true });
    await app.sync.workUntilIdle();
    expect(await app.sync.writes.get(id)).toMatchObject(done);
    expect(await outcomesOf(app, id)).toEqual(applications);
    const repeated = [...timesOf(app)].filter(([, times]) => times.length > 1).map(([application]) => application);
    expect(repeated).toEqual([lost]);
  });

  it("lets the writes of others have their turn between its own", async () => {
    await using app = await started();
    await app.sync.connections.add({ id: "beta", adapter: "avionte" });
    const { id } = await queued(app);
    const ended: string[] = [];
    const sync = await app.another({ onEvent: (event) => event.type === "write" && ended.push(event.connection) });
    const [candidate] = truth(app.emulator, "candidates");
    await sync.writes.enqueue("beta", "candidates.addNote", { candidate, note: "Called" }, { idempotencyKey: "note" });
    await sync.workUntilIdle();
    expect(ended).toEqual(["beta", "acme"]);
    const sent = app.emulator.requests.all({ method: "POST" }).map(({ path }) => path.endsWith("/reject"));
    expect(sent.indexOf(false)).toBe(100);
    expect(await sync.writes.get(id)).toMatchObject(done);
  });

  it("forgets what came back of a person who is erased meanwhile", async () => {
    await using app = await started();
    await app.sync.connections.remove("acme", { data: "delete" });
    await app.sync.connections.add({ id: "acme", adapter: "avionte" });
    const all = await app.another({
      streams: { "jobs.stream": {}, "applications.stream": {}, "candidates.stream": {} },
    });
    await all.workUntilIdle();
    const { id, applications } = await queued(app, { note: "We chose another." });
    const candidateOf = async (application: string) => {
      const sql = "select candidate_id as candidate from anyats.applications where id = $1";
      return (await app.query<{ candidate: string }>(sql, [application]))[0]!.candidate;
    };
    const [one, other, third] = applications as [string, string, string];
    const erase = async (application: string) =>
      app.sync.erase({ connection: "acme", candidateId: await candidateOf(application) });
    let made = 0;
    const erasing = await through(app, async (request, send) => {
      if (++made === 150) await erase(one);
      return send(request);
    });
    await erasing.workUntilIdle();
    expect(await app.sync.writes.get(id)).toMatchObject({ state: "done" });
    const kept = JSON.stringify(await app.query("select input, about, output, error from anyats.outbox"));
    expect(kept).not.toContain(one);
    expect(timesOf(app).size).toBe(count);
    await erase(other);
    const answers = JSON.stringify(await app.query("select output from anyats.ledger"));
    for (const gone of [one, other]) expect(answers).not.toContain(gone);
    expect(answers).toContain(third);
  });
});

describe("a queued write that takes long", () => {
  it("stays its worker's for as long as its call may take", async () => {
    await using app = await started();
    await app.sync.workUntilIdle();
    const [application] = truth(app.emulator, "applications");
    const sent = Promise.withResolvers<void>();
    const answered = Promise.withResolvers<void>();
    const { clock } = app.emulator;
    const waits = new Set<{ readonly at: number; readonly over: () => void }>();
    const now = () => clock.now().getTime();
    const sleep = (ms: number, signal?: AbortSignal) =>
      new Promise<void>((over, reject) => {
        waits.add({ at: now() + ms, over });
        signal?.addEventListener("abort", () => reject(signal.reason as Error));
      });
    const slow = await through(
      app,
      async (request, send) => {
        sent.resolve();
        await answered.promise;
        return send(request);
      },
      { clock: { now, sleep } },
    );
    const input = { application, reasonId: app.emulator.world.rejectionReasons.all()[0]!.id };
    const { id } = await app.sync.writes.enqueue("acme", "applications.reject", input, { idempotencyKey: "slow" });
    const working = slow.workUntilIdle();
    await sent.promise;
    const dueAt = async () => {
      const [row] = await app.query<{ at: Date }>("select next_at as at from anyats.outbox");
      return Number(row!.at);
    };
    for (let seconds = 0; seconds < 290; seconds += 10) {
      const before = await dueAt();
      clock.advance(10_000);
      const over = [...waits].filter(({ at }) => at <= now());
      for (const wait of over) {
        waits.delete(wait);
        wait.over();
      }
      if (over.length > 0) await expect.poll(dueAt).toBeGreaterThan(before);
      await app.sync.workUntilIdle();
      expect(await app.sync.writes.get(id)).toMatchObject({ state: "queued", tries: 1 });
    }
    answered.resolve();
    await working;
    expect(await app.sync.writes.get(id)).toMatchObject({ state: "done", tries: 1 });
    expect(timesOf(app).size).toBe(1);
  });
});
