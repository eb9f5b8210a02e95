import { expect, it } from "vitest";
import type { WebhookSubscription } from "@anyats/emulator";
import { fetchWebhooks } from "../src/webhooks/webhooks-fetch.ts";
import { changesOf } from "../src/webhooks/webhooks.ts";
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
  emulator.webhooks.subscribe(subscription);
  expect(await emulator.webhooks.deliver()).toEqual([]);

  emulator.clock.advance(60_000);
  const [job] = emulator.world.jobs.all();
  emulator.world.jobs.update(job!.id, { status: "CLOSED" });
  expect(await emulator.webhooks.deliver()).toMatchObject([{ changedModels: ["ats_jobs"], status: 200 }]);
  expect(kept).toEqual([`jobs.stream ${job!.id}`]);

  emulator.clock.advance(60_000);
  const [user] = emulator.world.users.all();
  emulator.world.users.delete(user!.id);
  expect(await emulator.webhooks.deliver()).toMatchObject([{ changedModels: ["ats_users"], status: 200 }]);
  expect(kept.slice(1)).toEqual([`users.stream ${user!.id}`]);
  expect(await emulator.webhooks.deliver()).toEqual([]);
});

it("an app with another secret is told nothing, and one that ended its subscription is not sent to", async () => {
  const { emulator, kept, subscription } = await anApp();
  const end = emulator.webhooks.subscribe({ ...subscription, secret: "another" });
  const [job] = emulator.world.jobs.all();
  emulator.world.jobs.touch(job!.id);
  expect(await emulator.webhooks.deliver()).toMatchObject([{ status: 401 }]);
  expect(kept).toEqual([]);
  end();
  emulator.world.jobs.touch(job!.id);
  expect(await emulator.webhooks.deliver()).toEqual([]);
});
