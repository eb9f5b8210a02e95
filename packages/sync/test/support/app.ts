import { avionte } from "@anyats/avionte";
import type { Clock } from "@anyats/core";
import { hurriedClock } from "@anyats/core/testing";
import { createEmulator, type Emulator, type EmulatorOptions } from "@anyats/emulator";
import type { Database } from "@anyats/postgres";
import { testDatabase, type TestDatabase } from "@anyats/postgres/testing";
import { createSync, migrateSync, type Sync, type SyncOptions } from "../../src/index.ts";

/** A clock that goes with an emulator's: pauses are over at once. */
export function clockOf(emulator: Emulator, errorMs: () => number = () => 0): Clock {
  return hurriedClock({
    now: () => emulator.clock.now().getTime() + errorMs(),
    pass: (milliseconds) => emulator.clock.advance(milliseconds),
    deadlineMs: 25_000,
  });
}

/** A database with the tables of sync, copied from one that was migrated once for the whole run. */
export function syncDatabase(
  options: { readonly version?: 15 | 18; readonly poolMax?: number } = {},
): Promise<TestDatabase> {
  return testDatabase({ ...options, template: { name: "sync", prepare: (database) => migrateSync({ database }) } });
}

/** One tenant, its ATS and its copy in a database of its own. */
export interface App extends AsyncDisposable {
  readonly emulator: Emulator;
  readonly database: Database;
  readonly url: string;
  readonly sync: Sync;
  /** Another process on the same database, as far as one process can play it. */
  another(options?: Partial<SyncOptions>): Promise<Sync>;
  query<Row = Record<string, unknown>>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
}

export async function startApp(
  options: {
    readonly emulator?: EmulatorOptions;
    readonly sync?: Partial<SyncOptions>;
    readonly add?: boolean;
    readonly version?: 15 | 18;
  } = {},
): Promise<App> {
  const emulator = createEmulator({ candidates: 60, ...options.emulator });
  const place = await syncDatabase({ ...(options.version && { version: options.version }) });
  const base: SyncOptions = {
    database: place.database,
    adapters: [avionte],
    settings: () => emulator.settings(),
    clock: clockOf(emulator),
    slice: { ms: 3_600_000, pages: 1_000 },
    ...options.sync,
  };
  const sync = await createSync(base);
  if (options.add !== false)
    await sync.connections.add({ id: "acme", adapter: "avionte", integrationId: emulator.settings().integrationId });
  const all = [sync];
  return {
    emulator,
    database: place.database,
    url: place.url,
    sync,
    another: async (more) => {
      const other = await createSync({ ...base, ...more });
      all.push(other);
      return other;
    },
    query: async (sql, parameters) => (await place.database.query<never>(sql, parameters)).rows,
    async [Symbol.asyncDispose]() {
      for (const one of all) await one.close();
      await place[Symbol.asyncDispose]();
    },
  };
}

/** The truth in the emulator: ids of what is there, by table. */
export function truth(emulator: Emulator, kind: "jobs" | "applications" | "candidates"): string[] {
  return emulator.world[kind]
    .all()
    .filter((row) => row.remote_deleted_at === null)
    .map(({ id }) => id)
    .toSorted();
}

/** The living ids in a table. */
export async function copy(app: Pick<App, "query">, table: string, connection = "acme"): Promise<string[]> {
  const rows = await app.query<{ id: string }>(
    `select id from anyats.${table} where connection_id = $1 and deleted_at is null`,
    [connection],
  );
  return rows.map(({ id }) => id).toSorted();
}

/** The tables in which a text stands anywhere. */
export async function tablesThatHold({ query }: Pick<App, "query">, text: string): Promise<string[]> {
  const tables = await query<{ name: string }>(
    `select table_schema || '.' || table_name as name from information_schema.tables
     where table_schema like 'anyats%' and table_type = 'BASE TABLE' order by 1`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await query(`select 1 from ${name} t where t::text like $1 limit 1`, [`%${text}%`]);
    if (rows.length > 0) found.push(name);
  }
  return found;
}
