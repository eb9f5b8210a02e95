import type { QuarantinedRecord } from "@anyats/core";
import { StatementFailed, type Queryable } from "@anyats/postgres";
import type { Fenced } from "./fenced.ts";
import type { Pass } from "./pass.ts";
import type { Model } from "../model.ts";
import { encode, pageParameter, storableTime, type Encoded, type StreamedRecord } from "./encode.ts";
import { eraseRecords } from "./erase-records.ts";
import { erasedOf, type ErasedOfPage } from "./erased.ts";
import { storePageSql } from "./page-sql.ts";
import { follow, withAliases } from "./rekey.ts";

/** A change of a record, as the feed tells it. */
export interface StoredChange {
  readonly id: string;
  readonly op: "created" | "updated" | "restored" | "deleted" | "rekeyed" | "erased";
  readonly previous: string | null;
}

/** Where a page goes, and as what. */
export interface PageTarget {
  readonly schema: string;
  readonly connection: string;
  readonly model: Model;
  readonly pass: Pass;
  readonly fenced: Fenced;
  readonly now: string;
  readonly keepRaw: boolean;
  readonly secret: string;
  /** Whether the transaction holds nothing but the page: no end of a pass, and nothing of the app's sink. Default: no. */
  readonly mayBeLost?: boolean;
}

export interface PageToStore {
  readonly records: readonly StreamedRecord[];
  readonly quarantined: readonly QuarantinedRecord[];
}

export interface StoredPage {
  /** The page without what is of, or about, a person who was erased. */
  readonly kept: PageToStore;
  readonly changes: readonly StoredChange[];
  /** How many records could not be stored, and were set aside too. */
  readonly refused: readonly QuarantinedRecord[];
}

/** Data that PostgreSQL refuses: such a record costs itself and nothing else. */
function isRefusedData(error: unknown): boolean {
  return error instanceof StatementFailed && /^(22|23|54)/.test(error.sqlState ?? "");
}

/** Thrown when a page holds a record that the database refuses: it is stored again, record by record. */
export class PageRefused extends Error {
  override readonly name = "PageRefused";
}

/**
 * Writes a page into the tables, inside the transaction whose first statement was the fence.
 * @param oneByOne Each record has a savepoint of its own: what the database refuses is set aside.
 * @throws {PageRefused} when a record is refused and it is not one by one.
 */
export async function storePage(
  transaction: Queryable,
  target: PageTarget,
  page: PageToStore,
  oneByOne: boolean,
): Promise<StoredPage> {
  const { fenced, pass } = target;
  const { erased, records: wanted, quarantined: unreadable } = await withoutErased(transaction, target, page);
  const living = wanted.filter(({ deletedAt }) => deletedAt == null);
  const gone = wanted.filter(({ deletedAt }) => deletedAt != null);

  const ids = living.map(({ id }) => id);
  const encoded = living.map((record) => encode(record, target.keepRaw));
  const unreadableIds = unreadable.flatMap(({ id }) => (id === null ? [] : [id]));
  const isVerifying = pass.kind === "verifying";
  const isQuiet = gone.length === 0 && unreadable.length === 0 && !fenced.departures && !fenced.setAside;
  const toStore = isVerifying
    ? await onlyChanged(transaction, target, encoded, unreadableIds, isQuiet && target.mayBeLost === true)
    : encoded;
  const changes: StoredChange[] = erased ? [...(await eraseFurther(transaction, target, erased))] : [];
  let refused: readonly QuarantinedRecord[] = [];
  if (oneByOne) {
    const tried = await writeEach(transaction, target, toStore, ids);
    changes.push(...tried.changes);
    refused = tried.refused;
  } else if (toStore.length > 0) {
    try {
      changes.push(...(await write(transaction, target, toStore, ids)));
    } catch (error) {
      throw isRefusedData(error) ? new PageRefused("A record is refused.") : error;
    }
  }
  for (const change of changes) if (change.op === "rekeyed") await follow(transaction, target, change);
  if (fenced.aliases) await withAliases(transaction, target, ids);

  const aside = [...unreadable, ...refused];
  // What the database refuses is of this page, whose ids a verifying pass has noted already.
  if (!isVerifying) await markSeen(transaction, target, [...ids, ...unreadableIds]);
  if (fenced.departures && ids.length > 0) await stay(transaction, target, ids);
  if (gone.length > 0) await depart(transaction, target, gone);
  if (fenced.setAside) await readAtLast(transaction, target, wanted, refused);
  if (aside.length > 0) await setAside(transaction, target, aside);
  return { kept: { records: wanted, quarantined: unreadable }, changes, refused };
}

/** A page without what is of, or about, persons who were erased; what that is, where there is some. */
async function withoutErased(
  transaction: Queryable,
  target: PageTarget,
  { records, quarantined }: PageToStore,
): Promise<PageToStore & { readonly erased: ErasedOfPage | undefined }> {
  const { fenced } = target;
  const erased = fenced.erasures ? await erasedOf(transaction, target, records, quarantined) : undefined;
  if (!erased?.ids.size) return { records, quarantined, erased: undefined };
  return {
    erased,
    records: records.filter(({ id }) => !erased.ids.has(id)),
    quarantined: quarantined.filter(({ id }) => id === null || !erased.ids.has(id)),
  };
}

