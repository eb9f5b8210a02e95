import type { MigrationSet, Queryable } from "@anyats/postgres";
import { fieldMigration } from "../history/fields.ts";
import { historyMigration } from "../history/lag.ts";
import { models, type Model } from "../model.ts";

/** What every table of records has besides the columns of its model. */
const own = `
  connection_id text not null,
  record jsonb,
  custom_fields jsonb,
  raw jsonb,
  content_hash text not null,
  version timestamptz,
  pass bigint not null,
  stored_at timestamptz not null,
  deletion jsonb`;

function tableOf(schema: string, { table, columns, references }: Model): string {
  const name = `${schema}.${table}`;
  const typed = columns.map(({ name, type }) => `${name} ${type}${name === "id" ? " not null" : ""}`);
  const indexes = references.map(
    ({ column }) => `create index if not exists ${table}_by_${column} on ${name} (connection_id, ${column});`,
  );
  return `
    create table if not exists ${name} (${own}, ${typed.join(", ")}, primary key (connection_id, id));
    create index if not exists ${table}_by_remote_id on ${name} (connection_id, remote_id);
    ${indexes.join("\n")}
    ${fastCompression(name)}`;
}

/** PostgreSQL's own compression takes a third of the time that storing a record does; lz4, where it has it, a tenth. */
function fastCompression(name: string): string {
  return `do $$ begin
      if exists (select from pg_settings where name = 'default_toast_compression' and 'lz4' = any(enumvals)) then
        alter table ${name} alter record set compression lz4, alter custom_fields set compression lz4,
          alter raw set compression lz4;
      end if;
    end $$;`;
}

const base = (schema: string): string => `
  create sequence ${schema}.passes;
  create table ${schema}.connections (
    id text primary key,
    adapter text not null,
    integration text,
    state text not null default 'waiting' check (state in ('waiting', 'active', 'paused', 'attention', 'disconnected')),
    reason jsonb,
    created_at timestamptz not null,
    changed_at timestamptz not null,
    feed_seq bigint not null default 0,
    aliases integer not null default 0,
    erasures integer not null default 0,
    failures integer not null default 0,
    retry_at timestamptz,
    incomplete text,
    unique (adapter, integration)
  );
  create table ${schema}.streams (
    connection_id text not null references ${schema}.connections on delete cascade,
    stream text not null,
    scheduled boolean not null default true,
    not_scheduled text,
    every_ms bigint not null,
    verify_ms bigint,
    wanted bigint not null default 1,
    served bigint not null default 0,
    next_at timestamptz,
    due_at timestamptz not null,
    verify_due_at timestamptz,
    attempt bigint not null default 0,
    worker text,
    lease_until timestamptz,
    failures integer not null default 0,
    retry_at timestamptz,
    last_error jsonb,
    since timestamptz,
    first_done_at timestamptz,
    completed_at timestamptz,
    verified_at timestamptz,
    fresh_pass jsonb,
    whole_pass jsonb,
    held jsonb,
    primary key (connection_id, stream)
  );
  create index streams_due on ${schema}.streams (next_at) where next_at is not null;
  create table ${schema}.seen_pages (
    connection_id text not null,
    stream text not null,
    pass bigint not null,
    page bigint generated always as identity,
    ids text[] not null,
    primary key (connection_id, stream, pass, page)
  );
  create table ${schema}.departures (
    connection_id text not null,
    stream text not null,
    id text not null,
    pass bigint not null,
    evidence jsonb not null,
    asked boolean not null default true,
    version timestamptz,
    primary key (connection_id, stream, id)
  );
  create table ${schema}.set_aside (
    connection_id text not null,
    stream text not null,
    key text not null,
    id text,
    path text not null,
    problem text not null,
    pass bigint not null,
    first_at timestamptz not null,
    tries integer not null default 0,
    next_at timestamptz,
    primary key (connection_id, stream, key)
  );
  create table ${schema}.aliases (
    connection_id text not null,
    model text not null,
    old_id text not null,
    new_id text not null,
    primary key (connection_id, model, old_id)
  );
  create table ${schema}.feed (
    connection_id text not null,
    seq bigint not null,
    at timestamptz not null,
    model text not null,
    id text not null,
    op text not null,
    previous_id text,
    primary key (connection_id, seq)
  );
  create table ${schema}.consumers (
    consumer text not null,
    connection_id text not null,
    seq bigint not null,
    primary key (consumer, connection_id)
  );
  create table ${schema}.outbox (
    id uuid primary key default gen_random_uuid(),
    connection_id text not null,
    capability text not null,
    input jsonb,
    idempotency_key text not null,
    round integer not null default 0,
    about text[] not null default '{}',
    state text not null default 'queued' check (state in ('queued', 'done', 'failed', 'unknown', 'not-made')),
    attempt bigint not null default 0,
    tries integer not null default 0,
    next_at timestamptz,
    output jsonb,
    error jsonb,
    created_at timestamptz not null,
    settled_at timestamptz,
    unique (connection_id, idempotency_key)
  );
  create index outbox_due on ${schema}.outbox (next_at) where next_at is not null;
  create table ${schema}.erased (
    connection_id text not null,
    hash text not null,
    erased_at timestamptz not null,
    primary key (connection_id, hash)
  );
  create table ${schema}.secrets (name text primary key, value text not null);
`;

