// Prints how many kilobytes of what is over outlive two minor collections, each time. A process of its own, started with
// `--expose-gc`: what other tests have left would count as well.
import { setImmediate } from "node:timers/promises";
import { getHeapSpaceStatistics } from "node:v8";
import { odooWorld } from "@anyats/conformance";
import { connect, type Client } from "@anyats/core";
import { odoo } from "../src/index.ts";

const collect = globalThis.gc as unknown as (options: { readonly type: "minor" | "major" }) => void;
const world = odooWorld();

const lasting = () => getHeapSpaceStatistics().find(({ space_name: name }) => name === "old_space")!.space_used_size;

async function keptBy(use: (client: Client<"jobs.get">) => Promise<unknown>): Promise<number> {
  const times = 100;
  const run = async () => {
    const session = await world.open("first");
    const client = await connect(odoo, session.settings as never);
    await use(client);
    await client.close();
    await session.close();
  };
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

const connection = await keptBy(() => Promise.resolve());
const call = await keptBy((client) => client.jobs.get({ id: "999999" }).catch(() => {}));
console.log(JSON.stringify({ connection, call }));
