import { ledgerSubject } from "@anyats/core";
import { postgresLedger, type Database, type Queryable } from "@anyats/postgres";
import { withoutSubjects, writeSubject, writeSubjects } from "./write-subjects.ts";
import { models, type Model } from "../model.ts";
import { erasedHash } from "./erased.ts";
import { feedOf, tallyOf } from "./feed-sql.ts";

/** What was erased, by table. */
export type Erased = Readonly<Record<string, number>>;

/** Where records are erased. */
export interface ErasePlace {
  readonly schema: string;
  readonly connection: string;
  readonly now: string;
  readonly secret: string;
}

/** What is erased, with all that hangs on it. */
export interface ErasedIds {
  /** Every id that a person has ever had in the copy. */
  readonly candidates?: readonly string[];
  /** The person's ids in the ATS. */
  readonly remotes?: readonly string[];
  /** Applications besides those that the copy knows as the candidates'. */
  readonly applications?: readonly string[];
  /** Records of another table that are the person's, though the copy does not know. */
  readonly others?: { readonly table: string; readonly ids: readonly string[] };
}

const about = (model: Model): string =>
  model.table === "candidates"
    ? "id = any($3::text[])"
    : [
        model.table === "applications" ? "id = any($4::text[])" : "$4::text[] is null",
        ...model.references.flatMap(({ table, column }) =>
          table === "candidates"
            ? [`${column} = any($3::text[])`]
            : table === "applications"
              ? [`${column} = any($4::text[])`]
              : [],
        ),
        `record #>> '{candidate,id}' = any($3::text[])`,
        `record #>> '{application,id}' = any($4::text[])`,
        `record #>> '{application,candidate,id}' = any($3::text[])`,
      ].join(" or ");

/**
 * Erases what is said of a person, and what hangs on it, from every table, feed, outbox and ledger of a connection, and
 * remembers keyed hashes, by which `erasedOf` tells later records of the person. The connection's row is locked already.
 */
export async function eraseRecords(
  transaction: Queryable,
  { schema, connection, now, secret }: ErasePlace,
  { candidates = [], remotes = [], applications: further = [], others }: ErasedIds,
): Promise<Erased> {
  const applied = await transaction.query<{ id: string }>(
    `select id from ${schema}.applications where connection_id = $1 and candidate_id = any($2::text[])`,
    [connection, candidates],
  );
  const applications = [...new Set([...applied.rows.map(({ id }) => id), ...further])];
  // A write that would enter the person once more names no id.
  const addresses = await transaction.query<{ address: string }>(
    `select lower(e ->> 'address') as address from ${schema}.candidates c, jsonb_array_elements(c.record -> 'emailAddresses') e
     where c.connection_id = $1 and c.id = any($2::text[])`,
    [connection, candidates],
  );
  const hashes = [
    ...candidates.map((id) => erasedHash(secret, connection, "id", id)),
    ...applications.map((id) => erasedHash(secret, connection, "application", id)),
    ...remotes.map((id) => erasedHash(secret, connection, "remote", id)),
  ];
  await transaction.query(
    `insert into ${schema}.erased (connection_id, hash, erased_at) select $1, hash, $3 from unnest($2::text[]) hash on conflict do nothing`,
    [connection, hashes, now],
  );
  const { rows: owners } = await transaction.query<{ adapter: string }>(
    `update ${schema}.connections set erasures = erasures + 1 where id = $1 returning adapter`,
    [connection],
  );

  const counts: Record<string, number> = {};
  // Ids are unique within a model: a job may have the id of a candidate.
  const ids = new Map<string, ReadonlySet<string>>([
    ["candidates.stream", new Set(candidates)],
    ["applications.stream", new Set(applications)],
  ]);
  for (const model of models) {
    // A job names people of the customer, not candidates.
    if (["jobs", "users", "roles", "tags"].includes(model.table)) continue;
    const { rows } = await transaction.query<{ id: string }>(
      `with told as (
         delete from ${schema}.${model.table} where connection_id = $1 and (${about(model)} or id = any($5::text[]))
           and ($3::text[] is not null and $4::text[] is not null)
         returning id, 'erased' as op, null::text as previous, deleted_at
       ), ${feedOf(schema, model.table)},
       ${tallyOf(schema, model.stream, "select -count(*) from told where deleted_at is null")} select id from told`,
      [connection, now, candidates, applications, others?.table === model.table ? others.ids : []],
    );
    ids.set(model.stream, new Set([...(ids.get(model.stream) ?? []), ...rows.map(({ id }) => id)]));
    if (rows.length > 0) counts[model.table] = rows.length;
  }
  const pairs = [...ids].flatMap(([stream, some]) => [...some].map((id) => [stream, id] as const));
  const concerned = pairs.map(([stream, id]) => ({ kind: stream.slice(0, stream.indexOf(".")), id }));
  for (const table of ["departures", "set_aside"])
    await transaction.query(
      `delete from ${schema}.${table} t using unnest($2::text[], $3::text[]) gone (stream, id)
       where t.connection_id = $1 and t.stream = gone.stream and t.id = gone.id`,
      [connection, pairs.map(([stream]) => stream), pairs.map(([, id]) => id)],
    );
  const subjects = concerned.flatMap(({ kind, id }) => [writeSubject(kind, id), writeSubject(undefined, id)]);
  const shared = await eraseFromShared(transaction, { schema, connection }, subjects);
  const { rowCount: writes } = await transaction.query(
    `update ${schema}.outbox set input = null, output = null, error = null, next_at = null, about = '{}',
       state = case when state = 'queued' then 'not-made' else state end
     where connection_id = $1 and (about && $2::text[] or exists (
       select from jsonb_path_query(input -> 'candidate', '$.** ? (@.type() == "string")') text
       where lower(text #>> '{}') = any($3::text[])))`,
    [connection, subjects, addresses.rows.map(({ address }) => address)],
  );
  if (writes + shared > 0) counts["outbox"] = writes + shared;
  const ledger = postgresLedger(transaction as Database, { scope: connection, schema });
  let entries = await eraseFromBatches(transaction, { schema, connection }, applications);
  for (const { kind, id } of concerned) {
    const record = { adapter: owners[0]!.adapter, connectionId: connection, id };
    entries += await ledger.erase(ledgerSubject({ ...record, kind }));
    entries += await ledger.erase(ledgerSubject(record));
  }
  if (entries > 0) counts["ledger"] = entries;
  return counts;
}