/** The view that joins an application to its candidate, job and stage. What has not arrived yet is null and marked. */
const view = (schema: string): string => `
  create or replace view ${schema}.application_details as
  select a.connection_id, a.id, a.remote_id, a.outcome, a.created_at, a.changed_at, a.rejected_at,
    a.rejection_reason_name, a.candidate_id, a.job_id, a.stage_id, a.custom_fields, a.record,
    c.first_name as candidate_first_name, c.last_name as candidate_last_name, c.record as candidate,
    j.title as job_title, j.status as job_status, j.record as job,
    coalesce(s.stage, a.record -> 'stage') ->> 'name' as stage_name,
    coalesce(s.stage, a.record -> 'stage') as stage,
    (a.candidate_id is not null and c.id is null) as candidate_awaited,
    (a.job_id is not null and j.id is null) as job_awaited
  from ${schema}.applications a
  left join ${schema}.candidates c
    on c.connection_id = a.connection_id and c.id = a.candidate_id and c.deleted_at is null
  left join ${schema}.jobs j on j.connection_id = a.connection_id and j.id = a.job_id and j.deleted_at is null
  left join lateral (
    select stage from jsonb_array_elements(j.record -> 'stages') stage where stage ->> 'id' = a.stage_id limit 1
  ) s on true
  where a.deleted_at is null`;

/** How many living records each stream has: counting the rows of a million takes seconds. */
const recordCounts = (schema: string): string => `
  alter table ${schema}.streams add column records bigint not null default 0;
  do $$ declare model record; begin
    for model in select distinct stream, split_part(stream, '.', 1) as name from ${schema}.streams loop
      if to_regclass(format('%I.%I', '${schema}', model.name)) is not null then
        execute format('update ${schema}.streams s set records = (select count(*) from %I.%I t
          where t.connection_id = s.connection_id and t.deleted_at is null) where s.stream = %L',
          '${schema}', model.name, model.stream);
      end if;
    end loop;
  end $$;
`;

/** The tables of sync, besides those of the records, which follow the models. */
export const syncMigrations: MigrationSet = {
  name: "sync",
  steps: [
    { id: "001-base", sql: base },
    { id: "002-record-counts", sql: recordCounts },
    {
      id: "003-brake-across-passes",
      sql: (schema) => `
        alter table ${schema}.streams add column gone bigint not null default 0, add column gone_since timestamptz;`,
    },
    { id: "004-history", sql: historyMigration },
    {
      id: "005-rederive",
      sql: (schema) => `alter table ${schema}.streams add column rederive boolean not null default false;`,
    },
    { id: "006-field-history", sql: fieldMigration },
    {
      id: "007-memories",
      sql: (schema) => `
        create table ${schema}.memories (
          connection_id text not null references ${schema}.connections on delete cascade,
          key text not null, value jsonb not null, primary key (connection_id, key));`,
    },
    {
      id: "008-own-schedules",
      sql: (schema) => `alter table ${schema}.streams add column own_schedule boolean not null default false;`,
    },
    {
      // What a write was queued with is told apart by a digest also when its input is deleted; the secret keeps it from being guessed.
      id: "009-digests-of-writes",
      sql: (schema) => `alter table ${schema}.outbox add column digest text;
        insert into ${schema}.secrets (name, value) values ('writes', gen_random_uuid()::text || gen_random_uuid()::text);`,
    },
    {
      id: "010-unended-writes",
      sql: (schema) => `alter table ${schema}.outbox add column unended integer not null default 0;`,
    },
    {
      id: "011-lapsed-slices",
      sql: (schema) => `alter table ${schema}.streams add column lapses integer not null default 0;`,
    },
    {
      id: "012-former-connections",
      sql: (schema) =>
        `create table ${schema}.former_connections (id text primary key, adapter text not null, integration text);`,
    },
  ],
};

/** A column of the models that the database lacks. */
interface Missing {
  readonly model: Model;
  readonly columns: Model["columns"];
}

/** Which tables or columns of the models the database lacks. */
export async function missingColumns(database: Queryable, schema: string): Promise<readonly Missing[]> {
  const { rows } = await database.query<{ place: string }>(
    // The information schema takes twenty times as long.
    `select c.relname || '.' || a.attname as place from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = to_regnamespace($1) and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped`,
    [schema],
  );
  const known = new Set(rows.map(({ place }) => place));
  return models
    .map((model) => ({ model, columns: model.columns.filter(({ name }) => !known.has(`${model.table}.${name}`)) }))
    .filter(({ columns }) => columns.length > 0);
}

/**
 * Brings the tables of records in line with the models. A new field becomes a column, filled from the stored records,
 * so nothing is read from the source again. Columns are only added: older code goes on beside newer.
 */
export async function alignTables(database: Queryable, schema: string): Promise<readonly string[]> {
  const missing = await missingColumns(database, schema);
  const done: string[] = [];
  for (const { model, columns } of missing) {
    const name = `${schema}.${model.table}`;
    if (columns.some(({ name }) => name === "id")) {
      await database.query(tableOf(schema, model));
      done.push(`sync/table ${model.table}`);
      continue;
    }
    for (const { name: column, field, type } of columns) {
      await database.query(`alter table ${name} add column if not exists ${column} ${type}`);
      await database.query(`update ${name} set ${column} = (record ->> '${field}')::${type} where record ? '${field}'`);
      done.push(`sync/column ${model.table}.${column}`);
    }
  }
  if (done.length > 0) await database.query(view(schema));
  return done;
}
