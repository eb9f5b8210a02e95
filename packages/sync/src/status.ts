import type { Queryable } from "@anyats/postgres";
import type { ConnectionState } from "./connections/connections.ts";
import type { Reason, Who } from "./engine/failure.ts";
import type { PassKind } from "./store/pass.ts";
import { invalidOption } from "./errors.ts";
import { utc } from "./schema/utc.ts";
import { needsOf, type Need } from "./status/needs.ts";
import { quotasOf, type QuotaStatus } from "./status/quota.ts";
import { troublesSql } from "./status/troubles.ts";

/** The pass under way. */
export interface PassStatus {
  readonly kind: PassKind;
  readonly pages: number;
  readonly records: number;
  readonly setAside: number;
  readonly startedAt: string;
  /** Records per second since it began; null before the first page. */
  readonly perSecond: number | null;
  /** How many records it will read, where that is known: a verifying pass reads what is stored. */
  readonly expected: number | null;
  /** How much longer it takes at this speed, in milliseconds; null when nobody knows how many records there are. */
  readonly leftMs: number | null;
}

/** Where one stream of a connection stands. */
export interface StreamStatus {
  readonly stream: string;
  readonly scheduled: boolean;
  /** Why it is not scheduled. */
  readonly notScheduled: string | null;
  readonly everyMs: number;
  readonly verifyMs: number | null;
  /** Living records in the table. */
  readonly records: number;
  /** How old the copy may be, in milliseconds: the time since the last completed pass began. Null before the first. */
  readonly staleMs: number | null;
  readonly completedAt: string | null;
  readonly verifiedAt: string | null;
  readonly nextAt: string | null;
  /** Whether a worker has it now. */
  readonly working: boolean;
  readonly pass: PassStatus | null;
  readonly setAside: number;
  /** Deletions that wait for `confirmDeletions` or `dismissDeletions`. */
  readonly held: number;
  /** Failures in a row. */
  readonly failures: number;
  /** Why the last try failed and who must act; null after a pass that completed. */
  readonly lastError: Reason | null;
}

/** Where a connection stands. */
export interface ConnectionStatus {
  readonly id: string;
  readonly adapter: string;
  readonly integrationId: string | null;
  readonly state: ConnectionState;
  readonly reason: Reason | null;
  readonly addedAt: string;
  readonly retryAt: string | null;
  /** How old its oldest copy may be, in milliseconds; null before every scheduled stream has had its first pass. */
  readonly staleMs: number | null;
  readonly streams: readonly StreamStatus[];
  readonly quota: QuotaStatus;
  /** Writes that wait for a worker, those that wait for a person, and those that failed. */
  readonly writes: { readonly queued: number; readonly unknown: number; readonly failed: number };
  /** What somebody must do, and who. Empty when nothing is wrong. */
  readonly needs: readonly Need[];
}

/** Which connections to show. */
export interface StatusQuery {
  /** Text that the connection's id, its integration id or its adapter contains. */
  readonly search?: string;
  readonly state?: ConnectionState;
  readonly adapter?: string;
  /** Only connections for which somebody must act or whose last pass failed. */
  readonly trouble?: boolean;
  /** Only connections with a trouble that this one can end; `nobody`: it is retried automatically. */
  readonly who?: Who;
  /** Only connections with a trouble of this code, such as `sync.deletions-held`. */
  readonly code?: string;
  /** `id`, or `stale`: the oldest copy first. Default `id`. */
  readonly sort?: "id" | "stale";
  /** The `next` of the page before. */
  readonly after?: string;
  /** How many connections a page has: 1 to 500. Default 50. */
  readonly limit?: number;
}

/** A page of connections. */
export interface StatusPage {
  readonly connections: readonly ConnectionStatus[];
  /** Where the next page begins; null at the end. */
  readonly next: string | null;
  /** How many connections match on all pages. */
  readonly total: number;
}

type Pass = { kind: PassKind; pages: number; records: number; setAside: number; startedAt: string };

