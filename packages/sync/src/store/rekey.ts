import type { Queryable } from "@anyats/postgres";
import { models, type Model } from "../model.ts";
import { feedOf, tallyOf } from "./feed-sql.ts";
import type { StoredChange } from "./store-page.ts";

interface Where {
  readonly schema: string;
  readonly connection: string;
  readonly model: Model;
  readonly now: string;
}

const referring = (table: string) =>
  models.flatMap((model) =>
    model.references.filter((reference) => reference.table === table).map((reference) => ({ model, reference })),
  );

/** A record has a new id: its old row goes, and every reference to it follows, also those that arrive later. */
export async function follow(
  transaction: Queryable,
  { schema, connection, model, now }: Where,
  { id, previous }: StoredChange,
): Promise<void> {
  await transaction.query(
    `with gone as (
       delete from ${schema}.${model.table} where connection_id = $1 and id = $2 returning deleted_at
     ), ${tallyOf(schema, model.stream, "select -count(*) from gone where deleted_at is null")} select 1`,
    [connection, previous],
  );
  await transaction.query(`delete from ${schema}.departures where connection_id = $1 and stream = $2 and id = $3`, [
    connection,
    model.stream,
    previous,
  ]);
  await transaction.query(
    `with moved as (
       update ${schema}.aliases set new_id = $4 where connection_id = $1 and model = $2 and new_id = $3 returning 1
     ), added as (
       insert into ${schema}.aliases (connection_id, model, old_id, new_id) values ($1, $2, $3, $4)
       on conflict (connection_id, model, old_id) do update set new_id = excluded.new_id returning 1
     )
     update ${schema}.connections set aliases = aliases + 1 where id = $1`,
    [connection, model.table, previous, id],
  );
  for (const child of referring(model.table))
    await transaction.query(
      `with moved as (
         update ${schema}.${child.model.table} t
         set ${child.reference.column} = $3, record = jsonb_set(record, '{${child.reference.field}}', to_jsonb($3::text))
         where connection_id = $1 and ${child.reference.column} = $4
         returning t.id, t.deleted_at
       ), told as (
         select id, 'updated' as op, null::text as previous from moved where deleted_at is null
       ), ${feedOf(schema, child.model.table)} select 1`,
      [connection, now, id, previous],
    );
}

/** Writes the new ids into records that still name old ones. An old id that comes alive again is a record of its own. */
export async function withAliases(
  transaction: Queryable,
  { schema, connection, model }: Where,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  const revived = await transaction.query<{ id: string }>(
    `update ${schema}.aliases a set new_id = a.old_id
     from ${schema}.aliases b
     where a.connection_id = $1 and a.model = $2 and a.old_id = any($3::text[]) and a.new_id <> a.old_id
       and b.connection_id = $1 and b.model = $2 and b.old_id = a.old_id
     returning b.new_id as id`,
    [connection, model.table, ids],
  );
  // Which records followed the new id cannot be told any more: the next complete pass writes all of them again.
  if (revived.rows.length > 0)
    for (const child of referring(model.table))
      await transaction.query(
        `update ${schema}.${child.model.table} set content_hash = ''
         where connection_id = $1 and ${child.reference.column} = any($2::text[])`,
        [connection, revived.rows.map(({ id }) => id)],
      );
  for (const { column, field, table } of model.references)
    await transaction.query(
      `update ${schema}.${model.table} t
       set ${column} = a.new_id, record = jsonb_set(t.record, '{${field}}', to_jsonb(a.new_id))
       from ${schema}.aliases a
       where t.connection_id = $1 and t.id = any($2::text[]) and a.connection_id = $1 and a.model = $3
         and a.old_id = t.${column} and a.new_id <> a.old_id`,
      [connection, ids, table],
    );
}
