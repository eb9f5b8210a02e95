import { signedWebhook } from "@anyats/emulator";
import { describe, expect, it } from "vitest";
import { copy, startApp, truth, type App } from "./support/app.ts";

const secrets = "webhook-secret";

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

  it("that arrives during a pass is followed by another pass", async () => {
    await using app = await startApp({ sync: { slice: { ms: 3_600_000, pages: 1 }, pageSize: 20 } });
    const before = await app.query<{ wanted: string }>(
      "select wanted from anyats.streams where stream = 'jobs.stream'",
    );
    expect(before).toEqual([{ wanted: "1" }]);
    await app.sync.workUntilIdle();
    await app.sync.connections.refresh("acme", ["jobs.stream"]);
    const [during] = await app.query<{ due: boolean }>(
      "select wanted > served as due from anyats.streams where stream = 'jobs.stream'",
    );
    expect(during).toEqual({ due: true });
    await app.sync.workUntilIdle();
    expect(await copy(app, "jobs")).toEqual(truth(app.emulator, "jobs"));
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

  it("that says the integration is invalid moves the connection to attention, and back", async () => {
    await using app = await startApp();
    await app.sync.workUntilIdle();
    subscribe(app);
    app.emulator.integration.state = "INVALID";
    await app.emulator.webhooks.send("integration-state-changed");
    expect(await app.sync.connections.get("acme")).toMatchObject({ state: "attention", reason: { who: "customer" } });
    app.emulator.integration.state = "ACTIVE";
    await app.emulator.webhooks.send("integration-state-changed");
    expect(await app.sync.connections.get("acme")).toMatchObject({ state: "active" });
    await app.emulator.webhooks.send("integration-deleted");
    expect(await app.sync.connections.get("acme")).toMatchObject({ state: "disconnected" });
  });
});