/**
 * Erases what turns out to be an erased person's: records that were another's in the copy, and what hangs on records
 * whose ids nobody knew.
 */
async function eraseFurther(
  transaction: Queryable,
  target: PageTarget,
  { ids, learned }: ErasedOfPage,
): Promise<readonly StoredChange[]> {
  const { schema, connection, model } = target;
  const { table } = model;
  const { rows } = await transaction.query<{ id: string }>(
    `select id from ${schema}.${table} where connection_id = $1 and id = any($2::text[])`,
    [connection, [...ids]],
  );
  const stored = rows.map(({ id }) => id);
  if (stored.length === 0 && learned.length === 0) return [];
  const isOwner = table === "candidates" || table === "applications";
  const further = isOwner ? { [table]: [...new Set([...stored, ...learned])] } : { others: { table, ids: stored } };
  await eraseRecords(transaction, target, further);
  return stored.map((id) => ({ id, op: "erased", previous: null }));
}

/**
 * Writes records that were derived again from what was kept of them. Nothing of it says that a record is still there:
 * no absence ends by it, and no re-key begins. What cannot be read any more is read again from the source.
 */
export async function storeRederived(
  transaction: Queryable,
  target: PageTarget,
  page: PageToStore,
): Promise<StoredPage> {
  const { erased, records, quarantined } = await withoutErased(transaction, target, page);
  const encoded = records.map((record) => encode(record, true));
  const changes = erased ? [...(await eraseFurther(transaction, target, erased))] : [];
  const tried = await writeEach(transaction, target, encoded, null);
  changes.push(...tried.changes);
  if (target.fenced.aliases)
    await withAliases(
      transaction,
      target,
      records.map(({ id }) => id),
    );
  const aside = [...quarantined, ...tried.refused];
  if (aside.length > 0) await setAside(transaction, target, aside);
  return { kept: { records, quarantined }, changes, refused: tried.refused };
}

/** Writes records one by one: what the database refuses costs itself. */
async function writeEach(
  transaction: Queryable,
  target: PageTarget,
  records: readonly Encoded[],
  alive: readonly string[] | null,
): Promise<{ readonly changes: readonly StoredChange[]; readonly refused: readonly QuarantinedRecord[] }> {
  const changes: StoredChange[] = [];
  const refused: QuarantinedRecord[] = [];
  for (const one of records) {
    const stored = await trial(transaction, () => write(transaction, target, [one], alive));
    if (stored) changes.push(...stored);
    else refused.push({ id: one.id, path: "$", problem: "the database refuses a value of it" });
  }
  return { changes, refused };
}

async function trial<T>(transaction: Queryable, work: () => Promise<T>): Promise<T | undefined> {
  await transaction.query("savepoint one");
  try {
    const result = await work();
    await transaction.query("release savepoint one");
    return result;
  } catch (error) {
    if (!isRefusedData(error)) throw error;
    await transaction.query("rollback to savepoint one");
    return undefined;
  }
}

async function write(
  transaction: Queryable,
  { schema, connection, model, pass, now }: PageTarget,
  records: readonly Encoded[],
  alive: readonly string[] | null,
): Promise<readonly StoredChange[]> {
  const sql = storePageSql(schema, model);
  // A first pass that began again would take a record of its own earlier try for the old id of another.
  const parameters = [
    connection,
    pageParameter(records),
    pass.id,
    now,
    model.stream,
    pass.kind === "first" ? null : alive,
  ];
  const { rows } = await transaction.query<StoredChange>(sql, parameters);
  return rows.map(({ id, op, previous }) => ({ id, op: previous === null ? op : "rekeyed", previous }));
}

/**
 * A verifying pass sends ids and hashes first, then only what differs. The same statement notes what was seen.
 * @param mayBeLost Whether nothing but the place of the pass depends on this transaction: where no record differs, its
 * commit does not wait for the disk. After a crash of the server the pass goes on from an earlier page.
 *
 * `limit 1` keeps each look-up apart, by the primary key: joined as a whole, PostgreSQL read all records of the connection
 * for each page (measured: 280 µs a record at 40,000 records, and growing with them).
 */
async function onlyChanged(
  transaction: Queryable,
  { schema, connection, model, fenced }: PageTarget,
  records: readonly Encoded[],
  unreadable: readonly string[],
  mayBeLost: boolean,
): Promise<readonly Encoded[]> {
  if (records.length + unreadable.length === 0) return records;
  const { rows } = await transaction.query<{ ids: string[] }>(
    `with changed as materialized (
       select given.id from unnest($2::text[], $3::text[]) as given (id, hash)
       left join lateral (
         select t.id, t.deleted_at, t.content_hash from ${schema}.${model.table} t
         where t.connection_id = $1 and t.id = given.id limit 1
       ) t on true
       where t.id is null or t.deleted_at is not null or t.content_hash <> given.hash
     ), seen as (
       insert into ${schema}.seen_pages (connection_id, stream, pass, ids)
       select $1, $4, $5, $2::text[] || $6::text[] where $5::bigint is not null
     )
     select array(select id from changed) as ids,
       case when $7 and not exists (select from changed) then set_config('synchronous_commit', 'off', true) end`,
    [
      connection,
      records.map(({ id }) => id),
      records.map(({ hash }) => hash),
      model.stream,
      fenced.generation,
      unreadable,
      mayBeLost,
    ],
  );
  const changed = new Set(rows[0]!.ids);
  return records.filter(({ id }) => changed.has(id));
}

