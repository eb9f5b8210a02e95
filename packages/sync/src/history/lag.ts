import type { Queryable } from "@anyats/postgres";
import { invalidOption } from "../errors.ts";

const hourMs = 3_600_000;
/** How many hours a stream's history goes back: it is one row with this many places, whatever happens. */
const hoursKept = 168;
/** How often the freshness of all connections is noted, in milliseconds. */
const sampleMs = 5 * 60_000;
/** How long such samples are kept, in milliseconds. */
const sampleKeptMs = hoursKept * hourMs;

/** How old the copy of a stream was at most in one hour. */
export interface LagPoint {
  /** When the hour began. */
  readonly at: string;
  /** In milliseconds: when no pass completed in the hour, at least this much. */
  readonly lagMs: number;
}

/** The lag of one stream, hour by hour. */
export interface StreamLag {
  readonly stream: string;
  readonly points: readonly LagPoint[];
}

/** How fresh all connections were at one time. */
export interface FreshnessPoint {
  readonly at: string;
  readonly medianMs: number;
  readonly p95Ms: number;
  readonly oldestMs: number;
}

export const historyMigration = (schema: string): string => `
  create table ${schema}.lag_history (
    connection_id text not null,
    stream text not null,
    hours integer[] not null,
    lag real[] not null,
    primary key (connection_id, stream)
  );
  create table ${schema}.freshness_history (
    at timestamptz primary key,
    median_ms float8,
    p95_ms float8,
    oldest_ms float8
  );
  create index outbox_open on ${schema}.outbox (state, created_at) where state in ('queued', 'unknown', 'failed');
`;

/** A part of the statement that ends a pass: how old the copy had become. $1 connection, $2 stream. */
export function noteLagSql(
  schema: string,
  at: { readonly isRead: string; readonly began: string; readonly now: string },
) {
  const hour = `floor(extract(epoch from ${at.now}::timestamptz) / 3600)::int`;
  const place = `(${hour} % ${hoursKept} + 1)`;
  const filled = (value: string, type: string) =>
    `array_fill(null::${type}, array[${place} - 1]) || ${value}::${type} || array_fill(null::${type}, array[${hoursKept} - ${place}])`;
  const lag = `(extract(epoch from ${at.now}::timestamptz - coalesce(s.since, ${at.began}::timestamptz)) * 1000)`;
  return `noted as (
    insert into ${schema}.lag_history as h (connection_id, stream, hours, lag)
    select s.connection_id, s.stream, ${filled(hour, "int")}, ${filled(lag, "real")}
    from ${schema}.streams s where s.connection_id = $1 and s.stream = $2 and ${at.isRead}
    on conflict (connection_id, stream) do update set
      hours[${place}] = excluded.hours[${place}],
      lag[${place}] = case when h.hours[${place}] = excluded.hours[${place}]
        then greatest(h.lag[${place}], excluded.lag[${place}]) else excluded.lag[${place}] end)`;
}

/** The lag of a connection's streams in the last hours, the oldest hour first. */
export async function lagOf(
  database: Queryable,
  schema: string,
  now: number,
  connection: string,
): Promise<readonly StreamLag[]> {
  const { rows } = await database.query<{
    stream: string;
    hours: (number | null)[];
    lag: (number | null)[];
    age: number;
  }>(
    `select h.stream, h.hours, h.lag,
       (greatest(0, extract(epoch from $2::timestamptz - s.since)) * 1000)::float8 as age
     from ${schema}.lag_history h join ${schema}.streams s on s.connection_id = h.connection_id and s.stream = h.stream
     where h.connection_id = $1 order by h.stream`,
    [connection, new Date(now).toISOString()],
  );
  return rows.map(({ stream, hours, lag, age }) => ({ stream, points: pointsOf(hours, lag, now, age) }));
}

/** The ring as a line: an hour in which no pass completed is as late as the hours since the last one. */
function pointsOf(
  hours: readonly (number | null)[],
  lag: readonly (number | null)[],
  now: number,
  age: number,
): readonly LagPoint[] {
  const current = Math.floor(now / hourMs);
  const points: LagPoint[] = [];
  let last: number | undefined;
  for (let hour = current - hoursKept + 1; hour <= current; hour += 1) {
    const place = hour % hoursKept;
    const noted = hours[place] === hour ? lag[place] : undefined;
    if (noted != null) last = hour;
    if (last === undefined) continue;
    const grown = noted ?? (hour - last) * hourMs;
    points.push({
      at: new Date(hour * hourMs).toISOString(),
      lagMs: Math.round(hour === current ? Math.max(noted ?? 0, age) : grown),
    });
  }
  return points;
}

/** Notes every five minutes how fresh all connections are: one process of all does it. */
export class FreshnessHistory {
  readonly #schema: string;
  #last = -1;

  constructor(schema: string) {
    this.#schema = schema;
  }

  async note(database: Queryable, now: number): Promise<void> {
    const sample = Math.floor(now / sampleMs);
    if (sample === this.#last) return;
    this.#last = sample;
    const at = new Date(sample * sampleMs).toISOString();
    const { rowCount } = await database.query(
      `insert into ${this.#schema}.freshness_history (at) values ($1) on conflict do nothing`,
      [at],
    );
    if (rowCount === 0) return;
    await database.query(
      `update ${this.#schema}.freshness_history set median_ms = f.ages[1], p95_ms = f.ages[2], oldest_ms = f.ages[3]
       from (select percentile_cont(array[0.5, 0.95, 1]) within group (order by old) as ages
             from (select greatest(0, date_part('epoch', $2::timestamptz - s.since) * 1000) as old
                   from ${this.#schema}.streams s join ${this.#schema}.connections c on c.id = s.connection_id
                   where s.scheduled and s.first_done_at is not null and c.state in ('waiting', 'active', 'attention')) a) f
       where at = $1`,
      [at, new Date(now).toISOString()],
    );
    await database.query(`delete from ${this.#schema}.freshness_history where at < $1`, [
      new Date(now - sampleKeptMs).toISOString(),
    ]);
  }
}

/** How fresh all connections were in the last hours, the oldest sample first. */
export async function freshnessOf(
  database: Queryable,
  schema: string,
  now: number,
  hours: number,
): Promise<readonly FreshnessPoint[]> {
  if (!(hours > 0 && hours <= hoursKept)) throw invalidOption("hours", `must be above 0 and at most ${hoursKept}`);
  const { rows } = await database.query<FreshnessPoint>(
    `select to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at, median_ms as "medianMs",
       p95_ms as "p95Ms", oldest_ms as "oldestMs"
     from ${schema}.freshness_history where at >= $1 and median_ms is not null order by at`,
    [new Date(now - hours * hourMs).toISOString()],
  );
  return rows;
}
