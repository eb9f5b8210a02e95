import type { Queryable } from "@anyats/postgres";
import { utc } from "../schema/utc.ts";
import type { Fenced } from "../store/fenced.ts";
import type { Pass } from "../store/pass.ts";
import type { ConnectionLife } from "./source.ts";

/** A stream of a connection that this worker may work on until its lease ends. */
export interface Claim extends Omit<ConnectionLife, "id"> {
  readonly connection: string;
  readonly stream: string;
  readonly attempt: string;
  readonly everyMs: number;
  readonly verifyMs: number | null;
  readonly wanted: number;
  readonly served: number;
  readonly dueAt: number;
  readonly verifyDueAt: number | null;
  /** When the last short pass ended. */
  readonly completedAt: number | null;
  readonly since: string | null;
  readonly firstDone: boolean;
  readonly failures: number;
  readonly connectionFailures: number;
  /** How many claims lapsed since the last page, if the one before this did; else 0. */
  readonly lapses: number;
  readonly fresh: Pass | null;
  readonly whole: Pass | null;
  /** A person confirmed the deletions that were held. */
  readonly confirmed: boolean;
  /** The stored records are to be read again from their wire records. */
  readonly rederive: boolean;
  /** Ids of set-aside records that are to be read again. */
  readonly again: readonly string[];
  /** The number of the pass that this claim may begin. */
  readonly nextPass: number;
}

/** The lease of another worker has taken this one's place; nothing was committed. */
export class LeaseLost extends Error {
  override readonly name = "LeaseLost";
}

const ms = (column: string) => `(extract(epoch from ${column}) * 1000)::float8`;

/**
 * Whether a stream is due. What somebody asked for is due a second early: the clocks of two processes differ by some
 * milliseconds, and a worker that looks too soon would only look again with the next sweep.
 */
export function dueSql(now: string): string {
  return `s.next_at <= ${now}::timestamptz + interval '1 second' and (s.next_at <= ${now}
    or s.wanted > s.served and s.lease_until is null and (s.retry_at is null or s.retry_at <= ${now}))`;
}

/**
 * Whether nobody did for a minute what has been due since a time, and no process reads a connection of the adapter now: so
 * that somebody says what is wrong with it.
 */
export function isLeftSql(schema: string, adapter: string, dueAt: string, now: string): string {
  return `(${dueAt} <= ${now}::timestamptz - interval '1 minute' and ${adapter} <> all(array(
    select c2.adapter from ${schema}.streams s2 join ${schema}.connections c2 on c2.id = s2.connection_id
    where s2.lease_until > ${now})))`;
}

/** Whether this process can read a stream `s` of the connection `c`, or nobody else does. */
export function readableSql(schema: string, now: string, readable: string): string {
  return `(c.adapter || '/' || s.stream = any(${readable}::text[]) or ${isLeftSql(schema, "c.adapter", "s.next_at", now)})`;
}

/**
 * Takes a stream that is due. Of several workers one gets it: the others find its next time moved.
 * The lease ends on its own, so that the work of a process that died goes on elsewhere.
 */
export async function claim(
  database: Queryable,
  schema: string,
  work: {
    connection: string;
    stream: string;
    worker: string;
    now: number;
    leaseMs: number;
    readable: readonly string[];
  },
): Promise<Claim | undefined> {
  const now = new Date(work.now).toISOString();
  const until = new Date(work.now + work.leaseMs).toISOString();
  const { rows } = await database.query<Claim>(
    `update ${schema}.streams s
     set attempt = s.attempt + 1, worker = $3, lease_until = $5, next_at = $5,
       lapses = s.lapses + (s.lease_until is not null)::int
     from ${schema}.connections c, ${schema}.streams before
     where before.connection_id = s.connection_id and before.stream = s.stream and c.id = s.connection_id and s.connection_id = $1 and s.stream = $2 and s.scheduled
       and ${dueSql("$4")} and c.state in ('waiting', 'active', 'attention')
       and (c.retry_at is null or c.retry_at <= $4) and ${readableSql(schema, "$4", "$6")}
     returning s.connection_id as connection, s.stream, s.attempt::text, c.adapter, c.integration, ${utc("c.created_at")} as "addedAt",
       s.every_ms::float8 as "everyMs", s.verify_ms::float8 as "verifyMs",
       s.wanted::float8 as wanted, s.served::float8 as served,
       ${ms("s.due_at")} as "dueAt", ${ms("s.verify_due_at")} as "verifyDueAt",
       ${ms("s.completed_at")} as "completedAt",
       ${utc("s.since")} as since,
       s.first_done_at is not null as "firstDone", s.failures, c.failures as "connectionFailures",
       case when before.lease_until is null then 0 else s.lapses end as lapses,
       s.rederive, s.fresh_pass as fresh, s.whole_pass as whole, nextval('${schema}.passes')::float8 as "nextPass",
       s.held ->> 'confirmed' is not null and coalesce((s.held ->> 'after')::timestamptz <= $4, true) as confirmed,
       (select coalesce(array_agg(id), '{}') from (
          select id from ${schema}.set_aside a
          where a.connection_id = s.connection_id and a.stream = s.stream and a.id is not null and a.next_at <= $4
          limit 50) due) as again`,
    [work.connection, work.stream, work.worker, now, until, work.readable],
  );
  return rows[0];
}

