import type { Queryable } from "@anyats/postgres";
import type { ConnectionState } from "./connections/connections.ts";
import type { Reason } from "./engine/failure.ts";
import type { PassKind } from "./engine/pass.ts";
import { models } from "./schema/model.ts";

/** Where one stream of a connection stands. */
export interface StreamStatus {
  readonly stream: string;
  readonly scheduled: boolean;
  /** Why it is not scheduled. */
  readonly notScheduled: string | null;
  /** Living records in the table. */
  readonly records: number;
  /** How old the copy may be, in milliseconds: the time since the last completed pass began. Null before the first. */
  readonly staleMs: number | null;
  readonly completedAt: string | null;
  readonly verifiedAt: string | null;
  readonly nextAt: string | null;
  /** The pass under way, with an estimate of how long it still takes where one can be made. */
  readonly pass: {
    readonly kind: PassKind;
    readonly pages: number;
    readonly records: number;
    readonly setAside: number;
    readonly startedAt: string;
    readonly leftMs: number | null;
  } | null;
  readonly setAside: number;
  /** Deletions that wait for `confirmDeletions` or `dismissDeletions`. */
  readonly held: number;
  readonly failures: number;
  readonly lastError: Reason | null;
}

export interface ConnectionStatus {
  readonly id: string;
  readonly adapter: string;
  readonly state: ConnectionState;
  readonly reason: Reason | null;
  readonly retryAt: string | null;
  readonly streams: readonly StreamStatus[];
  /** Writes that wait for a worker, and those that wait for a person. */
  readonly writes: { readonly queued: number; readonly unknown: number; readonly failed: number };
}

type Pass = { kind: PassKind; pages: number; records: number; setAside: number; startedAt: string };
interface Row {
  id: string;
  adapter: string;
  state: ConnectionState;
  reason: Reason | null;
  retryAt: string | null;
  stream: string;
  scheduled: boolean;
  notScheduled: string | null;
  since: number | null;
  completedAt: string | null;
  verifiedAt: string | null;
  nextAt: string | null;
  fresh: Pass | null;
  whole: Pass | null;
  setAside: number;
  held: number | null;
  failures: number;
  lastError: Reason | null;
  firstDone: boolean;
}

const utc = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** How all connections stand, or one. Everything in it can be shown to an operator; nothing in it names a person. */
export async function statusOf(
  database: Queryable,
  schema: string,
  now: number,
  connection?: string,
): Promise<readonly ConnectionStatus[]> {
  const { rows } = await database.query<Row>(
    `select c.id, c.adapter, c.state, c.reason, ${utc("c.retry_at")} as "retryAt",
       s.stream, s.scheduled, s.not_scheduled as "notScheduled", (extract(epoch from s.since) * 1000)::float8 as since,
       ${utc("s.completed_at")} as "completedAt", ${utc("s.verified_at")} as "verifiedAt", ${utc("s.next_at")} as "nextAt",
       s.fresh_pass as fresh, s.whole_pass as whole, (s.held ->> 'deletions')::int as held, s.failures, s.last_error as "lastError",
       s.first_done_at is not null as "firstDone",
       (select count(*)::int from ${schema}.set_aside a where a.connection_id = s.connection_id and a.stream = s.stream) as "setAside"
     from ${schema}.connections c left join ${schema}.streams s on s.connection_id = c.id
     where $1::text is null or c.id = $1 order by c.id, s.stream`,
    [connection ?? null],
  );
  const counts = await countsOf(database, schema, connection);
  const writes = await writesOf(database, schema, connection);
  const result = new Map<string, ConnectionStatus & { streams: StreamStatus[] }>();
  for (const row of rows) {
    const { id, adapter, state, reason, retryAt } = row;
    const entry = result.get(id) ?? {
      id,
      adapter,
      state,
      reason,
      retryAt,
      streams: [] as StreamStatus[],
      writes: {
        queued: writes.get(`${id}/queued`) ?? 0,
        unknown: writes.get(`${id}/unknown`) ?? 0,
        failed: writes.get(`${id}/failed`) ?? 0,
      },
    };
    result.set(id, entry);
    if (row.stream === null) continue;
    const records = counts.get(`${id}/${row.stream}`) ?? 0;
    entry.streams.push(streamStatus(row, records, now));
  }
  return [...result.values()];
}

function streamStatus(row: Row, records: number, now: number): StreamStatus {
  const { stream, scheduled, notScheduled, completedAt, verifiedAt, nextAt, setAside, held, failures, lastError } = row;
  const pass = row.fresh ?? row.whole;
  return {
    stream,
    scheduled,
    notScheduled,
    records,
    completedAt,
    verifiedAt,
    nextAt,
    setAside,
    held: held ?? 0,
    failures,
    lastError,
    staleMs: row.firstDone && row.since !== null ? Math.max(0, now - row.since) : null,
    pass: pass && {
      kind: pass.kind,
      pages: pass.pages,
      records: pass.records,
      setAside: pass.setAside,
      startedAt: pass.startedAt,
      leftMs: pass.kind === "verifying" ? leftMs(pass, records, now) : null,
    },
  };
}

/** A complete pass over what is known already: the records left, at the speed so far. */
function leftMs({ records, startedAt }: Pass, known: number, now: number): number | null {
  const took = now - Date.parse(startedAt);
  return records === 0 || took <= 0 ? null : Math.max(0, Math.round((took / records) * (known - records)));
}

async function countsOf(
  database: Queryable,
  schema: string,
  connection: string | undefined,
): Promise<ReadonlyMap<string, number>> {
  const parts = models.map(
    ({ table, stream }) => `select connection_id || '/${stream}' as key, count(*)::int as count from ${schema}.${table}
      where deleted_at is null and ($1::text is null or connection_id = $1) group by connection_id`,
  );
  const { rows } = await database.query<{ key: string; count: number }>(parts.join(" union all "), [
    connection ?? null,
  ]);
  return new Map(rows.map(({ key, count }) => [key, count]));
}

async function writesOf(
  database: Queryable,
  schema: string,
  connection: string | undefined,
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await database.query<{ key: string; count: number }>(
    `select connection_id || '/' || state as key, count(*)::int as count from ${schema}.outbox
     where $1::text is null or connection_id = $1 group by connection_id, state`,
    [connection ?? null],
  );
  return new Map(rows.map(({ key, count }) => [key, count]));
}
