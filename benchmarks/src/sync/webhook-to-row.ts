import { setTimeout as sleep } from "node:timers/promises";
import { createEmulator, emulatorDoor, signedWebhook } from "@anyats/emulator";
import { openSync } from "./open.ts";
import type { Stage } from "./stage.ts";

export interface WebhookToRow {
  readonly p50: number;
  readonly p95: number;
}

const secret = "of the benchmark";
const { integrationId } = createEmulator({ candidates: 1 }).settings();

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
}

/** How long it takes from a webhook's arrival to the changed row, quiet and while a large connection has its first pass. */
export async function webhookToRow(
  stage: Stage,
  events: number,
  backfill: number,
): Promise<{ readonly quiet: WebhookToRow; readonly busy: WebhookToRow; readonly backfilled: number }> {
  const emulator = await stage.process("emulator");
  const address = String(emulator.first);
  const door = emulatorDoor(address.replace(/\/v1$/, ""));
  const pages = `${stage.pages}/0/${Math.ceil(backfill / 250)}/distinct`;
  await using sync = await openSync(stage.database, (id) => (id === "large" ? pages : address));
  const receive = sync.webhooks({ secrets: secret });
  const worker = await stage.process("worker", address, pages);
  await sync.connections.add({ id: "small", adapter: "avionte", integrationId });
  const isActive = async (id: string) => (await sync.connections.get(id)).state === "active";
  while (!(await isActive("small"))) await sleep(50);
  const [job] = await door.world.jobs.list({ limit: 1 });

  const measure = async (round: string): Promise<WebhookToRow> => {
    const took: number[] = [];
    for (let event = 0; event < events; event += 1) {
      const name = `${round} ${event}`;
      await door.world.jobs.update(job!.id, { name });
      const data = {
        integration_id: integrationId,
        integration_tool: "avionte",
        integration_category: "ATS",
        changed_models: [{ name: "ats_jobs" }],
      };
      const signed = signedWebhook({ id: name, type: "data-changed", data }, secret);
      const began = performance.now();
      await receive(new Request("http://localhost/webhooks", { method: "POST", ...signed }));
      const arrived = () =>
        stage.number("select count(*)::float8 as n from anyats.jobs where connection_id = 'small' and title = $1", [
          name,
        ]);
      while ((await arrived()) === 0) await sleep(5);
      took.push(performance.now() - began);
      await sleep(50);
    }
    const sorted = took.toSorted((one, other) => one - other);
    return { p50: quantile(sorted, 0.5), p95: quantile(sorted, 0.95) };
  };
  const quiet = await measure("quiet");
  await sync.connections.add({ id: "large", adapter: "avionte" });
  const stored = () =>
    stage.number("select coalesce(sum(records), 0)::float8 as n from anyats.streams where connection_id = 'large'");
  while ((await stored()) === 0) await sleep(50);
  const busy = await measure("busy");
  const backfilled = await stored();
  await worker.end();
  await emulator.end();
  await sync.connections.remove("large", { data: "delete" });
  await sync.connections.remove("small", { data: "delete" });
  return { quiet, busy, backfilled };
}