/** Holds a lease for longer. @returns Whether it is still this attempt's. */
export async function renew(
  database: Queryable,
  schema: string,
  { connection, stream, attempt }: Claim,
  until: number,
): Promise<boolean> {
  const { rowCount } = await database.query(
    `update ${schema}.streams set lease_until = $4, next_at = $4
     where connection_id = $1 and stream = $2 and attempt = $3 and lease_until is not null`,
    [connection, stream, attempt, new Date(until).toISOString()],
  );
  return rowCount === 1;
}

/** What the stream's row is to hold. */
export interface FencedChange {
  readonly track: "fresh_pass" | "whole_pass";
  readonly pass: Pass | null;
  readonly until: number;
  /** How long a statement of the transaction may wait for a lock, in milliseconds. */
  readonly lockMs: number;
  /** How many pages of the pass the row must hold so far: a server that crashed may have lost the last ones. */
  readonly afterPages?: number | undefined;
}

/**
 * The first statement of every transaction of a worker: locks the connection, so that its feed is written by one at a
 * time, and checks that the attempt is still the stream's. With it goes what the stream's row is to hold.
 * @throws {LeaseLost} when the attempt has lapsed, the connection is no longer read, or pages before this one are lost.
 */
export async function fence(
  transaction: Queryable,
  schema: string,
  { connection, stream, attempt }: Claim,
  change: FencedChange,
): Promise<Fenced> {
  const { rows } = await transaction.query<Fenced>(
    `with locked as materialized (
       select aliases, erasures, state = 'active' and failures = 0 and retry_at is null and reason is null
         and incomplete is null as settled from ${schema}.connections
       where id = $1 and state in ('waiting', 'active', 'attention') for no key update)
     update ${schema}.streams s set ${change.track} = $4::jsonb, lease_until = $5, next_at = $5,
       lapses = case when s.${change.track} -> 'pages' = $4::jsonb -> 'pages' then s.lapses else 0 end
     from locked
     where s.connection_id = $1 and s.stream = $2 and s.attempt = $3 and s.lease_until is not null
       and ($6::int is null or (s.${change.track} ->> 'pages')::int = $6)
     returning locked.settled, locked.aliases > 0 as aliases, locked.erasures > 0 as erasures,
       exists (select from ${schema}.departures d where d.connection_id = $1 and d.stream = $2) as departures,
       exists (select from ${schema}.set_aside a where a.connection_id = $1 and a.stream = $2) as "setAside",
       case when s.whole_pass ->> 'kind' = 'verifying' then (s.whole_pass ->> 'id')::float8 end as generation, s.wanted::float8 as wanted,
       s.held is not null as held, s.held ->> 'confirmed' is not null as confirmed,
       set_config('lock_timeout', $7, true)`,
    [
      connection,
      stream,
      attempt,
      change.pass === null ? null : JSON.stringify(change.pass),
      new Date(change.until).toISOString(),
      change.afterPages ?? null,
      `${change.lockMs}ms`,
    ],
  );
  if (!rows[0]) throw new LeaseLost("The attempt has lapsed.");
  return rows[0];
}