/** While a generation is open, whatever is seen alive belongs to it, whichever pass sees it. */
async function markSeen(transaction: Queryable, target: PageTarget, ids: readonly string[]): Promise<void> {
  const { schema, connection, model, fenced } = target;
  if (fenced.generation === null || ids.length === 0) return;
  await transaction.query(
    `insert into ${schema}.seen_pages (connection_id, stream, pass, ids) values ($1, $2, $3, $4::text[])`,
    [connection, model.stream, fenced.generation, ids],
  );
}

/** A record that is seen alive is not about to go, unless what said so is newer. */
async function stay(transaction: Queryable, target: PageTarget, ids: readonly string[]): Promise<void> {
  const { schema, connection, model } = target;
  await transaction.query(
    `delete from ${schema}.departures d using ${schema}.${model.table} t
     where d.connection_id = $1 and d.stream = $2 and d.id = any($3::text[])
       and t.connection_id = $1 and t.id = d.id and (d.version is null or t.version is null or t.version >= d.version)`,
    [connection, model.stream, ids],
  );
}

/** Notes what the source says is gone. It is applied when the pass is complete and the brake does not hold it. */
async function depart(transaction: Queryable, target: PageTarget, gone: readonly StreamedRecord[]): Promise<void> {
  const { schema, connection, model, pass, now } = target;
  const versions = gone.map((record) =>
    storableTime((record as unknown as Record<string, string | null>)[model.version]),
  );
  await transaction.query(
    `insert into ${schema}.departures as d (connection_id, stream, id, pass, evidence, version)
     select distinct on (g.id) $1, $2, g.id, $3, jsonb_build_object('told', true, 'at', g.at, 'pass', $3::bigint, 'noted', $6::text), g.version::timestamptz
     from unnest($4::text[], $5::text[], $7::text[]) as g (id, at, version)
     join ${schema}.${model.table} t on t.connection_id = $1 and t.id = g.id and t.deleted_at is null
       and (t.version is null or g.version is null or g.version::timestamptz >= t.version)
     order by g.id, g.version desc
     on conflict (connection_id, stream, id) do update
       set pass = excluded.pass, evidence = excluded.evidence, version = excluded.version, asked = true`,
    [
      connection,
      model.stream,
      pass.id,
      gone.map(({ id }) => id),
      gone.map(({ deletedAt }) => storableTime(deletedAt)),
      now,
      versions,
    ],
  );
}

async function readAtLast(
  transaction: Queryable,
  { schema, connection, model }: PageTarget,
  records: readonly StreamedRecord[],
  refused: readonly QuarantinedRecord[],
): Promise<void> {
  const not = new Set(refused.map(({ id }) => id));
  const ids = records.flatMap(({ id }) => (not.has(id) ? [] : [id]));
  if (ids.length === 0) return;
  await transaction.query(
    `delete from ${schema}.set_aside where connection_id = $1 and stream = $2 and id = any($3::text[])`,
    [connection, model.stream, ids],
  );
}

/** The first wait before a set-aside record is read again, in seconds; it doubles up to a day. */
const firstWait = 60;

/** Keeps what could not be read, by id where there is one, to be read again. */
async function setAside(
  transaction: Queryable,
  target: PageTarget,
  aside: readonly QuarantinedRecord[],
): Promise<void> {
  const { schema, connection, model, pass, now } = target;
  await transaction.query(
    `insert into ${schema}.set_aside as a (connection_id, stream, key, id, path, problem, pass, first_at, next_at)
     select distinct on (g.key) $1, $2, g.key, g.id, g.path, g.problem, $3, $4::timestamptz,
       case when g.id is not null then $4::timestamptz + make_interval(secs => ${firstWait}) end
     from unnest($5::text[], $6::text[], $7::text[], $8::text[]) as g (key, id, path, problem)
     on conflict (connection_id, stream, key) do update set path = excluded.path, problem = excluded.problem,
       pass = excluded.pass, tries = a.tries + 1,
       next_at = case when a.id is not null
         then $4::timestamptz + make_interval(secs => least(86400, ${firstWait} * power(2, least(a.tries + 1, 12)))) end`,
    [
      connection,
      model.stream,
      pass.id,
      now,
      aside.map(({ id, path }, index) => id ?? `?${pass.id}/${pass.pages}/${index}/${path}`),
      aside.map(({ id }) => id),
      aside.map(({ path }) => path),
      aside.map(({ problem }) => problem),
    ],
  );
}
