import type { Queryable } from "@anyats/postgres";
import type { ConnectionState } from "../connections/connections.ts";
import { troublesSql, type Trouble } from "./troubles.ts";

/** All connections in a few numbers, for dashboards and metrics. */
export interface SyncSummary {
  readonly connections: Readonly<Record<ConnectionState, number>>;
  /** Scheduled streams of connections that are read. */
  readonly streams: {
    readonly total: number;
    /** Without a completed first pass. */
    readonly first: number;
    /** A worker has them now. */
    readonly working: number;
    /** They are due and no worker has them yet. */
    readonly due: number;
    readonly failing: number;
    /** Their deletions wait for a person. */
    readonly held: number;
  };
  /** How old the copies of streams after their first pass are, in milliseconds; null when there are none. */
  readonly freshness: { readonly medianMs: number; readonly p95Ms: number; readonly oldestMs: number } | null;
  /** What is wrong, by who can end it: you first, then the customer, then what is retried automatically. */
  readonly troubles: readonly Trouble[];
  readonly records: number;
  readonly setAside: number;
  readonly writes: {
    readonly queued: number;
    readonly unknown: number;
    readonly failed: number;
    /** How long the oldest queued write has waited, in milliseconds. */
    readonly oldestMs: number | null;
  };
  /** Requests that wait for a place, and connections whose server lets nothing through now. */
  readonly quota: { readonly waiting: number; readonly blocked: number };
  /** How many entries of the feed each consumer has still to read. */
  readonly consumers: readonly { readonly consumer: string; readonly behind: number }[];
}

const states: readonly ConnectionState[] = ["waiting", "active", "paused", "attention", "disconnected"];

/** Counts over all connections. */
export async function summaryOf(database: Queryable, schema: string, now: number): Promise<SyncSummary> {
  const at = new Date(now).toISOString();
  const one = async <Row>(sql: string, parameters: readonly unknown[] = []) =>
    (await database.query<Row>(sql, parameters)).rows[0]!;
  const { rows } = await database.query<{ state: ConnectionState; n: number }>(
    `select state, count(*)::int as n from ${schema}.connections group by state`,
  );
  const byState = new Map(rows.map(({ state, n }) => [state, n]));
  const { ages, records, ...streams } = await one<
    SyncSummary["streams"] & { ages: readonly [number, number, number] | null; records: number }
  >(
    `select count(*)::int as total, (count(*) filter (where first_done_at is null))::int as first,
       (count(*) filter (where lease_until > $1))::int as working,
       (count(*) filter (where next_at <= $1 and (lease_until is null or lease_until <= $1)))::int as due,
       (count(*) filter (where failures > 0))::int as failing,
       (count(*) filter (where held is not null and held ->> 'confirmed' is null))::int as held,
       coalesce(sum(records), 0)::float8 as records,
       percentile_cont(array[0.5, 0.95, 1]) within group (order by old) as ages
     from (select s.*, case when s.first_done_at is not null
             then greatest(0, date_part('epoch', $1::timestamptz - s.since) * 1000) end as old
           from ${schema}.streams s join ${schema}.connections c on c.id = s.connection_id
           where s.scheduled and c.state in ('waiting', 'active', 'attention')) s`,
    [at],
  );
  const { setAside } = await one<{ setAside: number }>(`select count(*)::int as "setAside" from ${schema}.set_aside`);
  const writes = await one<SyncSummary["writes"]>(
    `select (count(*) filter (where state = 'queued'))::int as queued,
       (count(*) filter (where state = 'unknown'))::int as unknown, (count(*) filter (where state = 'failed'))::int as failed,
       (extract(epoch from $1::timestamptz - min(created_at) filter (where state = 'queued')) * 1000)::float8 as "oldestMs"
     from ${schema}.outbox o where state in ('queued', 'unknown', 'failed')
       and exists (select from ${schema}.connections c where c.id = o.connection_id and c.state <> 'disconnected')`,
    [at],
  );
  const quota = await one<SyncSummary["quota"]>(
    `select (select count(*)::int from ${schema}.allowance_permits p
         join ${schema}.allowance_holders h on h.id = p.holder and h.alive_until > clock_timestamp()
         where p.granted_at is null) as waiting,
       (select count(distinct scope)::int from ${schema}.allowance_limits l
        where l.paused_until > clock_timestamp() or l.window_left <= 0 and l.window_until > clock_timestamp()) as blocked`,
  );
  const { rows: consumers } = await database.query<{ consumer: string; behind: number }>(
    // A consumer of single connections reads no others, and nobody reads what is forgotten.
    `select n.consumer, coalesce(sum(c.feed_seq - greatest(k.seq, f.forgotten)) filter (where c.feed_seq > greatest(k.seq, f.forgotten)), 0)::float8 as behind
     from (select consumer, bool_or(connection_id = '*') as every from ${schema}.consumers group by consumer) n
     cross join ${schema}.connections c
     cross join lateral (select coalesce((select min(seq) - 1 from ${schema}.feed where connection_id = c.id), c.feed_seq) as forgotten) f
     left join ${schema}.consumers k on k.consumer = n.consumer and k.connection_id = c.id
     where n.every or k.consumer is not null
     group by n.consumer order by n.consumer`,
  );
  const { rows: troubles } = await database.query<Trouble>(
    `select who, code, count(distinct id)::int as connections from (${troublesSql(schema)}) t
     group by who, code order by array_position(array['you', 'customer', 'nobody'], who), connections desc, code`,
  );
  return {
    troubles,
    connections: Object.fromEntries(states.map((state) => [state, byState.get(state) ?? 0])) as Readonly<
      Record<ConnectionState, number>
    >,
    streams,
    freshness: ages && { medianMs: ages[0], p95Ms: ages[1], oldestMs: ages[2] },
    records,
    setAside,
    writes,
    quota,
    consumers,
  };
}
