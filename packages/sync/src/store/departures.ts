import type { Queryable } from "@anyats/postgres";
import type { Pass } from "./pass.ts";
import type { Model } from "../model.ts";
import { feedOf, tallyOf } from "./feed-sql.ts";

interface Where {
  readonly schema: string;
  readonly connection: string;
  readonly model: Model;
  readonly pass: Pass;
  readonly now: string;
}

/** From how many deletions of a stream on, within some time, a person must confirm. */
export interface Brake {
  /** More than this share of the living records of a stream, from 0 to 1. */
  readonly share: number;
  /** More than this number, whatever the share. */
  readonly number: number;
  /** Up to this number, whatever the share. */
  readonly atLeast: number;
  /** Deletions count together for so long, in milliseconds: many small passes must not do what a large one may not. */
  readonly withinMs: number;
}

/** Notes as absent what a complete pass did not see: the rows that were last written before it began. */
export async function noteAbsent(
  transaction: Queryable,
  { schema, connection, model, pass, now }: Where,
): Promise<number> {
  const { rowCount } = await transaction.query(
    // `not in` is hashed once, whatever the planner thinks of tables that were filled a moment ago.
    `insert into ${schema}.departures as d (connection_id, stream, id, pass, evidence, asked, version)
     select $1, $2, t.id, $3, jsonb_build_object('absent', true, 'pass', $3::bigint, 'noted', $4::text), false, t.version
     from ${schema}.${model.table} t
     where t.connection_id = $1 and t.deleted_at is null and t.pass <> $3
       and t.id not in (select unnest(p.ids) from ${schema}.seen_pages p
                        where p.connection_id = $1 and p.stream = $2 and p.pass = $3)
     on conflict (connection_id, stream, id) do nothing`,
    [connection, model.stream, pass.id, now],
  );
  return rowCount;
}

/**
 * Counts what is about to go, and says whether that is, with what went in the passes before, so much that it looks like
 * a mistake. As many as a person has confirmed do not count: those that came since do.
 */
export async function brakes(
  transaction: Queryable,
  { schema, connection, model, now }: Omit<Where, "pass">,
  brake: Brake,
): Promise<{ readonly count: number; readonly held: boolean; readonly unasked: number }> {
  const { rows } = await transaction.query<{ count: number; unasked: number; before: number; confirmed: number }>(
    // What was absent and asked for counts, too: nothing says yet whether the source is complete.
    `select departing.*, (case when s.gone_since > $3::timestamptz - make_interval(secs => $4) then s.gone else 0 end)::int as before,
       case when s.held ->> 'confirmed' is null then 0 else (s.held ->> 'deletions')::int end as confirmed
     from ${schema}.streams s, lateral (
       select count(*)::int as count, (count(*) filter (where not asked or evidence ? 'absent'))::int as unasked
       from ${schema}.departures where connection_id = $1 and stream = $2) departing
     where s.connection_id = $1 and s.stream = $2`,
    [connection, model.stream, now, brake.withinMs / 1_000],
  );
  const { count, unasked, before, confirmed } = rows[0]!;
  const more = Math.max(0, count - confirmed);
  if (more === 0 || more + before <= brake.atLeast) return { count, unasked, held: false };
  if (more + before > brake.number) return { count, unasked, held: true };
  const living = await transaction.query<{ living: number }>(
    `select count(*)::int as living from ${schema}.${model.table} where connection_id = $1 and deleted_at is null`,
    [connection],
  );
  return { count, unasked, held: more + before > (living.rows[0]!.living + before) * brake.share };
}

/**
 * Deletes what departed, a bounded number at a time, and counts it for the brake.
 * @returns How many departed, and the ids of those that were stored until now.
 */
export async function applyDepartures(
  transaction: Queryable,
  { schema, connection, model, now }: Omit<Where, "pass">,
  limit: number,
  withinMs: number,
): Promise<{ readonly count: number; readonly deleted: readonly string[] }> {
  const { rows } = await transaction.query<{ id: string; was: string | null }>(
    `with leaving as (
       delete from ${schema}.departures d where (d.connection_id, d.stream, d.id) in (
         select connection_id, stream, id from ${schema}.departures
         where connection_id = $1 and stream = $3 and asked order by id limit $4)
       returning d.id, d.evidence, d.version
     ), told as (
       update ${schema}.${model.table} t
       set deleted_at = coalesce((l.evidence ->> 'at')::timestamptz, $2), deletion = l.evidence,
           version = greatest(t.version, l.version)
       from leaving l
       where t.connection_id = $1 and t.id = l.id and t.deleted_at is null
       returning t.id, 'deleted' as op, null::text as previous
     ), ${feedOf(schema, model.table)}, ${tallyOf(schema, model.stream, "select -count(*) from told")}
     select l.id, told.id as was from leaving l left join told on told.id = l.id`,
    [connection, now, model.stream, limit],
  );
  const deleted = rows.flatMap(({ was }) => (was === null ? [] : [was]));
  if (rows.length > 0)
    await transaction.query(
      `update ${schema}.streams
       set held = jsonb_set(held, '{deletions}', to_jsonb(greatest(0, (held ->> 'deletions')::int - $3::int)))
       where connection_id = $1 and stream = $2 and held ->> 'confirmed' is not null`,
      [connection, model.stream, rows.length],
    );
  if (deleted.length > 0)
    await transaction.query(
      `update ${schema}.streams s
       set gone = $4 + case when s.gone_since > $3::timestamptz - make_interval(secs => $5) then s.gone else 0 end,
         gone_since = case when s.gone_since > $3::timestamptz - make_interval(secs => $5) then s.gone_since else $3 end
       where s.connection_id = $1 and s.stream = $2 and s.held ->> 'confirmed' is null`,
      [connection, model.stream, now, deleted.length, withinMs / 1_000],
    );
  return { count: rows.length, deleted };
}

/** Ids of absent records that the source was not asked for yet. */
export async function unaskedOf(
  database: Queryable,
  schema: string,
  connection: string,
  stream: string,
  limit: number,
): Promise<readonly string[]> {
  const { rows } = await database.query<{ id: string }>(
    `select id from ${schema}.departures where connection_id = $1 and stream = $2 and not asked order by id limit $3`,
    [connection, stream, limit],
  );
  return rows.map(({ id }) => id);
}
