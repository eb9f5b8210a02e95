import { signedWebhook } from "@anyats/emulator";
import { connectDatabase } from "@anyats/postgres";
import { expect, it } from "vitest";
import { models, type Sync } from "../src/index.ts";
import { copy, startApp, truth, type App } from "./support/app.ts";

const secrets = "webhook-secret";

/** What changes several rows of a connection. @returns What is done while another transaction holds the connection. */
const acts: Readonly<
  Record<string, (app: App, other: Sync) => Promise<() => Promise<unknown>> | (() => Promise<unknown>)>
> = {
  "a page": async ({ sync }) => {
    await sync.connections.refresh("acme");
    return () => sync.workUntilIdle();
  },
  "a first page of a verifying pass": async ({ sync }) => {
    await sync.connections.verify("acme");
    return () => sync.workUntilIdle();
  },
  "a failed slice": async ({ sync }, failing) => {
    await sync.connections.refresh("acme");
    return () => failing.workUntilIdle();
  },
  "a webhook": ({ sync, emulator }) => {
    const { integrationId } = emulator.settings();
    const about = { integration_id: integrationId, integration_tool: "avionte", integration_category: "ATS" };
    const data = { ...about, changed_models: [{ name: "ats_jobs" }] };
    const { body, headers } = signedWebhook({ type: "data-changed", data }, secrets);
    return () => sync.webhooks({ secrets })(new Request("http://app.test/", { method: "POST", body, headers }));
  },
  pause:
    ({ sync }) =>
    () =>
      sync.connections.pause("acme"),
  resume:
    ({ sync }) =>
    () =>
      sync.connections.resume("acme"),
  retry:
    ({ sync }) =>
    () =>
      sync.connections.retry("acme"),
  refresh:
    ({ sync }) =>
    () =>
      sync.connections.refresh("acme"),
  verify:
    ({ sync }) =>
    () =>
      sync.connections.verify("acme"),
  rederive:
    ({ sync }) =>
    () =>
      sync.connections.rederive("acme"),
  schedule:
    ({ sync }) =>
    () =>
      sync.connections.schedule("acme", "jobs.stream", { every: "1h" }),
  "a schedule that is followed": async (app) => {
    const other = await app.another({ streams: { "jobs.stream": { every: "2h" } } });
    return () => other.workUntilIdle();
  },
  erase: ({ sync, emulator }) => {
    const candidateId = truth(emulator, "candidates")[0]!;
    return () => sync.erase({ connection: "acme", candidateId });
  },
  remove:
    ({ sync }) =>
    () =>
      sync.connections.remove("acme"),
  "add again": ({ sync, emulator }) => {
    const { integrationId } = emulator.settings();
    return () => sync.connections.add({ id: "acme", adapter: "avionte", integrationId });
  },
  "remove with the data":
    ({ sync }) =>
    () =>
      sync.connections.remove("acme", { data: "delete" }),
};

it("an act that changes rows of a connection locks the connection first", async () => {
  await using app = await startApp({ sync: { streams: { "jobs.stream": { every: "1d" } } } });
  await app.sync.workUntilIdle();
  const settings = () => {
    throw new Error("no settings");
  };
  const failing = await app.another({ settings });
  const tables = [
    ...models.map(({ table }) => table),
    "streams",
    "feed",
    "departures",
    "set_aside",
    "outbox",
    "seen_pages",
  ];
  const outside = await connectDatabase({ url: app.url });
  const waits = async () =>
    (
      await outside.query(
        "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and state = 'active'",
      )
    ).rowCount;
  try {
    for (const [name, begin] of Object.entries(acts)) {
      const act = await begin(app, failing);
      let done: Promise<unknown> | undefined;
      await outside.transaction(async (transaction) => {
        await transaction.query("select from anyats.connections where id = 'acme' for update");
        done = act();
        done.catch(() => {});
        await expect.poll(waits, { message: name, timeout: 10_000, interval: 20 }).toBeGreaterThan(0);
        for (const table of tables)
          await transaction.query(`select from anyats.${table} where connection_id = 'acme' for update nowait`);
      });
      await done;
    }
  } finally {
    await outside.close();
  }
}, 60_000);

it("a page that waits for a locked table fails in time, and others go on", async () => {
  const streams = { "candidates.stream": {}, "jobs.stream": {} };
  await using app = await startApp({ sync: { streams, leaseMs: 300 } });
  const { sync, emulator, database } = app;
  await database.transaction(async (transaction) => {
    await transaction.query("lock table anyats.candidates in access exclusive mode");
    await sync.workUntilIdle();
  });
  const [status] = await sync.status();
  expect(Object.fromEntries(status!.streams.map(({ stream, lastError }) => [stream, lastError]))).toMatchObject({
    "jobs.stream": null,
    "candidates.stream": { code: "database.statement-failed", who: "nobody" },
  });
  expect(await copy(app, "jobs")).toEqual(truth(emulator, "jobs"));
  emulator.clock.advance(60_000);
  await sync.workUntilIdle();
  expect(await copy(app, "candidates")).toEqual(truth(emulator, "candidates"));
}, 20_000);
