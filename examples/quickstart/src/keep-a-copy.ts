// The second part of the quickstart: a copy of the ATS in a PostgreSQL, kept true by webhooks and repeated reads.
// The PostgreSQL is embedded here: npm brings its programs. With `DATABASE_URL`, yours is used, in a schema of its own.
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { avionte } from "@anyats/avionte";
import { AtsError } from "@anyats/core";
import { startEmulator } from "@anyats/emulator";
import { openDatabase } from "@anyats/postgres";
import { createSync, migrateSync, type Sync } from "@anyats/sync";

const secret = "the webhook secret of the environment";
/** Not the one that an app of yours keeps its copies in: the worker would read them from the emulator. */
const schema = "anyats_quickstart";
const began = performance.now();
const say = (line: string) => console.log(`   ${line}`);

console.log("\n7. Keep a copy of it in PostgreSQL");
await using emulator = await startEmulator({ candidates: 300, runningClock: true, now: new Date() });
const folder = await mkdtemp(join(tmpdir(), "anyats-quickstart-"));
await chmod(folder, 0o711); // PostgreSQL does not run as root: then its files belong to another user.
const url = process.env["DATABASE_URL"];
const database = await openDatabase({ folder, ...(url && { url }) }).catch((error: unknown) => {
  if (AtsError.is(error)) say(`left out: ${error.message} ${error.advice}`);
  else throw error;
});

if (database) {
  await migrateSync({ database, schema });
  say(
    `${url ? `the schema ${schema} in the database of DATABASE_URL` : "an embedded PostgreSQL"} is ready after ${ms(began)}`,
  );
  await keepACopy(database);
  await database.close();
}
await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });

async function keepACopy(database: Awaited<ReturnType<typeof openDatabase>>): Promise<void> {
  const settings = () => emulator.settings();
  const open = () => createSync({ database, schema, adapters: [avionte], settings, pageSize: 50 });
  const query = async <Row>(sql: string) => (await database.query<Row>(sql)).rows;
  /** Waits until something is in the tables. */
  const until = async (isSo: () => Promise<boolean>): Promise<string> => {
    const since = performance.now();
    while (!(await isSo())) await sleep(20);
    return ms(since);
  };
  const counts = async (sync: Sync) =>
    (await sync.status("quickstart"))[0]!.streams
      .map(({ stream, records }) => `${records} ${stream.split(".")[0]}`)
      .join(", ");

  let sync = await open();
  const { integrationId } = emulator.settings();
  const known = (await sync.connections.list()).some(({ id }) => id === "quickstart");
  if (known) await sync.connections.remove("quickstart", { data: "delete" });
  await sync.connections.add({ id: "quickstart", adapter: "avionte", integrationId });

  await sync.work();
  const stored = async () => (await query<{ n: number }>(`select count(*)::int as n from ${schema}.candidates`))[0]!.n;
  await until(async () => (await stored()) >= 50);
  await sync.close();
  say(`the process ends in the middle of the first pass: ${await stored()} candidates are stored`);

  sync = await open();
  await sync.work();
  const took = await until(async () => (await sync.connections.get("quickstart")).state === "active");
  say(`another one goes on where it stopped, and is done after ${took}: ${await counts(sync)}`);
  const living = emulator.world.candidates.all().filter((row) => row.remote_deleted_at === null).length;
  say(`copy and ATS hold ${await stored()} and ${living} candidates; each is in the feed of changes once`);

  const webhooks = sync.webhooks({ secrets: secret });
  emulator.webhooks.subscribe({ url: "http://app.test/webhooks", secret, fetch: webhooks });
  const [job, other] = emulator.world.jobs.all();
  emulator.world.jobs.update(job!.id, { name: "Night nurse" });
  const renamed = await until(
    async () => (await query(`select from ${schema}.jobs where title = 'Night nurse'`)).length > 0,
  );
  say(`a job is renamed in the ATS: its webhook is answered, and the row has the new title after ${renamed}`);

  emulator.world.jobs.delete(other!.id);
  await sync.connections.refresh("quickstart");
  const deleted = await until(
    async () =>
      (await query(`select from ${schema}.jobs where id = '${other!.id}' and deletion is not null`)).length > 0,
  );
  say(`a job is deleted there: the row is a tombstone, with its evidence, after ${deleted}`);
  const { freshness } = await sync.summary();
  say(`the oldest copy is ${((freshness?.oldestMs ?? 0) / 1_000).toFixed(1)} s old. All of it took ${ms(began)}.`);
  await sync.close();
}

function ms(since: number): string {
  return `${Math.round(performance.now() - since)} ms`;
}
