import {
  AtsError,
  catalogue,
  InvalidInput,
  inputIssues,
  methodOf,
  OutcomeUnknown,
  UnexpectedFailure,
  type AnyCapability,
  type Client,
} from "@anyats/core";
import { DatabaseUnavailable } from "@anyats/postgres";
import { z } from "zod/mini";
import type { Clients } from "../connections/open-source.ts";
import { isLeftSql } from "../engine/claim.ts";
import type { ConnectionLife } from "../engine/source.ts";
import { backoffMs, longestRetryMs, reasonOf, type Reason } from "../engine/failure.ts";
import type { EngineSettings } from "../engine/settings.ts";
import { connectionNotReadable, invalidOption, notAWrite, notJson, notStorable } from "../errors.ts";
import { unknownConnection, unknownWrite, writeNotEnded } from "../errors.ts";
import { utc } from "../schema/utc.ts";
import { wakeWorkers } from "../schema/work-channel.ts";
import { storable } from "../store/encode.ts";
import { writeSubjects } from "../store/write-subjects.ts";
import { isBatch, leftBy, turnOf, type Turn } from "./batch.ts";

/** Where a write stands. `unknown`: a person must look; `not-made`: a person said that it was not made, and dropped it. */
export type WriteState = "queued" | "done" | "failed" | "unknown" | "not-made";

/** A write in the outbox. */
export interface QueuedWrite {
  readonly id: string;
  readonly connection: string;
  readonly capability: string;
  readonly idempotencyKey: string;
  readonly state: WriteState;
  readonly tries: number;
  /** What came back, once it is done. Of a batch that is queued or failed: what came back so far. */
  readonly output: unknown;
  /** Why it failed, waits or is unknown, with what helps to decide. */
  readonly error: (Reason & { readonly reconcile?: unknown }) | null;
  readonly createdAt: string;
}

/** How long a write is one worker's, in milliseconds. While its call is under way, that is said again. */
const leaseMs = 120_000;
/** So many writes a process makes at a time whosever they are; further ones are of connections that have none under way. */
const mostOfOne = 2;
/** How often a write is tried before it counts as failed. */
const mostTries = 20;
/** After so many tries that did not end, such as those whose process died, a person must look before the next one. */
const mostUnended = 3;

const columns = `id::text, connection_id as connection, capability, idempotency_key as "idempotencyKey", state, tries,
  output, error, ${utc("created_at")} as "createdAt"`;

interface Taken extends Omit<ConnectionLife, "id"> {
  readonly id: string;
  readonly connection: string;
  readonly capability: string;
  readonly input: unknown;
  readonly output: unknown;
  /** The records that it concerns. */
  readonly about: readonly string[];
  readonly key: string;
  readonly round: number;
  readonly attempt: string;
  readonly tries: number;
  /** How many tries did not end, this one included. */
  readonly unended: number;
}

/** Whether an id is a parameter's, which may be any text: compared as a text, no index would find it. */
const idIs = (parameter: string): string =>
  `id = case when ${parameter} ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then ${parameter}::uuid end`;

/** The longest idempotency key: a call takes 1,000 characters, and a write that is made again gets the number of its round. */
const longestKey = 900;

/** What JSON would lose: contents of files, collections, numbers that are none, and what runs. */
function isNotJson(value: unknown): boolean {
  if (typeof value === "number") return !Number.isFinite(value);
  if (typeof value !== "object" || value === null) return ["function", "symbol", "bigint"].includes(typeof value);
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer || value instanceof Blob) return true;
  if (value instanceof Map || value instanceof Set) return true;
  return value instanceof ReadableStream || Symbol.asyncIterator in value;
}

/** @throws {AtsError} `sync.input-not-json` */
function asJson(input: unknown): string {
  // The value as it is held: a Buffer would turn itself into JSON before it is seen here.
  function checked(this: Readonly<Record<string, unknown>>, key: string, value: unknown) {
    if (isNotJson(this[key])) throw notJson();
    return value;
  }
  let json: string;
  try {
    json = JSON.stringify(input, checked) ?? "null";
  } catch (error) {
    throw AtsError.is(error) ? error : notJson(); // It contains itself.
  }
  // What is written for somebody is not changed behind their back.
  if (storable(json) !== json) throw notStorable();
  return json;
}

/**
 * The number of a write's next round, by which the ledger tells it from the one before: `key#1`. An app may use such keys
 * itself: a number that another write has in its key is left out.
 */
const nextRoundSql = (schema: string): string => `(
  select min(n) from generate_series(o.round + 1, o.round + 100) n where not exists (select from ${schema}.outbox k
    where k.connection_id = o.connection_id and k.idempotency_key = o.idempotency_key || '#' || n))`;

