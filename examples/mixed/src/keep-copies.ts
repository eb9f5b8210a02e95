import type { Database } from "@anyats/postgres";
import { createSync, migrateSync, type Sync } from "@anyats/sync";
import type { Customer } from "./customers.ts";

/** The schema of its tables: in a database that an app of yours uses, its copies stay as they are. */
const schema = "anyats_mixed";

/** One synchronisation for all customers, whatever their ATS. */
export async function keepCopies(database: Database, all: readonly Customer[]): Promise<Sync> {
  await migrateSync({ database, schema });
  const sync = await createSync({
    database,
    schema,
    adapters: all.map(({ adapter }) => adapter),
    settings: ({ id }) => all.find((customer) => customer.id === id)?.settings,
  });
  for (const { id, adapter } of all) await sync.connections.ensure({ id, adapter: adapter.id });
  return sync;
}

/** How many records of each kind the app's tables hold of a customer. */
export async function countsOf(database: Database, customer: string): Promise<Readonly<Record<string, number>>> {
  const counted = ["jobs", "applications", "candidates"].map(async (table) => {
    const { rows } = await database.query<{ n: number }>(
      `select count(*)::int as n from ${schema}.${table} where connection_id = $1 and deleted_at is null`,
      [customer],
    );
    return [table, rows[0]!.n] as const;
  });
  return Object.fromEntries(await Promise.all(counted));
}
