import { avionte } from "@anyats/avionte";
import type { Clock } from "@anyats/core";
import { hurriedClock } from "@anyats/core/testing";
import { createEmulator, type Emulator } from "@anyats/emulator";
import type { Database } from "@anyats/postgres";
import { testDatabase } from "@anyats/postgres/testing";
import { createSync, migrateSync, type Sync, type SyncOptions } from "@anyats/sync";

/** A clock that goes with an emulator's: pauses are over at once. */
export function clockOf(emulator: Emulator): Clock {
  return hurriedClock({
    now: () => emulator.clock.now().getTime(),
    pass: (milliseconds) => emulator.clock.advance(milliseconds),
    deadlineMs: 25_000,
  });
}

/** A synchronisation in a database of its own, on the emulator's clock. */
export interface Place extends AsyncDisposable {
  readonly emulator: Emulator;
  readonly database: Database;
  readonly sync: Sync;
  readonly adapters: SyncOptions["adapters"];
  query(sql: string, parameters?: readonly unknown[]): Promise<void>;
}

export async function place(options: Partial<SyncOptions> = {}): Promise<Place> {
  const emulator = createEmulator({ candidates: 30 });
  const { database, ...made } = await testDatabase();
  await migrateSync({ database });
  const sync = await createSync({
    database,
    adapters: [avionte],
    settings: () => emulator.settings(),
    clock: clockOf(emulator),
    slice: { ms: 3_600_000, pages: 1_000 },
    ...options,
  });
  return {
    emulator,
    database,
    sync,
    adapters: [avionte],
    query: async (sql, parameters) => void (await database.query(sql, parameters)),
    async [Symbol.asyncDispose]() {
      await sync.close();
      await made[Symbol.asyncDispose]();
    },
  };
}

/** A write whose outcome nobody knows, as a worker would leave it. */
export async function unknownWrite(sync: Sync, connection: string, key: string, set: Place["query"]): Promise<string> {
  const { id } = await sync.writes.enqueue(
    connection,
    "applications.addNote",
    { application: { id: "a" }, note: { text: "private words" } },
    { idempotencyKey: key },
  );
  const error = {
    code: "write.outcome-unknown",
    message: "The answer to applications.addNote was lost.",
    advice: "Look for it.",
    who: "you",
    at: "2026-11-01T00:00:00.000Z",
    reconcile: { applicationId: "a", look: "a note with this text" },
  };
  await set(`update anyats.outbox set state = 'unknown', next_at = null, error = $2::jsonb where id::text = $1`, [
    id,
    JSON.stringify(error),
  ]);
  return id;
}

/** Many connections, all with a copy, as the tables hold them. */
export async function manyConnections(set: Place["query"], count: number): Promise<void> {
  await set(
    `insert into anyats.connections (id, adapter, integration, state, created_at, changed_at)
     select 'tenant-' || lpad(n::text, 5, '0'), 'avionte', 'avionte:' || n, 'active', now(), now() from generate_series(1, $1::int) n`,
    [count],
  );
  await set(
    `insert into anyats.streams (connection_id, stream, every_ms, verify_ms, due_at, since, first_done_at, completed_at, records)
     select c.id, s, 900000, 604800000, now(), now() - make_interval(secs => abs(hashtext(c.id || s)) % 3600), now(), now(), 100
     from anyats.connections c cross join unnest(array['jobs.stream', 'applications.stream', 'candidates.stream']) s
     where c.id like 'tenant-%'`,
  );
  await set("analyze");
}