/** The first round of a new write: none has a number, unless its key $4 is that of another write's round. */
const roundSql = (schema: string): string => `case when exists (select from ${schema}.outbox k
  where k.connection_id = c.id and k.idempotency_key = regexp_replace($4, '#[0-9]+$', '')
    and k.round >= substring($4 from '#([0-9]{1,6})$')::int) then 1 else 0 end`;

/** A digest of what a write $2 of the input $3 does. */
const digestSql = (schema: string): string => `encode(sha256(convert_to(
  (select value from ${schema}.secrets where name = 'writes') || $2::text || ' ' || $3::jsonb::text, 'utf8')), 'base64')`;

/** A write with the key of one that is to be queued. */
type Queued = QueuedWrite & { /** Whether it does the same. */ readonly same: boolean };

/** Writes that workers make, each once: by the ledger, whatever dies. */
export class Outbox {
  readonly #settings: EngineSettings;
  readonly #clients: Clients;
  /** The connections of the writes that this process makes now. */
  readonly #making: string[] = [];
  /** Writes are taken one after the other, so that each sees which connections have one already. */
  #taking: Promise<unknown> = Promise.resolve();

  constructor(settings: EngineSettings, clients: Clients) {
    this.#settings = settings;
    this.#clients = clients;
  }

  /**
   * Queues a write. The same key queues nothing new and returns what is queued.
   * @throws {InvalidInput} when the capability's schema refuses the input, or the key was used for another write.
   * @throws {AtsError} when the capability is not a command, the input no plain JSON, the key empty or too long, or the
   * connection unknown or removed.
   */
  async enqueue(
    connection: string,
    capability: string,
    input: unknown,
    options: { readonly idempotencyKey: string },
  ): Promise<QueuedWrite> {
    const { database, schema, clock } = this.#settings;
    const known = (catalogue as Readonly<Record<string, AnyCapability>>)[capability];
    if (known && known.kind !== "command") throw notAWrite(capability);
    if (!/^[\w]+\.[\w]+$/.test(capability)) throw notAWrite(capability);
    const { idempotencyKey: key } = options;
    if (typeof key !== "string" || key === "" || key.length > longestKey || key.includes("\0"))
      throw invalidOption("idempotencyKey", `must have 1 to ${longestKey} characters, and none of them U+0000`);
    const json = asJson(input);
    const given = known && z.safeParse(known.input, JSON.parse(json) ?? {});
    if (given?.success === false) throw new InvalidInput(`The input of ${capability}`, inputIssues(given.error));
    const now = new Date(clock.now()).toISOString();
    const withKey = `select ${columns}, coalesce(digest = ${digestSql(schema)}, capability = $2) as same
       from ${schema}.outbox where connection_id = $1 and idempotency_key = $4`;
    const { rows } = await database.query<Queued>(
      // The connection is kept from being deleted, and nothing else waits: its data may be deleted at this moment.
      `with added as (
         insert into ${schema}.outbox (connection_id, capability, input, idempotency_key, about, created_at, next_at, round, digest)
         select c.id, $2, $3::jsonb, $4, $5::text[], $6, $6, ${roundSql(schema)}, ${digestSql(schema)} from ${schema}.connections c
         where c.state <> 'disconnected' and c.id = $1 for key share
         on conflict (connection_id, idempotency_key) do nothing returning *)
       select ${columns}, true as same from added
       union all ${withKey}`,
      [connection, capability, json, key, writeSubjects(input), now],
    );
    // One that another process queued at the same moment is not seen by the statement that waited for it.
    const [found] = rows[0] ? rows : (await database.query<Queued>(withKey, [connection, capability, json, key])).rows;
    if (!found) throw await this.#notOpen(connection);
    const { same, ...queued } = found;
    if (!same)
      throw new InvalidInput(`The idempotency key of ${capability}`, [
        { path: "idempotencyKey", message: "was used before for another write" },
      ]);
    await wakeWorkers(database);
    return queued;
  }

