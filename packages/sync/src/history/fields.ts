import type { Queryable } from "@anyats/postgres";
import { modelOf } from "../model.ts";
import { utc } from "../schema/utc.ts";

/** How many records are looked at: the ones stored last, because a field that is lost is lost there first. */
const sampled = 500;
/** From how many records on a field without a value counts as lost. */
const enough = 20;
/** A field that had a value in less than this share of the records was never reliable. */
const usual = 0.2;
/** How often the fields of a connection are measured, in milliseconds. */
const everyMs = 24 * 3_600_000;
/** How often one process looks for a connection to measure, in milliseconds. */
const lookMs = 10_000;

/** How many of a stream's records have a value in a field. */
export interface FieldShare {
  /** Such as `title`; of a custom field, `customFields.Shift`. */
  readonly field: string;
  /** From 0 to 1. */
  readonly share: number;
  /** Whether it used to be filled and no longer is. */
  readonly lost: boolean;
  /** The last share above 0, and when it was measured. */
  readonly last: { readonly share: number; readonly at: string } | null;
}

/** Which fields of a stream's records are filled. */
export interface StreamFields {
  readonly stream: string;
  /** How many records were looked at. */
  readonly records: number;
  readonly fields: readonly FieldShare[];
}

type Last = Readonly<Record<string, { readonly share: number; readonly at: string }>>;

export const fieldMigration = (schema: string): string => `
  create table ${schema}.field_history (
    connection_id text not null,
    stream text not null,
    at timestamptz not null,
    last jsonb not null,
    primary key (connection_id, stream)
  );
`;

/** Measures the fields of a connection's records now, and keeps when each was last filled. Nothing is read from the ATS. */
export async function fieldsOf(
  database: Queryable,
  schema: string,
  now: number,
  connection: string,
): Promise<readonly StreamFields[]> {
  const { rows } = await database.query<{ stream: string; last: Last | null; addedAt: string }>(
    `select s.stream, h.last, ${utc("c.created_at")} as "addedAt"
     from ${schema}.streams s join ${schema}.connections c on c.id = s.connection_id
     left join ${schema}.field_history h on h.connection_id = s.connection_id and h.stream = s.stream
     where s.connection_id = $1 and s.scheduled order by s.stream`,
    [connection],
  );
  const found: StreamFields[] = [];
  for (const { stream, last, addedAt } of rows) {
    const model = modelOf(stream);
    const place = { schema, table: model?.table ?? "", connection, addedAt, stream, now };
    if (model) found.push(await measure(database, place, last ?? {}));
  }
  return found;
}

interface Place {
  readonly schema: string;
  readonly table: string;
  readonly connection: string;
  readonly addedAt: string;
  readonly stream: string;
  readonly now: number;
}

async function measure(database: Queryable, place: Place, known: Last): Promise<StreamFields> {
  const { schema, table, connection, addedAt, stream, now } = place;
  const { rows } = await database.query<{ field: string; filled: number; records: number }>(
    `with sample as (
       select record, custom_fields from ${schema}.${table}
       where connection_id = $1 and deleted_at is null order by stored_at desc limit ${sampled})
     select field, (count(*) filter (where value not in ('null', '""', '[]', '{}')))::int as filled,
       (select count(*)::int from sample) as records
     from (select f.key as field, f.value from sample s, jsonb_each(s.record) f
             where f.key not in ('id', 'changedAt', 'deletedAt', 'customFields')
           union all
           select 'customFields.' || f.key, f.value from sample s,
             jsonb_each(case when jsonb_typeof(s.custom_fields) = 'object' then s.custom_fields else '{}' end) f) one
     group by field order by field`,
    [connection],
  );
  const records = rows[0]?.records ?? 0;
  const at = new Date(now).toISOString();
  const last: Record<string, { readonly share: number; readonly at: string }> = { ...known };
  for (const { field, filled } of rows) if (filled > 0) last[field] = { share: filled / records, at };
  await database.query(
    // Another connection that has the id by now is told nothing.
    `insert into ${schema}.field_history (connection_id, stream, at, last)
     select $1, $2, $3, $4::jsonb from ${schema}.connections where id = $1 and ${utc("created_at")} = $5 for key share
     on conflict (connection_id, stream) do update set at = excluded.at, last = excluded.last`,
    [connection, stream, at, JSON.stringify(last), addedAt],
  );
  const shares = new Map(rows.map(({ field, filled }) => [field, filled / records]));
  // A custom field that is gone stands in no record any more.
  const fields = [...new Set([...shares.keys(), ...(records > 0 ? Object.keys(known) : [])])].toSorted();
  return {
    stream,
    records,
    fields: fields.map((field) => {
      const share = shares.get(field) ?? 0;
      const before = last[field] ?? null;
      return { field, share, last: before, lost: share === 0 && records >= enough && (before?.share ?? 0) >= usual };
    }),
  };
}

/** Measures every connection once a day: one at a time, by whichever process looks first. */
export class FieldHistory {
  readonly #schema: string;
  #looked = -Infinity;

  constructor(schema: string) {
    this.#schema = schema;
  }

  async note(database: Queryable, now: number): Promise<void> {
    if (Math.abs(now - this.#looked) < lookMs) return;
    this.#looked = now;
    const { rows } = await database.query<{ id: string }>(
      `select c.id from ${this.#schema}.connections c where c.state = 'active' and exists (
         select from ${this.#schema}.streams s left join ${this.#schema}.field_history h
           on h.connection_id = s.connection_id and h.stream = s.stream
         where s.connection_id = c.id and s.scheduled and s.records > 0 and (h.at is null or h.at < $1)) limit 1`,
      [new Date(now - everyMs).toISOString()],
    );
    if (rows[0]) await fieldsOf(database, this.#schema, now, rows[0].id);
  }
}
