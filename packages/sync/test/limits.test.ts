import { createEmulator, signedWebhook } from "@anyats/emulator";
import { describe, expect, it } from "vitest";
import { startApp, truth } from "./support/app.ts";

const minute = 60_000;

describe("a connection's limit", () => {
  it("is shared by all workers and calls, and starts from what the adapter knows", async () => {
    await using app = await startApp({ emulator: { concurrencyLimit: 8, concurrencyHeaders: false } });
    const { emulator, sync } = app;
    await sync.workUntilIdle();
    // As many at once as the wire ever sees.
    let [running, most] = [0, 0];
    const settings = () => ({
      ...emulator.settings(),
      fetch: (async (input, init) => {
        const isAction = (init?.method ?? (input instanceof Request ? input.method : "GET")) === "POST";
        running += isAction ? 1 : 0;
        most = Math.max(most, running);
        await new Promise((resolve) => setTimeout(resolve, 5));
        return emulator.fetch(input, init).finally(() => (running -= isAction ? 1 : 0));
      }) satisfies typeof globalThis.fetch,
    });
    const processes = await Promise.all([1, 2, 3].map(() => app.another({ settings })));
    const clients = await Promise.all(processes.map((process) => process.client("acme")));
    const [application] = truth(emulator, "applications");
    await Promise.all(
      clients.flatMap((client, process) =>
        Array.from({ length: 8 }, (_, number) =>
          (client as unknown as Record<string, { addNote(input: object, options: object): Promise<unknown> }>)[
            "applications"
          ]!.addNote({ application, note: `Note ${process}-${number}` }, { idempotencyKey: `${process}-${number}` }),
        ),
      ),
    );
    expect(most).toBeGreaterThan(1);
    // They begin with 8, and try one more after so many successes; without a common limit there would be 24.
    expect(most).toBeLessThanOrEqual(10);
    expect(emulator.requests.all({ method: "POST" }).filter(({ status }) => status === 429)).toEqual([]);
  });
});

describe("a server that lets no request through for a day", () => {
  it("asks nobody to act, and does not concern the next customer of the id", async () => {
    await using app = await startApp({ sync: { streams: { "jobs.stream": {} } } });
    const { emulator, sync, query } = app;
    await sync.workUntilIdle();
    await query("update anyats.allowance_limits set paused_until = now() + interval '1 day'");
    await sync.connections.refresh("acme");
    await (await app.another()).workUntilIdle();
    expect((await sync.status("acme"))[0]).toMatchObject({
      streams: [{ lastError: { code: "quota.exceeded", who: "nobody" } }],
      needs: [],
    });
    await sync.connections.remove("acme", { data: "delete" });
    const { integrationId } = emulator.settings();
    await sync.connections.add({ id: "acme", adapter: "avionte", integrationId });
    await (await app.another()).workUntilIdle();
    expect((await sync.status("acme"))[0]).toMatchObject({ state: "active", streams: [{ lastError: null }] });
  });
});

describe("a connection that fails", () => {
  it("backs off to 15 minutes, opens a breaker, and slows no other connection", async () => {
    const bad = createEmulator({ candidates: 4, seed: 2 });
    await using app = await startApp({ add: false });
    const { emulator } = app;
    const sync = await app.another({
      settings: ({ id }) => (id === "bad" ? bad : emulator).settings(),
      streams: { "jobs.stream": { every: "1m" }, "candidates.stream": { every: "1m" } },
    });
    await sync.connections.add({ id: "good", adapter: "avionte" });
    await sync.connections.add({ id: "bad", adapter: "avionte" });
    bad.faults.inject({ kind: "status", status: 500, times: Infinity });
    const during = async (minutes: number) => {
      const before = [emulator.requests.count(), bad.requests.count()];
      for (let passed = 0; passed < minutes; passed += 1) {
        emulator.clock.advance(minute);
        await sync.workUntilIdle();
      }
      return [emulator.requests.count() - before[0]!, bad.requests.count() - before[1]!];
    };
    await during(12);
    const [good, failing] = await during(30);
    const [status] = await sync.status("bad");
    expect(status!.retryAt).not.toBe(null);
    // Two streams each minute, whatever the other does; the failing one has four tries an hour, and their repeats.
    expect(good).toBeGreaterThanOrEqual(2 * 27);
    expect(failing).toBeLessThan(30);
    bad.faults.clear();
    emulator.clock.advance(16 * minute);
    bad.clock.advance(3 * 60 * minute);
    await sync.workUntilIdle();
    expect(await sync.connections.get("bad")).toMatchObject({ state: "active", reason: null });
  });
});

describe("a stream that fails", () => {
  it("backs off however many webhooks come while its neighbour goes on", async () => {
    await using app = await startApp({ sync: { streams: { "jobs.stream": {}, "candidates.stream": {} } } });
    const { emulator, sync } = app;
    await sync.workUntilIdle();
    const route = sync.webhooks({ secrets: "webhook-secret" });
    const { integrationId } = emulator.settings();
    const said = async () => {
      const event = {
        type: "data-changed",
        data: {
          integration_id: integrationId,
          integration_tool: "avionte",
          integration_category: "ATS",
          changed_models: [{ name: "ats_jobs" }, { name: "ats_candidates" }],
        },
      } as const;
      const { body, headers } = signedWebhook(event, "webhook-secret");
      expect((await route(new Request("http://app.test/", { method: "POST", body, headers }))).status).toBe(200);
    };
    emulator.faults.inject({ kind: "status", status: 503, match: { path: "/ats/jobs" }, times: Infinity });
    const failures = async () => (await sync.status("acme"))[0]!.streams.map((stream) => stream.failures);
    const [changed] = truth(emulator, "jobs");
    emulator.world.jobs.update(changed!, { name: "Changed" });
    for (let told = 0; told < 20; told += 1) {
      await said();
      await sync.workUntilIdle();
      emulator.clock.advance(1_000);
    }
    const [, jobs] = await failures();
    expect(jobs).toBeGreaterThan(0);
    // The repeats of requests take some seconds of the clock, too; the waits between tries double.
    expect(jobs).toBeLessThan(10);
    emulator.faults.clear();
    emulator.clock.advance(15 * minute);
    await sync.workUntilIdle();
    expect(await failures()).toEqual([0, 0]);
    expect(await app.query("select title from anyats.jobs where id = $1", [changed])).toEqual([{ title: "Changed" }]);
  });
});
