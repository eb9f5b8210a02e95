import type { Model } from "../model.ts";
import { tallyOf } from "./feed-sql.ts";

function quoted(text: string): string {
  return text.replaceAll("'", "''");
}

/** How a column is taken out of a record. */
function taken({ columns }: Model): readonly string[] {
  return columns.map(({ field, type }) => {
    const value = `r ->> '${quoted(field)}'`;
    return type === "text" ? value : `(${value})::${type}`;
  });
}

/**
 * Stores a page: one statement takes the columns out of one jsonb parameter, writes what is new or newer, and gives
 * each change its number in the feed.
 *
 * $1 connection, $2 page as [{ h: hash, r: record, w: raw, x: deleted }], $3 pass, $4 now, $5 stream,
 * $6 ids that are alive, which no record replaces; null in a pass that cannot tell a new id from a second record
 */
function storeSql(schema: string, model: Model): string {
  const table = `${schema}.${model.table}`;
  const names = model.columns.map(({ name }) => name);
  const values = taken(model);
  const updates = [
    ...names,
    "record",
    "custom_fields",
    "raw",
    "content_hash",
    "version",
    "pass",
    "stored_at",
    "deletion",
  ]
    .filter((name) => name !== "id")
    .map((name) => `${name} = excluded.${name}`);
  return `
    with given as materialized (
      select distinct on (r ->> 'id') ord, h, r, w, r ->> 'id' as id, (r ->> '${model.version}')::timestamptz as version
      from (select ord, e ->> 'h' as h, e -> 'r' as r, e -> 'w' as w
            from jsonb_array_elements($2::jsonb) with ordinality as page (e, ord)) page
      order by r ->> 'id', (r ->> '${model.version}')::timestamptz desc nulls last, ord desc
    ), before as materialized (
      select t.id, t.deleted_at is not null as gone
      from ${table} t where t.connection_id = $1 and t.id = any(array(select id from given))
    ), stored as (
      insert into ${table} as t (connection_id, ${names.join(", ")}, record, custom_fields, raw, content_hash, version, pass, stored_at)
      select $1, ${values.join(", ")}, r, r -> 'customFields', w, h, version, $3, $4 from given
      on conflict (connection_id, id) do update set ${updates.join(", ")}
      where (t.content_hash is distinct from excluded.content_hash or t.deleted_at is not null)
        and (t.version is null or excluded.version is null or excluded.version >= t.version)
      returning t.id, t.remote_id
    ), told as materialized (
      select s.id, g.ord, case when b.id is null then 'created' when b.gone then 'restored' else 'updated' end as op,
        case when b.id is null and s.remote_id is not null and $6::text[] is not null then (
          select o.id from ${table} o
          where o.connection_id = $1 and o.remote_id = s.remote_id and o.id <> s.id and o.pass <> $3
            and o.id <> all($6::text[])
            and not exists (select from ${schema}.aliases a
              where a.connection_id = $1 and a.model = '${model.table}' and a.old_id = s.id)
            and not exists (select from ${schema}.seen_pages p
              where p.connection_id = $1 and p.stream = $5 and o.id = any(p.ids))
          order by o.stored_at desc limit 1) end as previous
      from stored s join given g on g.id = s.id left join before b on b.id = s.id
    ), counted as (
      update ${schema}.connections c set feed_seq = c.feed_seq + n.n
      from (select count(*) as n from told) n
      where c.id = $1 and n.n > 0 returning c.feed_seq - n.n as seq
    ), fed as (
      insert into ${schema}.feed (connection_id, seq, at, model, id, op, previous_id)
      select $1, counted.seq + row_number() over (order by told.ord), $4, '${model.table}', told.id,
        case when told.previous is null then told.op else 'rekeyed' end, told.previous
      from told, counted
    ), ${tallyOf(schema, model.stream, "select count(*) from told where op <> 'updated'")}
    select id, op, previous from told`;
}

const kept = new Map<string, string>();

/** The statement that stores a page of a model, made once. */
export function storePageSql(schema: string, model: Model): string {
  const key = `${schema}.${model.table}`;
  let sql = kept.get(key);
  if (sql === undefined) kept.set(key, (sql = storeSql(schema, model)));
  return sql;
}