  async #notOpen(connection: string): Promise<AtsError> {
    const { database, schema } = this.#settings;
    const { rowCount } = await database.query(`select from ${schema}.connections where id = $1`, [connection]);
    return rowCount === 0 ? unknownConnection(connection) : connectionNotReadable(connection, "disconnected");
  }

  /** Writes by state, the oldest first; by default those that wait for a person. `after`: the id of the last one seen. */
  async list({
    state = "unknown",
    connection,
    after,
    limit = 1_000,
  }: {
    readonly state?: WriteState;
    readonly connection?: string;
    readonly after?: string;
    readonly limit?: number;
  } = {}): Promise<readonly QueuedWrite[]> {
    const { database, schema } = this.#settings;
    const { rows } = await database.query<QueuedWrite>(
      `select ${columns} from ${schema}.outbox where state = $1 and ($2::text is null or connection_id = $2)
         and ($3::text is null or (outbox.created_at, outbox.id) > (select p.created_at, p.id from ${schema}.outbox p where p.${idIs("$3")}))
       order by outbox.created_at, outbox.id limit $4`,
      [state, connection ?? null, after ?? null, Math.min(1_000, Math.max(1, Math.trunc(limit)))],
    );
    return rows;
  }

  /** @throws {AtsError} `sync.unknown-write` */
  async get(id: string): Promise<QueuedWrite> {
    const { database, schema } = this.#settings;
    const { rows } = await database.query<QueuedWrite>(`select ${columns} from ${schema}.outbox where ${idIs("$1")}`, [
      id,
    ]);
    if (!rows[0]) throw unknownWrite(id);
    return rows[0];
  }

  /**
   * Says what a person found out about an unknown outcome: `made`; or `not-made`, with `again` to make it now.
   * @throws {AtsError} `sync.unknown-write` when no such write waits, or a person whom it concerns was erased meanwhile
   * and it is to be made again.
   */
  async settle(
    id: string,
    outcome: "made" | "not-made",
    { again = false }: { readonly again?: boolean } = {},
  ): Promise<void> {
    const { database, schema, clock } = this.#settings;
    const now = new Date(clock.now()).toISOString();
    const state = outcome === "made" ? "done" : again ? "queued" : "not-made";
    const { rowCount } = await database.query(
      `update ${schema}.outbox o set state = $2, settled_at = case when $2 <> 'queued' then $3::timestamptz end, error = null, tries = 0,
         input = case when $2 = 'queued' then input end,
         round = case when $2 = 'queued' then ${nextRoundSql(schema)} else round end, next_at = case when $2 = 'queued' then $3::timestamptz end
       where ${idIs("$1")} and state in ('unknown', 'failed') and ($2 <> 'queued' or input is not null)`,
      [id, state, now],
    );
    if (rowCount === 0) throw unknownWrite(id);
    await wakeWorkers(database);
  }

  /**
   * Makes what is due, one after the other and a write of each connection in turn. Workers call it; so may anybody.
   * @param signal Begins no further write once it is aborted.
   */
  async work(signal: AbortSignal): Promise<number> {
    const served = new Set<string>();
    for (let made = 0; ; made += 1) {
      const connection = signal.aborted ? undefined : await this.#one([...served]);
      if (connection === undefined) return made;
      // Its turn came again: all others had theirs.
      if (served.has(connection)) served.clear();
      served.add(connection);
    }
  }

  /** @param served Connections that had their turn. @returns The connection whose write was made or tried. */
  async #one(served: readonly string[]): Promise<string | undefined> {
    const taking = this.#taking.then(() => this.#take(served));
    this.#taking = taking.catch(() => {});
    const taken = await taking;
    if (!taken) return undefined;
    try {
      await this.#make(taken);
      return taken.connection;
    } finally {
      this.#making.splice(this.#making.indexOf(taken.connection), 1);
    }
  }

  async #take(served: readonly string[]): Promise<Taken | undefined> {
    const { database, schema, clock, writable } = this.#settings;
    const now = clock.now();
    const { rows } = await database.query<Taken>(
      `update ${schema}.outbox o set attempt = o.attempt + 1, tries = o.tries + 1, unended = o.unended + 1, next_at = $2
       from ${schema}.connections c
       where o.id = (select p.id from ${schema}.outbox p join ${schema}.connections pc on pc.id = p.connection_id
                     where p.next_at <= $1 and p.state = 'queued' and pc.state in ('waiting', 'active')
                       and (pc.adapter || '/' || p.capability = any($4::text[]) or ${isLeftSql(schema, "pc.adapter", "p.next_at", "$1")})
                       and ($6 or p.connection_id <> all($5::text[]))
                     order by p.connection_id = any($5::text[]), p.connection_id = any($3::text[]), p.next_at
                     limit 1 for update of p skip locked)
         and c.id = o.connection_id
       returning o.id::text, o.connection_id as connection, c.adapter, c.integration, ${utc("c.created_at")} as "addedAt",
         o.capability, o.input, o.output, o.about,
         o.idempotency_key as key, o.round, o.attempt::text, o.tries, o.unended`,
      [
        new Date(now).toISOString(),
        new Date(now + leaseMs).toISOString(),
        served,
        writable,
        [...this.#making],
        this.#making.length < mostOfOne,
      ],
    );
    const [taken] = rows;
    if (taken) this.#making.push(taken.connection);
    return taken;
  }

  async #make(taken: Taken): Promise<void> {
    if (taken.unended > mostUnended)
      return this.#end(taken, "unknown", reasonOf(writeNotEnded(), this.#settings.clock.now()), null);
    let output: unknown;
    try {
      const { connection: id, adapter, integration, addedAt } = taken;
      const client = await this.#clients.client({ id, adapter, integration, addedAt });
      if (!(await this.#begins(taken)))
        return await this.#end(taken, "queued", null, null, { unended: taken.unended - 1, ms: 0 });
      const release = this.#hold(taken);
      try {
        output = await call(client, isBatch(taken) ? { ...taken, input: turnOf(taken) } : taken);
      } finally {
        await release();
      }
    } catch (error) {
      if (error instanceof DatabaseUnavailable) throw error;
      const left = isBatch(taken) ? leftBy(taken, error, false) : undefined;
      if (left) return this.#endTurn(taken, left);
      return this.#failed(taken, AtsError.is(error) ? error : new UnexpectedFailure(error, true));
    }
    if (isBatch(taken)) return this.#endTurn(taken, leftBy(taken, output, taken.tries >= mostTries)!);
    // What fails here says nothing of the write, which was made: it is looked at again, through the ledger.
    await this.#end(taken, "done", null, output);
  }

  /**
   * Whether the write may be made: then a whole lease begins. Settings took their time: meanwhile the connection may
   * be paused, or be another's, or a person whom it names be erased.
   */
  async #begins({ id, attempt }: Taken): Promise<boolean> {
    const { database, schema, clock } = this.#settings;
    const { rowCount } = await database.query(
      `update ${schema}.outbox o set next_at = $3 from ${schema}.connections c
       where c.id = o.connection_id and o.id = $1::uuid and o.attempt = $2 and o.input is not null and c.state in ('waiting', 'active')`,
      [id, attempt, new Date(clock.now() + leaseMs).toISOString()],
    );
    return rowCount > 0;
  }

  /** Keeps the write this worker's while its call is under way, which may take longer than a lease. @returns Ends that. */
  #hold({ id, attempt }: Taken): () => Promise<void> {
    const { database, schema, clock } = this.#settings;
    const ended = new AbortController();
    const holding = async () => {
      for (;;) {
        await clock.sleep(leaseMs / 3, ended.signal);
        const until = new Date(clock.now() + leaseMs).toISOString();
        const sql = `update ${schema}.outbox set next_at = $3 where id = $1::uuid and attempt = $2 and next_at is not null`;
        // Where the database is away for too long, the ledger keeps the write from being made twice.
        await database.query(sql, [id, attempt, until]).catch(() => {});
      }
    };
    const held = holding().catch(() => {});
    return () => {
      ended.abort();
      return held;
    };
  }

  /** The rest of a batch is due at once: the writes of other connections have their turn before. */
  #endTurn(taken: Taken, turn: Turn): Promise<void> {
    const { waits, ids, isLast, unknown } = turn;
    if (unknown.length > 0) {
      const because = `the answers to ${unknown.length} of its records were lost`;
      return this.#failed(
        taken,
        new OutcomeUnknown({ ...taken, because, reconcile: { ids: unknown.join(" ") } }),
        turn,
      );
    }
    if (isLast) return this.#end(taken, "done", null, turn.output);
    if (waits && (ids.length === 0 || waits.retry !== "safe")) return this.#failed(taken, waits, turn);
    return this.#end(taken, "queued", null, turn.output, { ms: 0, unended: 0 }, turn);
  }

  async #failed(taken: Taken, error: AtsError, turn?: Turn): Promise<void> {
    const { code, retry, concerns, details } = error;
    const reconcile = details?.["reconcile"];
    const reason = { ...reasonOf(error, this.#settings.clock.now()), ...(reconcile !== undefined && { reconcile }) };
    // What is not tried again waits for a person.
    const final = { ...reason, who: reason.who === "nobody" ? "you" : reason.who };
    if (code === "write.outcome-unknown")
      return this.#end(taken, "unknown", final, turn?.output ?? null, undefined, turn);
    // The ledger knows that it was made, and not what came back: as a failed one, a person may make it twice.
    if (code === "write.result-not-kept") return this.#end(taken, "done", null, null);
    // Settings that cannot be read, or a key that is refused, say nothing of the write: it waits until the connection works.
    const isOfConnection = concerns === "connection";
    const isFinal = retry === "never" && !isOfConnection;
    // Another try holds the key, or died with it: nobody knows yet what became of that one.
    const isHeld = code === "write.in-progress";
    if (isFinal || taken.tries >= mostTries)
      return this.#end(taken, isHeld ? "unknown" : "failed", final, turn?.output ?? null, undefined, turn);
    const asked = typeof retry === "object" ? retry.afterMs : isOfConnection ? longestRetryMs : 0;
    const unended = isHeld ? taken.unended - 1 : 0;
    const wait = { unended, ms: Math.max(asked, backoffMs(taken.tries)) };
    return this.#end(taken, "queued", reason, turn?.output ?? null, wait, turn);
  }

  /** Forgets what ended before a time: see `Sync.forgetWrites`. @returns How many writes. */
  async forget(before: string): Promise<number> {
    const { database, schema } = this.#settings;
    const { rows } = await database.query<{ forgotten: number }>(
      `with gone as (
         delete from ${schema}.outbox where state in ('done', 'not-made') and settled_at < $1 returning 1
       ), emptied as (
         update ${schema}.outbox set input = null, about = '{}'
         where state in ('failed', 'unknown') and settled_at < $1 and input is not null returning 1
       ), keys as (
         delete from ${schema}.ledger where state = 'done' and finished_at < $1
           and (scope like 'former [%' or scope in (
             select id from ${schema}.connections union all select id from ${schema}.former_connections)))
       select (select count(*) from gone)::int + (select count(*) from emptied)::int as forgotten`,
      [before],
    );
    return rows[0]!.forgotten;
  }

  /** A worker whose lease ended writes nothing: another looks after the write, through the ledger. */
  async #end(
    taken: Taken,
    state: WriteState,
    error: unknown,
    output: unknown,
    wait?: { readonly ms: number; readonly unended: number },
    turn?: Turn,
  ): Promise<void> {
    const { database, schema, clock, tell } = this.#settings;
    const next = wait ? new Date(clock.now() + wait.ms).toISOString() : null;
    // Without an input, a person whom it names was erased meanwhile: nothing of it is kept, and it is not tried again. One
    // that concerns fewer records than when it was taken keeps nothing of what came back.
    const { rows } = await database.query<{ state: WriteState }>(
      `update ${schema}.outbox o set state = case when input is null and $3 = 'queued' then state else $3 end,
         error = case when input is not null and about = $8::text[] then $4::jsonb end,
         output = case when input is not null and about = $8::text[] then coalesce($5::jsonb, output) end,
         next_at = case when input is not null then $6::timestamptz end,
         settled_at = case when input is null or $6::timestamptz is null then $7::timestamptz end,
         input = case when $3 = 'done' then null when $11::text[] is null then input
           when cardinality($13::text[]) > 0 then jsonb_set(input, '{applications}', to_jsonb(array(
             select id from unnest($13) id where 'applications ' || id = any(about))))
           else jsonb_set(input, '{applications}', (
           select coalesce(jsonb_agg(a order by id = any($12::text[]), n), '[]')
           from jsonb_array_elements(input -> 'applications') with ordinality e(a, n), coalesce(a ->> 'id', a #>> '{}') id
           where id <> all($11))) end, unended = $9,
         round = case when $11 is null then round else ${nextRoundSql(schema)} end,
         tries = case when cardinality($11) > 0 then 0 else tries end,
         about = case when input is null then about else about || $10::text[] end
       where id = $1::uuid and attempt = $2 returning state`,
      [
        taken.id,
        taken.attempt,
        state,
        error === null ? null : storable(JSON.stringify(error)),
        output === null ? null : storable(JSON.stringify(output)),
        next,
        new Date(clock.now()).toISOString(),
        taken.about,
        wait?.unended ?? 0,
        // What it created is somebody's, too.
        writeSubjects(output).filter((subject) => !taken.about.includes(subject)),
        turn?.ids ?? null,
        turn?.later ?? [],
        turn?.unknown ?? [],
      ],
    );
    const [ended] = rows;
    // A batch that goes on has not ended.
    if (ended && (error !== null || ended.state !== "queued"))
      tell({ type: "write", connection: taken.connection, capability: taken.capability, outcome: ended.state });
  }
}

/** It has its own deadline and no other end: of a write that is cut off, a person may have to find out whether it was made. */
async function call(client: Client, { capability, input, key, round }: Taken): Promise<unknown> {
  const perform = methodOf(client, capability);
  if (!perform) throw notAWrite(capability);
  const idempotencyKey = round === 0 ? key : `${key}#${round}`;
  return perform(input, { idempotencyKey, priority: "bulk" });
}
