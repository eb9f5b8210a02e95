import type { WebhookData, WebhookSubscription } from "@anyats/emulator";
import { expect, it } from "vitest";
import { fetchWebhooks } from "../src/webhooks/webhooks-fetch.ts";
import { changesOf, verifyKomboWebhook, type WebhookEvent, type WebhookRefused } from "../src/webhooks/webhooks.ts";
import { emulated } from "./fixtures/emulated.ts";

/** An app that keeps what it reads after each event. */
async function anApp() {
  const { ats, emulator } = await emulated();
  const kept: string[] = [];
  let since = emulator.clock.now();
  const receive = fetchWebhooks({
    secrets: "secret",
    onEvent: async (event) => {
      if (event.type !== "data-changed") return;
      const startedAt = emulator.clock.now();
      const { streams } = changesOf(ats, event, { since });
      for (const [capability, stream] of Object.entries(streams))
        for (const { id } of await stream.toArray()) kept.push(`${capability} ${id}`);
      since = startedAt;
    },
  });
  const subscription: WebhookSubscription = { url: "http://app.test/hook", secret: "secret", fetch: receive };
  return { emulator, kept, subscription };
}

it("a change in the ATS becomes an event, and the event the record that changed", async () => {
  const { emulator, kept, subscription } = await anApp();
  const { webhooks, world, clock } = emulator;
  webhooks.subscribe(subscription);
  clock.advance(60_000);
  const [job] = world.jobs.all();
  world.jobs.update(job!.id, { status: "CLOSED" });
  await webhooks.settled();
  expect(kept).toEqual([`jobs.stream ${job!.id}`]);

  clock.advance(20_000);
  const [user] = world.users.all();
  world.users.delete(user!.id);
  await webhooks.settled();
  expect(kept).toHaveLength(1);
  clock.advance(10_000);
  await webhooks.settled();
  expect(kept.slice(1)).toEqual([`users.stream ${user!.id}`]);
  expect(webhooks.deliveries()).toMatchObject([{ status: 200 }, { status: 200 }]);
});

it("an app with another secret receives nothing", async () => {
  const { emulator, kept, subscription } = await anApp();
  emulator.webhooks.subscribe({ ...subscription, secret: "another" });
  const [job] = emulator.world.jobs.all();
  emulator.world.jobs.touch(job!.id);
  await emulator.webhooks.settled();
  expect(emulator.webhooks.deliveries()).toMatchObject([{ status: 401 }]);
  expect(kept).toEqual([]);
});

it.each([
  "integration-created",
  "integration-deleted",
  "integration-state-changed",
  "connection-flow-failed",
  "sync-finished",
  "issue-status-changed",
] satisfies readonly (keyof WebhookData)[])("%s comes from the emulator genuine and whole", async (type) => {
  const { emulator } = await emulated();
  const got: WebhookEvent[] = [];
  const fetch = async (request: Request) => {
    const [body, headers] = [new Uint8Array(await request.arrayBuffer()), request.headers];
    got.push(verifyKomboWebhook(body, headers, "secret"));
    expect(() => verifyKomboWebhook(body, headers, "another")).toThrow(
      expect.objectContaining({ code: "webhook.signature-invalid" } satisfies Partial<WebhookRefused>),
    );
    return new Response();
  };
  emulator.webhooks.subscribe({ url: "http://app.test/hook", secret: "secret", fetch });
  expect(await emulator.webhooks.send(type)).toMatchObject([{ status: 200, error: null }]);
  expect(got).toMatchObject([{ type, customer: { organizationName: expect.any(String) as string } }]);
  const { customer: _customer, ...rest } = got[0] as Extract<WebhookEvent, { type: "sync-finished" }>;
  const missing = Object.entries(rest).filter(([, value]) => value === null);
  expect(missing).toEqual([]);
});
