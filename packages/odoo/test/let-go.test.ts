import { setImmediate } from "node:timers/promises";
import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { odooWorld } from "@anyats/conformance";
import { connect, type Client } from "@anyats/core";
import { expect, test } from "vitest";
import { odoo } from "../src/index.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as (options: { readonly type: "minor" | "major" }) => void;
const world = odooWorld();

const lasting = () => getHeapSpaceStatistics().find(({ space_name: name }) => name === "old_space")!.space_used_size;

/** How many kilobytes of what is over outlive two minor collections, each time. */
async function keptBy(run: () => Promise<unknown>): Promise<number> {
  const times = 100;
  for (let warm = 0; warm < 30; warm += 1) await run();
  collect({ type: "major" });
  const before = lasting();
  for (let time = 0; time < times; time += 1) {
    await run();
    await setImmediate();
    collect({ type: "minor" });
    collect({ type: "minor" });
  }
  return (lasting() - before) / times / 1024;
}

/** Opens a fresh world and connects to it. */
async function connected(use: (client: Client<"jobs.get">) => Promise<unknown>): Promise<void> {
  const session = await world.open("first");
  const client = await connect(odoo, session.settings as never);
  await use(client);
  await client.close();
  await session.close();
}

test("a connection that is over is free at the next minor collection", async () => {
  // 50 where functions that last know the connection.
  expect(await keptBy(() => connected(() => Promise.resolve()))).toBeLessThan(10);
});

test("a call that is over leaves no more than ky keeps of its requests", async () => {
  // ky's own part is 45; 106 where that knows the call and its connection.
  expect(await keptBy(() => connected((client) => client.jobs.get({ id: "999999" }).catch(() => {})))).toBeLessThan(75);
});
