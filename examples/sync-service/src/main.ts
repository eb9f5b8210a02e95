import { setTimeout as sleep } from "node:timers/promises";
import { Service } from "./service.ts";

/** Waits until something is so; a real app would not need to. */
async function until(what: string, isSo: () => Promise<boolean>, began = performance.now()): Promise<void> {
  while (!(await isSo())) await sleep(50);
  console.info(`  ${what} (${Math.round(performance.now() - began)} ms)`);
}

await using service = await Service.start({ databaseUrl: process.env["DATABASE_URL"], candidates: 100 });
const { emulators, sync } = service;
const acme = emulators["acme"]!;
const jobs = async () => (await service.get("/tenants/acme/jobs")) as { id: string; title: string }[];

console.info("Two tenants, two workers: the first pass");
const began = performance.now();
const worker = await service.startWorker();
await service.startWorker();
await until(
  "every stream of both tenants is in the tables",
  async () => (await sync.status()).every(({ state }) => state === "active"),
  began,
);
for (const { id, streams } of await sync.status())
  console.info(
    `  ${id}: ${streams.map(({ stream, records }) => `${records} ${stream.replace(".stream", "")}`).join(", ")}`,
  );

console.info("Somebody renames a job in the ATS; the webhook tells");
const [first, second] = acme.world.jobs.all();
acme.world.jobs.update(first!.id, { name: "Night nurse" });
await until("the new title is in the table", async () => (await jobs()).some(({ title }) => title === "Night nurse"));

console.info("A worker is killed, and a job is deleted meanwhile");
await service.kill(worker);
acme.world.jobs.delete(second!.id);
await sync.connections.refresh("acme");
await until("the other worker goes on: the job is gone from the table", async () =>
  (await jobs()).every(({ id }) => id !== second!.id),
);

const living = acme.world.jobs.all().filter((row) => row.remote_deleted_at === null).length;
console.info(`Copy and source agree: ${(await jobs()).length} of ${living} jobs`);
