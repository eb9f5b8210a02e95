// What an app does with the embedded PostgreSQL, with the packages as they are installed from a registry: the durable
// parts work, with nothing else installed and no install script run. scripts/runtimes.mjs runs it on each line of Node.
import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import {
  checkMigrated,
  migrate,
  openDatabase,
  postgresLedger,
  postgresMigrations,
  postgresSeenEvents,
  sharedAllowances,
} from "@anyats/postgres";

const folder = "postgres-store";
const database = await openDatabase({ folder });
const sets = [postgresMigrations];
await migrate(database, { sets });
await checkMigrated(database, { sets });

const ledger = postgresLedger(database, { scope: "acme" });
const claim = await ledger.claim("key", "fingerprint", 60_000);
assert.equal(claim.state, "claimed");
assert.equal(await ledger.finish("key", claim.token, { id: "n1" }), true);
assert.deepEqual(await ledger.claim("key", "fingerprint", 60_000), { state: "done", output: { id: "n1" } });

const seen = postgresSeenEvents(database, { scope: "acme" });
assert.equal(await seen.add("event"), true);
assert.equal(await seen.has("event"), true);

const allowances = sharedAllowances(database);
const { signal } = new AbortController();
const permit = await allowances
  .of("acme")
  .acquire({ kind: "actions", priority: "bulk", deadline: Date.now() + 60_000, signal });
permit.release();
await allowances.close();
await database.close();
// The server goes on for a moment after its last process left it.
await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
console.log("what must outlive an app was kept and read again");
