import type { Queryable } from "@anyats/postgres";

/** The channel on which workers hear that there is work. */
export const workChannel = "anyats_work";

/** Lets the workers of every process look for work; inside a transaction, once it is committed. */
export async function wakeWorkers(database: Queryable): Promise<void> {
  await database.query("select pg_notify($1, '')", [workChannel]);
}