interface Row {
  id: string;
  adapter: string;
  integrationId: string | null;
  state: ConnectionState;
  reason: Reason | null;
  addedAt: string;
  retryAt: string | null;
  stream: string | null;
  scheduled: boolean;
  notScheduled: string | null;
  everyMs: number;
  verifyMs: number | null;
  records: number;
  since: number | null;
  completedAt: string | null;
  verifiedAt: string | null;
  nextAt: string | null;
  working: boolean;
  fresh: Pass | null;
  whole: Pass | null;
  setAside: number;
  held: number | null;
  failures: number;
  lastError: Reason | null;
  firstDone: boolean;
}

interface Place {
  readonly database: Queryable;
  readonly schema: string;
  readonly now: number;
}

/** How all connections stand, or one. Everything in it can be shown to an operator; nothing in it names a person. */
export async function statusOf(place: Place, connection?: string): Promise<readonly ConnectionStatus[]> {
  const { rows } = await place.database.query<{ id: string }>(
    `select id from ${place.schema}.connections where $1::text is null or id = $1 order by id`,
    [connection ?? null],
  );
  return detailsOf(
    place,
    rows.map(({ id }) => id),
  );
}

/**
 * How the connections of one page stand. Search, filters, order and pages are made in the database.
 * @throws {AtsError} `sync.invalid-option`
 */
export async function statusPageOf(place: Place, query: StatusQuery): Promise<StatusPage> {
  const { database, schema, now } = place;
  const { search, state, adapter, trouble = false, who, code, sort = "id", after, limit = 50 } = query;
  if (!Number.isInteger(limit) || limit < 1 || limit > 500) throw invalidOption("limit", "must be from 1 to 500");
  const [afterKey, afterId] = after === undefined ? [null, null] : cursor(after);
  const parameters = [search ?? null, state ?? null, adapter ?? null, trouble, who ?? null, code ?? null];
  const matching = matchingSql(schema, sort);
  const { rows: counted } = await database.query<{ total: number }>(
    `select count(*)::int as total from (${matching}) m`,
    parameters,
  );
  const { rows } = await database.query<{ id: string; key: number }>(
    `select id, key from (${matching}) m where $7::float8 is null or (key, id) > ($7, $8::text) order by key, id limit $9`,
    [...parameters, afterKey, afterId, limit + 1],
  );
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  const connections = await detailsOf(
    { database, schema, now },
    page.map(({ id }) => id),
  );
  return {
    connections,
    next: last ? Buffer.from(JSON.stringify([last.key, last.id])).toString("base64url") : null,
    total: counted[0]!.total,
  };
}

function cursor(after: string): readonly [number, string] {
  try {
    const [key, id] = JSON.parse(Buffer.from(after, "base64url").toString()) as [unknown, unknown];
    if (typeof key === "number" && typeof id === "string") return [key, id];
  } catch {
    // It is not one of ours.
  }
  throw invalidOption("after", "is not the `next` of a page");
}

/** Connections with their place in the order. $1 search, $2 state, $3 adapter, $4 only those in trouble, $5 who, $6 code. */
function matchingSql(schema: string, sort: "id" | "stale"): string {
  const key =
    sort === "id"
      ? "0"
      : `(select min(case when s.first_done_at is null then 0 else extract(epoch from s.since) end)
          from ${schema}.streams s where s.connection_id = c.id and s.scheduled)`;
  return `select c.id, coalesce((${key})::float8, 1e300) as key from ${schema}.connections c
    where ($1::text is null or position(lower($1) in lower(c.id || ' ' || coalesce(c.integration, '') || ' ' || c.adapter)) > 0)
      and ($2::text is null or c.state = $2) and ($3::text is null or c.adapter = $3)
      and (not $4 or c.state <> 'disconnected' and (c.state = 'attention' or c.reason is not null
        or exists (select from ${schema}.streams s where s.connection_id = c.id
          and (s.failures > 0 or s.held is not null and s.held ->> 'confirmed' is null))
        or exists (select from ${schema}.outbox o where o.connection_id = c.id and o.state in ('unknown', 'failed'))))
      and ($5::text is null and $6::text is null or c.id in (select t.id from (${troublesSql(schema)}) t
        where ($5::text is null or t.who = $5) and ($6::text is null or t.code = $6)))`;
}