/** What a batch did with the others is kept: it is asked for again, where a process dies. @returns How many entries there are. */
async function eraseFromBatches(
  transaction: Queryable,
  { schema, connection }: Pick<ErasePlace, "schema" | "connection">,
  applications: readonly string[],
): Promise<number> {
  const { rowCount } = await transaction.query(
    `with batches as materialized (
       select key, output::jsonb as output from ${schema}.ledger where scope = $1 and output like '%"outcomes":%')
     update ${schema}.ledger l set output = jsonb_set(b.output, '{outcomes}', (
       select coalesce(jsonb_agg(o order by n), '[]') from jsonb_array_elements(b.output -> 'outcomes') with ordinality e(o, n)
       where o ->> 'applicationId' <> all($2::text[])))::text
     from batches b where l.scope = $1 and l.key = b.key and exists (
       select from jsonb_array_elements(b.output -> 'outcomes') o where o ->> 'applicationId' = any($2::text[]))`,
    [connection, applications],
  );
  return rowCount;
}

/** Queued writes that are about others, too, go on for those. @returns How many there are. */
async function eraseFromShared(
  transaction: Queryable,
  { schema, connection }: Pick<ErasePlace, "schema" | "connection">,
  subjects: readonly string[],
): Promise<number> {
  const gone = new Set(subjects);
  const { rows } = await transaction.query<{ id: string; input: object }>(
    `select id::text, input from ${schema}.outbox
     where connection_id = $1 and about && $2::text[] and jsonb_typeof(input) = 'object' for update`,
    [connection, subjects],
  );
  const left = rows.flatMap(({ id, input }) => {
    const rest = withoutSubjects(input, gone);
    return rest ? [{ id, rest }] : [];
  });
  for (const { id, rest } of left)
    await transaction.query(
      `update ${schema}.outbox set input = $2::jsonb, about = $3::text[], output = null, error = null where id::text = $1`,
      [id, JSON.stringify(rest), writeSubjects(rest)],
    );
  return left.length;
}
