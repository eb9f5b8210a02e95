import { avionte } from "@anyats/avionte";
import { createEmulator, signedWebhook } from "@anyats/emulator";
import { komboBase } from "@anyats/kombo-base";
import { connectDatabase, type Database } from "@anyats/postgres";
import { describe, expect, it } from "vitest";
import { startApp, truth, type App } from "./support/app.ts";

const secrets = "webhook-secret";

/** A database whose methods may be taken out of it. */
function bound(database: Database): Database {
  return {
    query: (sql, parameters) => database.query(sql, parameters),
    transaction: (work) => database.transaction(work),
    listen: (channel, told) => database.listen(channel, told),
    close: async () => {},
  };
}

function routeOf(app: App): (request: Request) => Promise<Response> {
  return app.sync.webhooks({ secrets });
}

function subscribe(app: App): void {
  const route = routeOf(app);
  app.emulator.webhooks.subscribe({
    url: "http://app.test/webhooks",
    secret: secrets,
    fetch: (request) => route(request),
  });
}

describe("a webhook", () => {
  it("is followed by a pass that begins later, before the stream is due", async () => {
    await using app = await startApp();
    await app.sync.workUntilIdle();
    subscribe(app);
    const [job] = app.emulator.world.jobs.all();
    app.emulator.world.jobs.update(job!.id, { name: "Told" });
    await app.emulator.webhooks.settled();
    expect(app.emulator.webhooks.deliveries().map(({ status }) => status)).toEqual([200]);
    await app.sync.workUntilIdle();
    expect(await app.query("select title from anyats.jobs where id = $1", [job!.id])).toEqual([{ title: "Told" }]);
  });

  it("that arrives during a pass is followed by another pass at once", async () => {
    await using app = await startApp({ sync: { streams: { "jobs.stream": {} }, pageSize: 4 } });
    const { emulator, sync } = app;
    await sync.workUntilIdle();
    emulator.clock.advance(10 * 60_000);
    for (const { id } of emulator.world.jobs.all()) emulator.world.jobs.touch(id);
    let told: Promise<unknown> | undefined;
    let id: string | undefined;
    let pages = 0;
    const worker = await app.another({
      slice: { pages: 1 },
      // The next page is read when the webhook has been noted.
      settings: () => ({
        ...emulator.settings(),
        fetch: async (input: Parameters<typeof fetch>[0], init?: RequestInit) => {
          await told;
          return emulator.fetch(input, init);
        },
      }),
      sink: async ({ records }) => {
        pages += 1;
        if (told) return;
        // The page is read already; its transaction holds the connection until the webhook can be noted.
        id = records[0]!.id;
        emulator.world.jobs.update(id, { name: "Told in mid-pass" });
        told = sync.connections.refresh("acme", ["jobs.stream"]);
      },
    });
    await sync.connections.refresh("acme", ["jobs.stream"]);
    await worker.workUntilIdle();
    await told;
    await worker.workUntilIdle();
    expect(pages).toBeGreaterThan(2);
    expect(await app.query("select title from anyats.jobs where id = $1", [id])).toEqual([
      { title: "Told in mid-pass" },
    ]);
  });

  it("reaches every connection of its integration, whichever was added first", async () => {
    const { integrationId } = createEmulator().settings();
    const adapters = [avionte, komboBase];
    await using app = await startApp({ add: false, sync: { adapters, streams: { "jobs.stream": {} } } });
    const { emulator, sync } = app;
    const wanted = async () => {
      const rows = await app.query<{ id: string; wanted: string }>(
        "select connection_id as id, wanted from anyats.streams where connection_id in ('one', 'two') order by 1",
      );
      return Object.fromEntries(rows.map(({ id, wanted }) => [id, Number(wanted)]));
    };
    subscribe(app);
    for (const [first, second] of [adapters, adapters.toReversed()])
      for (const removed of [[], ["one"], ["two"]]) {
        await sync.connections.add({ id: "one", adapter: first!.id, integrationId });
        await sync.connections.add({ id: "two", adapter: second!.id, integrationId });
        await sync.workUntilIdle();
        for (const id of removed) await sync.connections.remove(id);
        const before = await wanted();
        emulator.clock.advance(60_000);
        emulator.world.jobs.touch(truth(emulator, "jobs")[0]!);
        await emulator.webhooks.settled();
        const told = (id: string) => before[id]! + (removed.includes(id) ? 0 : 1);
        expect(await wanted(), `${first!.id}, without ${removed.join()}`).toEqual({
          one: told("one"),
          two: told("two"),
        });
        for (const id of ["one", "two"]) await sync.connections.remove(id, { data: "delete" });
      }
    expect(new Set(emulator.webhooks.deliveries().map(({ status }) => status))).toEqual(new Set([200]));
  });

  it("is answered when it is noted, and not before", async () => {
    await using app = await startApp();
    await app.sync.workUntilIdle();
    const away = await app.another({
      database: { ...bound(app.database), transaction: () => Promise.reject(new Error("away")) },
    });
    const { body, headers } = signedWebhook(
      {
        type: "data-changed",
        data: {
          integration_id: app.emulator.settings().integrationId,
          integration_tool: "avionte",
          integration_category: "ATS",
          changed_models: [{ name: "ats_jobs" }],
        },
      },
      secrets,
    );
    const sent = away.webhooks({ secrets })(new Request("http://app.test/", { method: "POST", body, headers }));
    await expect(sent).rejects.toThrow("away");
  });

  it("that waits for its connection keeps no other customer's work waiting", async () => {
    await using app = await startApp({ sync: { streams: { "jobs.stream": {} } } });
    const { emulator } = app;
    const database = await connectDatabase({ url: app.url, pool: { max: 3 } });
    const sync = await app.another({ database });
    const { integrationId } = emulator.settings();
    const about = { integration_id: integrationId, integration_tool: "avionte", integration_category: "ATS" };
    const route = sync.webhooks({ secrets });
    const send = () => {
      const data = { ...about, changed_models: [{ name: "ats_jobs" }] };
      const { body, headers } = signedWebhook({ type: "data-changed", data }, secrets);
      return route(new Request("http://app.test/", { method: "POST", body, headers }));
    };
    let sent: Promise<Response>[] = [];
    // A page of the connection is being stored, and the app's own code in it takes its time.
    await app.database.transaction(async (transaction) => {
      await transaction.query("select from anyats.connections where id = 'acme' for no key update");
      sent = Array.from({ length: 8 }, send);
      await new Promise((resolve) => setTimeout(resolve, 200));
      const other = sync.connections.add({ id: "other", adapter: "avionte" });
      const late = new Promise((resolve) => setTimeout(resolve, 3_000, "waits"));
      expect(await Promise.race([other, late])).toMatchObject({ id: "other" });
    });
    expect((await Promise.all(sent)).map(({ status }) => status)).toEqual(sent.map(() => 200));
    await database.close();
  });

  it("repeated costs nothing, and forged is refused", async () => {
    await using app = await startApp();
    await app.sync.workUntilIdle();
    const route = routeOf(app);
    const { integrationId } = app.emulator.settings();
    const { body, headers } = signedWebhook(
      {
        type: "data-changed",
        data: {
          integration_id: integrationId,
          integration_tool: "avionte",
          integration_category: "ATS",
          changed_models: [{ name: "ats_jobs" }],
        },
      },
      secrets,
    );
    const wanted = async () =>
      (await app.query<{ wanted: string }>("select wanted from anyats.streams where stream = 'jobs.stream'"))[0]!
        .wanted;
    const send = (given: Record<string, string>) =>
      route(new Request("http://app.test/", { method: "POST", body, headers: given }));
    const start = await wanted();
    expect((await send(headers)).status).toBe(200);
    const once = await wanted();
    expect(Number(once)).toBe(Number(start) + 1);
    expect((await send(headers)).status).toBe(200);
    expect(await wanted()).toBe(once);
    expect((await send({ ...headers, "x-kombo-signature": "forged" })).status).toBe(401);
    expect(await wanted()).toBe(once);
  });

  it("unsigned, too large, slow, broken off or one of too many is rejected cheaply", async () => {
    await using app = await startApp();
    const route = app.sync.webhooks({ secrets, maxBytes: 1_000_000, bodyMs: 200 });
    const sent = async (body: string | ReadableStream<Uint8Array> | null, headers: Record<string, string> = {}) => {
      const init = { method: "POST", body, headers, duplex: "half" } as RequestInit;
      const answer = await route(new Request("http://app.test/", init));
      return [answer.status, ((await answer.json()) as { code: string }).code];
    };
    const endless = (piece: Uint8Array) =>
      new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(piece) });
    const breaking = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.error(new Error("socket hang up")),
    });
    const before = await app.query("select stream, wanted from anyats.streams order by stream");
    expect(await sent("{}")).toEqual([401, "webhook.signature-missing"]);
    expect(await sent(null)).toEqual([401, "webhook.signature-missing"]);
    expect(await sent("x".repeat(1_000_001))).toEqual([413, "webhook.body-too-large"]);
    expect(await sent("{}", { "content-length": "1000001" })).toEqual([413, "webhook.body-too-large"]);
    expect(await sent(breaking)).toEqual([400, "webhook.body-incomplete"]);
    expect(await sent(endless(new Uint8Array(1)))).toEqual([408, "webhook.body-too-slow"]);
    const piece = new Uint8Array(900_000);
    const many = await Promise.all(Array.from({ length: 100 }, () => sent(endless(piece))));
    const busy = many.filter(([status]) => status === 503).length;
    expect(busy).toBeGreaterThan(20);
    expect(many.filter(([status]) => status === 408)).toHaveLength(100 - busy);
    // A genuine one is taken as soon as those are gone.
    expect(await sent("{}")).toEqual([401, "webhook.signature-missing"]);
    expect(await app.query("select stream, wanted from anyats.streams order by stream")).toEqual(before);
  });

  it("that says the integration is invalid moves the connection to attention, and back", async () => {
    await using app = await startApp();
    subscribe(app);
    await app.emulator.webhooks.send("integration-state-changed");
    expect(await app.sync.connections.get("acme"), "before its first passes").toMatchObject({ state: "waiting" });
    await app.sync.workUntilIdle();
    app.emulator.integration.state = "INVALID";
    await app.emulator.webhooks.send("integration-state-changed");
    expect(await app.sync.connections.get("acme")).toMatchObject({ state: "attention", reason: { who: "customer" } });
    app.emulator.integration.state = "ACTIVE";
    await app.emulator.webhooks.send("integration-state-changed");
    expect(await app.sync.connections.get("acme")).toMatchObject({ state: "active" });
    await app.emulator.webhooks.send("integration-deleted");
    expect(await app.sync.connections.get("acme")).toMatchObject({ state: "disconnected" });
  });

  it.each(["paused", "disconnected"] as const)("or anything else that is due sends nothing while %s", async (state) => {
    await using app = await startApp();
    const { sync, emulator } = app;
    await sync.workUntilIdle();
    const [application] = truth(emulator, "applications");
    const [job] = truth(emulator, "jobs");
    const note = () => emulator.world.notes.all().filter((row) => JSON.stringify(row).includes("While nobody")).length;
    await sync.writes.enqueue(
      "acme",
      "applications.addNote",
      { application, note: "While nobody reads." },
      { idempotencyKey: "one" },
    );
    await (state === "paused" ? sync.connections.pause("acme") : sync.connections.remove("acme"));
    const before = emulator.requests.count();
    await app.query(
      `insert into anyats.set_aside (connection_id, stream, key, id, path, problem, pass, first_at, next_at)
       values ('acme', 'jobs.stream', 'k', $1, '$', 'is not an object', 0, now(), '2020-01-01')`,
      [job],
    );
    subscribe(app);
    emulator.world.jobs.update(job!, { name: "Told" });
    await emulator.webhooks.settled();
    await sync.connections.refresh("acme");
    await sync.connections.verify("acme");
    await sync.connections.rederive("acme");
    const working = await sync.work({ sweepMs: 20 });
    for (let day = 0; day < 9; day += 1) {
      emulator.clock.advance(24 * 3_600_000);
      await sync.workUntilIdle();
    }
    await working.stop();
    expect(emulator.requests.count()).toBe(before);
    expect(note()).toBe(0);
    if (state === "disconnected") return;
    await sync.connections.resume("acme");
    await sync.workUntilIdle();
    expect(note()).toBe(1);
    expect(await app.query("select title from anyats.jobs where id = $1", [job])).toEqual([{ title: "Told" }]);
    expect((await sync.setAside()).records).toEqual([]);
  });

  it("reports a disconnected connection, or person, and stops all reads", async () => {
    await using app = await startApp();
    const { sync, emulator } = app;
    await sync.workUntilIdle();
    await sync.connections.remove("acme");
    const requests = emulator.requests.count();
    await expect(sync.connections.resume("acme")).rejects.toMatchObject({ code: "sync.connection-not-open" });
    await expect(sync.connections.pause("acme")).rejects.toMatchObject({ code: "sync.connection-not-open" });
    await sync.connections.retry("acme");
    await sync.connections.refresh("acme");
    await sync.connections.verify("acme");
    emulator.clock.advance(8 * 24 * 3_600_000);
    await sync.workUntilIdle();
    await expect(sync.client("acme")).rejects.toMatchObject({ code: "sync.connection-not-open" });
    expect(emulator.requests.count()).toBe(requests);
    expect(await sync.connections.get("acme")).toMatchObject({ state: "disconnected" });
  });
});