async function detailsOf(place: Place, ids: readonly string[]): Promise<readonly ConnectionStatus[]> {
  if (ids.length === 0) return [];
  const { database, schema, now } = place;
  const { rows } = await database.query<Row>(
    `select c.id, c.adapter, c.integration as "integrationId", c.state, c.reason, ${utc("c.created_at")} as "addedAt",
       ${utc("c.retry_at")} as "retryAt", s.stream, s.scheduled, s.not_scheduled as "notScheduled",
       s.every_ms::float8 as "everyMs", s.verify_ms::float8 as "verifyMs", s.records::float8 as records,
       (extract(epoch from s.since) * 1000)::float8 as since, ${utc("s.completed_at")} as "completedAt",
       ${utc("s.verified_at")} as "verifiedAt", ${utc("s.next_at")} as "nextAt",
       coalesce(s.lease_until > $2, false) as working, s.fresh_pass as fresh, s.whole_pass as whole,
       case when s.held ->> 'confirmed' is null then (s.held ->> 'deletions')::int end as held, s.failures,
       s.last_error as "lastError", s.first_done_at is not null as "firstDone",
       (select count(*)::int from ${schema}.set_aside a
        where a.connection_id = s.connection_id and a.stream = s.stream) as "setAside"
     from ${schema}.connections c left join ${schema}.streams s on s.connection_id = c.id
     where c.id = any($1::text[]) order by s.stream`,
    [ids, new Date(now).toISOString()],
  );
  const writes = await writesOf(database, schema, ids);
  const quotas = await quotasOf(database, schema, ids);
  const byId = Map.groupBy(rows, ({ id }) => id);
  return ids.flatMap((id) => {
    const own = byId.get(id);
    if (!own) return [];
    const { adapter, integrationId, state, reason, addedAt, retryAt } = own[0]!;
    const streams = own.flatMap((row) => (row.stream === null ? [] : [streamStatus(row, row.stream, now)]));
    const count = (kind: string) => writes.get(`${id}/${kind}`) ?? 0;
    const status = {
      id,
      adapter,
      integrationId,
      state,
      reason,
      addedAt,
      retryAt,
      streams,
      staleMs: oldest(streams.filter(({ scheduled }) => scheduled)),
      quota: quotas(id),
      writes: { queued: count("queued"), unknown: count("unknown"), failed: count("failed") },
    };
    return [{ ...status, needs: needsOf(status) }];
  });
}

function oldest(streams: readonly StreamStatus[]): number | null {
  if (streams.length === 0 || streams.some(({ staleMs }) => staleMs === null)) return null;
  return Math.max(...streams.map(({ staleMs }) => staleMs ?? 0));
}

function streamStatus(row: Row, stream: string, now: number): StreamStatus {
  const { scheduled, notScheduled, everyMs, verifyMs, records, completedAt, verifiedAt, nextAt } = row;
  const { working, setAside, held, failures, lastError, firstDone, since } = row;
  const pass = row.fresh ?? row.whole;
  return {
    stream,
    scheduled,
    notScheduled,
    everyMs,
    verifyMs,
    records,
    completedAt,
    verifiedAt,
    nextAt,
    working,
    setAside,
    held: held ?? 0,
    failures,
    lastError,
    staleMs: firstDone && since !== null ? Math.max(0, now - since) : null,
    pass: pass && passStatus(pass, records, now),
  };
}

/** A complete pass over what is known already: the records left, at the speed so far. */
function passStatus({ kind, pages, records, setAside, startedAt }: Pass, known: number, now: number): PassStatus {
  const took = now - Date.parse(startedAt);
  const speed = records === 0 || took <= 0 ? null : records / took;
  const expected = kind === "verifying" ? Math.max(known, records) : null;
  return {
    kind,
    pages,
    records,
    setAside,
    startedAt,
    expected,
    perSecond: speed === null ? null : Math.round(speed * 1_000),
    leftMs: speed === null || expected === null ? null : Math.round((expected - records) / speed),
  };
}

async function writesOf(
  database: Queryable,
  schema: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await database.query<{ key: string; count: number }>(
    `select connection_id || '/' || state as key, count(*)::int as count from ${schema}.outbox
     where connection_id = any($1::text[]) and state in ('queued', 'unknown', 'failed') group by connection_id, state`,
    [ids],
  );
  return new Map(rows.map(({ key, count }) => [key, count]));
}
