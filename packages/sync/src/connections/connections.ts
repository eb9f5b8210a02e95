import { AtsError, gapOf, type Client, type Clock } from "@anyats/core";
import type { Database, Queryable } from "@anyats/postgres";
import { reasonOf, type Reason } from "../engine/failure.ts";
import {
  connectionExists,
  connectionNotReadable,
  integrationOfOtherTool,
  integrationTaken,
  invalidOption,
  moreDeletionsHeld,
  nothingHeld,
  unknownConnection,
} from "../errors.ts";
import type { StreamSchedule } from "../options.ts";
import { utc } from "../schema/utc.ts";
import { wakeWorkers } from "../schema/work-channel.ts";
import { noteFormer, succeedFormer } from "./former.ts";
import type { Clients } from "./open-source.ts";
import { scheduleOf, type PlannedStream } from "./planned-streams.ts";

/** Where a connection stands. */
export type ConnectionState = "waiting" | "active" | "paused" | "attention" | "disconnected";

/** A connection as it was added. */
export interface ConnectionRow {
  readonly id: string;
  readonly adapter: string;
  readonly integrationId: string | null;
  readonly state: ConnectionState;
  readonly reason: Reason | null;
  readonly addedAt: string;
}

/** A customer's connection to be kept. */
export interface NewConnection {
  readonly id: string;
  /** The adapter's id, such as `avionte`. */
  readonly adapter: string;
  /** What the aggregator or the ATS knows the connection by; webhooks are routed by it. */
  readonly integrationId?: string;
}

/** The streams that this process wants. */
interface AppStreams {
  readonly planned: readonly PlannedStream[];
  /** Whether the app named them. A process that did not, such as a command line, changes no schedule. */
  readonly areNamed: boolean;
  /** Those that it can read: see `offeredBy`. */
  readonly readable: readonly string[];
}

/** No wait is longer than a day, by the clock of the process that begins it. $1 now. */
const longestWait = "$1::timestamptz + interval '25 hours'";
/** How many connections are brought in line in one transaction. */
const followedAtOnce = 500;

/** The registry of connections: who is read, and in which state. */
export class Connections {
  readonly #database: Database;
  readonly #schema: string;
  readonly #clock: Clock;
  readonly #clients: Clients;
  readonly #app: AppStreams;

  constructor(database: Database, schema: string, clock: Clock, clients: Clients, app: AppStreams) {
    this.#database = database;
    this.#schema = schema;
    this.#clock = clock;
    this.#clients = clients;
    this.#app = app;
  }

  #now(): string {
    return new Date(this.#clock.now()).toISOString();
  }

  /**
   * Adds a connection; its first passes begin at once. What it cannot stream is not scheduled, with the reason. One
   * that was removed and whose data was kept goes on: everything is read again and compared with what is stored.
   * @throws {AtsError} when the id or the integration is taken, or the adapter is unknown.
   */
  async add({ id, adapter: adapterId, integrationId }: NewConnection): Promise<ConnectionRow> {
    // A path that ends with one or two dots names another page.
    if (!/^(?!\.{1,2}$)[\w:.-]{1,200}$/.test(id))
      throw invalidOption("id", "must have 1 to 200 letters, digits or one of _ : . -, and not be one or two dots");
    const adapter = this.#clients.adapter(adapterId);
    // Only an aggregator's ids begin with the name of the ATS; what an ATS is known by may be an address.
    const { tools } = adapter.facts;
    const tool = integrationId?.includes(":") ? integrationId.slice(0, integrationId.indexOf(":")) : undefined;
    if (tools !== undefined && tool !== undefined && !tools.includes(tool))
      throw integrationOfOtherTool(integrationId!, adapterId);
    await this.#database.transaction(async (transaction) => {
      const { rowCount } = await transaction.query(
        `insert into ${this.#schema}.connections (id, adapter, integration, created_at, changed_at)
         values ($1, $2, $3, $4, $4) on conflict do nothing`,
        [id, adapterId, integrationId ?? null, this.#now()],
      );
      if (rowCount === 0) {
        const { rows } = await transaction.query<{ id: string; again: boolean }>(
          `select id, id = $1 and state = 'disconnected' and adapter = $2 and integration is not distinct from $3 as again
           from ${this.#schema}.connections where id = $1 or (adapter = $2 and integration = $3)
           order by id = $1 desc limit 1 for no key update`,
          [id, adapterId, integrationId ?? null],
        );
        if (rows[0]?.id !== id) throw integrationTaken(id, rows[0]?.id ?? "another");
        if (!rows[0].again) throw connectionExists(id);
        await this.#reconnect(transaction, id);
      } else {
        // What a consumer noted while the connection of this id before was being removed.
        await transaction.query(`delete from ${this.#schema}.consumers where connection_id = $1`, [id]);
        await succeedFormer(transaction, this.#schema, {
          id,
          adapter: adapterId,
          ...(integrationId && { integrationId }),
        });
      }
      for (const planned of this.#app.planned) {
        await this.#addStream(transaction, [id], planned);
        if (rowCount === 0 && this.#app.areNamed) await this.#reschedule(transaction, [id], planned);
      }
    });
    await this.#plan(await this.get(id));
    await wakeWorkers(this.#database);
    return this.get(id);
  }

  /**
   * Adds a connection unless it is there. For start-up code that runs in every process.
   * @throws {AtsError} as `add` does; also when the id belongs to another adapter or integration.
   */
  async ensure(connection: NewConnection): Promise<ConnectionRow> {
    const { id, adapter, integrationId = null } = connection;
    const [found] = await this.#read("where id = $1", [id]);
    if (found && found.state !== "disconnected" && found.adapter === adapter && found.integrationId === integrationId)
      return found;
    try {
      return await this.add(connection);
    } catch (error) {
      // Another process was faster.
      const now = await this.get(id).catch(() => undefined);
      if (now?.adapter === adapter && now.integrationId === integrationId && now.state !== "disconnected") return now;
      throw error;
    }
  }

  /** Schedules a stream of connections that have none yet; its first pass is due at once. */
  async #addStream(
    transaction: Queryable,
    ids: readonly string[],
    { stream, everyMs, verifyMs }: PlannedStream,
  ): Promise<void> {
    await transaction.query(
      // Attempts go on from a number that none of an earlier connection of this id had: its workers must not pass for ours.
      `insert into ${this.#schema}.streams (connection_id, stream, every_ms, verify_ms, due_at, next_at, attempt)
       select c.id, $2, $3, $4, $5, $5, nextval('${this.#schema}.passes') from ${this.#schema}.connections c where c.id = any($1::text[])
       on conflict (connection_id, stream) do nothing`,
      [ids, stream, everyMs, verifyMs, this.#now()],
    );
  }

  /** Gives a stream the app's schedule, where a connection has none of its own. */
  async #reschedule(
    transaction: Queryable,
    ids: readonly string[],
    { stream, everyMs, verifyMs }: PlannedStream,
  ): Promise<void> {
    await transaction.query(
      `${rescheduleSql(this.#schema, { connection: "any($1::text[])", own: "false" })}
         and s.stream = $2 and not s.own_schedule`,
      [ids, stream, everyMs, verifyMs, this.#now()],
    );
  }

  async #reconnect(transaction: Queryable, id: string): Promise<void> {
    await transaction.query(
      `update ${this.#schema}.connections set state = 'waiting', reason = null, failures = 0, retry_at = null, changed_at = $2
       where id = $1`,
      [id, this.#now()],
    );
    await transaction.query(
      `update ${this.#schema}.streams set wanted = wanted + 1, due_at = $2, next_at = case when scheduled then $2::timestamptz end,
         verify_due_at = case when first_done_at is not null then $2::timestamptz end
       where connection_id = $1`,
      [id, this.#now()],
    );
  }

  /** Finds out what the connection can stream. A failure is written down; the first passes will tell the same. */
  async #plan(connection: ConnectionRow): Promise<void> {
    try {
      const client = await this.#clients.client({ ...connection, integration: connection.integrationId });
      for (const { stream } of this.#app.planned) {
        const { supports, adapter }: Pick<Client, "adapter"> & { supports: (id: string) => boolean } = client as never;
        const offered = supports(stream);
        const gap = offered ? undefined : gapOf(adapter.missing, stream)?.explanation;
        await this.#database.query(
          `update ${this.#schema}.streams set scheduled = $3, not_scheduled = $4, next_at = case when $3 then coalesce(next_at, $5) end
           where connection_id = $1 and stream = $2`,
          [
            connection.id,
            stream,
            offered,
            offered ? null : (gap ?? `${adapter.name} does not offer ${stream}.`),
            this.#now(),
          ],
        );
      }
    } catch (error) {
      if (!AtsError.is(error)) throw error;
      const reason = reasonOf(error, this.#clock.now());
      await this.#database.query(
        `update ${this.#schema}.connections set state = 'attention', reason = $2::jsonb
         where id = $1 and state in ('waiting', 'active', 'attention')`,
        [connection.id, JSON.stringify(reason)],
      );
    }
  }

  /** @throws {AtsError} `sync.unknown-connection` */
  async get(id: string): Promise<ConnectionRow> {
    const [found] = await this.#read("where id = $1", [id]);
    if (!found) throw unknownConnection(id);
    return found;
  }

  list(): Promise<readonly ConnectionRow[]> {
    return this.#read("order by id", []);
  }

  async #read(where: string, parameters: readonly unknown[]): Promise<readonly ConnectionRow[]> {
    const { rows } = await this.#database.query<ConnectionRow>(
      `select id, adapter, integration as "integrationId", state, reason, ${utc("created_at")} as "addedAt" from ${this.#schema}.connections ${where}`,
      parameters,
    );
    return rows;
  }

  /** Stops reading; what is stored stays. A page under way is not committed any more. */
  async pause(id: string): Promise<void> {
    await this.#set(id, "paused");
  }

  /** Goes on where it stopped. */
  async resume(id: string): Promise<void> {
    await this.#set(id, "active");
  }

  /** Tries again now: settings are read again, waits and breakers end. A pause stays, and so does a removal. */
  async retry(id: string): Promise<void> {
    const connection = await this.get(id);
    if (connection.state === "disconnected") return;
    this.#clients.renew(id);
    if (connection.state !== "paused") await this.#set(id, "active");
    await this.#plan(connection);
    await wakeWorkers(this.#database);
  }

  /**
   * Reads everything of a stream again, or of all: what is missing afterwards is deleted.
   * @throws {AtsError} `sync.invalid-option` for a stream that the connection does not have.
   */
  async verify(id: string, stream?: string): Promise<void> {
    await this.#readAgain(id, stream, "verify_due_at = $3");
  }

  /**
   * Reads the stored records of a stream again, or of all, from what was kept of the wire (`raw: true`): for a new
   * version of an adapter or a model. Nothing is asked of the source; a stream whose records cannot be read without it is
   * read again by a verifying pass instead.
   * @throws {AtsError} `sync.invalid-option` for a stream that the connection does not have.
   */
  async rederive(id: string, stream?: string): Promise<void> {
    await this.#readAgain(id, stream, "rederive = true");
  }

  async #readAgain(id: string, stream: string | undefined, how: string): Promise<void> {
    await this.#locked(id, async (transaction) => {
      const { rows } = await transaction.query(
        `update ${this.#schema}.streams set ${how}, next_at = case when lease_until is null and scheduled then $3 else next_at end
         where connection_id = $1 and ($2::text is null or stream = $2)
         returning stream`,
        [id, stream ?? null, this.#now()],
      );
      if (stream !== undefined && rows.length === 0)
        throw invalidOption("stream", `${stream} is not a stream of the connection`);
    });
    await wakeWorkers(this.#database);
  }

  /**
   * Gives a stream of a connection a schedule of its own, which the app's `streams` do not change any more; what it leaves
   * out is as the app has it now. `"default"` takes it back.
   * @throws {AtsError} `sync.invalid-option` for a duration or a stream that is not known.
   */
  async schedule(id: string, stream: string, schedule: StreamSchedule | "default"): Promise<void> {
    const planned = this.#app.planned.find((one) => one.stream === stream);
    if (!planned) throw invalidOption("stream", `${stream} is not one of the app's streams`);
    const usual = { every: planned.everyMs, verify: planned.verifyMs ?? (false as const) };
    const next = schedule === "default" ? planned : { stream, ...scheduleOf(stream, { ...usual, ...schedule }) };
    await this.#locked(id, async (transaction) => {
      // No worker may have started since the app added the stream.
      await this.#addStream(transaction, [id], next);
      await transaction.query(`${rescheduleSql(this.#schema, { connection: "$1", own: "$6" })} and s.stream = $2`, [
        id,
        stream,
        next.everyMs,
        next.verifyMs,
        this.#now(),
        schedule !== "default",
      ]);
    });
    await wakeWorkers(this.#database);
  }

  /**
   * Brings known connections in line with the app's `streams`: those that were added get a row, and a schedule that changed
   * is changed, where a connection has none of its own. Workers call it when they start.
   */
  async follow(): Promise<void> {
    if (this.#app.areNamed) await this.#followSchedules();
    await this.#offer();
    await this.#comeBack();
  }

  /**
   * Times further ahead than any that is ever set are those of a clock that ran ahead, such as the database's: what waits for
   * them is due now. How long ago the last pass was is not known either, so everything is compared with the source.
   */
  async #comeBack(): Promise<void> {
    const schema = this.#schema;
    const now = this.#now();
    const stream = `(s.due_at > $1::timestamptz + make_interval(secs => s.every_ms / 1000.0 + 3600)
      or s.verify_due_at > $1::timestamptz + make_interval(secs => s.verify_ms / 1000.0 + 3600)
      or s.lease_until > $1::timestamptz + interval '1 hour' or s.retry_at > ${longestWait})`;
    const found = `where c.state <> 'disconnected' and (c.retry_at > ${longestWait}
      or exists (select from ${schema}.streams s where s.connection_id = c.id and ${stream})
      or exists (select from ${schema}.set_aside a where a.connection_id = c.id and a.next_at > ${longestWait})
      or exists (select from ${schema}.outbox o where o.connection_id = c.id and o.next_at > ${longestWait}))`;
    await this.#someAtATime(found, [now], async (transaction, ids) => {
      const parameters = [now, ids];
      const own = "connection_id = any($2::text[])";
      await transaction.query(
        `update ${schema}.streams s set lease_until = null, retry_at = null, held = held - 'after', due_at = least(due_at, $1),
           verify_due_at = case when first_done_at is not null then $1::timestamptz end,
           next_at = case when scheduled then $1::timestamptz end
         where ${own} and ${stream}`,
        parameters,
      );
      for (const table of ["set_aside", "outbox"])
        await transaction.query(
          `update ${schema}.${table} set next_at = $1 where ${own} and next_at > ${longestWait}`,
          parameters,
        );
      await transaction.query(
        `update ${schema}.connections set retry_at = null where id = any($2::text[]) and retry_at > ${longestWait}`,
        parameters,
      );
    });
    // Allowances go by the clock of the database.
    const ahead = "clock_timestamp() + interval '25 hours'";
    await this.#database.query(`delete from ${schema}.allowance_holders where alive_until > ${ahead}`);
    await this.#database.query(
      `update ${schema}.allowance_limits set paused_until = null, window_until = null, window_left = null, refused_at = null
       where greatest(paused_until, window_until, refused_at) > ${ahead}`,
    );
  }

  async #followSchedules(): Promise<void> {
    for (const planned of this.#app.planned) {
      const { stream, everyMs, verifyMs } = planned;
      const differing = `left join ${this.#schema}.streams s on s.connection_id = c.id and s.stream = $1
        where c.state <> 'disconnected' and (s.stream is null or not s.own_schedule
          and (s.every_ms, s.verify_ms) is distinct from ($2::bigint, $3::bigint))`;
      await this.#someAtATime(differing, [stream, everyMs, verifyMs], async (transaction, ids) => {
        await this.#addStream(transaction, ids, planned);
        await this.#reschedule(transaction, ids, planned);
      });
    }
  }

  /** Schedules what the adapters of this process offer and those of an earlier deployment did not. */
  async #offer(): Promise<void> {
    const offered = [this.#app.planned.map(({ stream }) => stream), this.#app.readable];
    const isOffered = `not s.scheduled and s.stream = any($1::text[]) and c.adapter || '/' || s.stream = any($2::text[])`;
    const found = `where c.state <> 'disconnected'
      and exists (select from ${this.#schema}.streams s where s.connection_id = c.id and ${isOffered})`;
    await this.#someAtATime(found, offered, (transaction, ids) =>
      transaction.query(
        `update ${this.#schema}.streams s set scheduled = true, not_scheduled = null, next_at = $4
         from ${this.#schema}.connections c where c.id = s.connection_id and c.id = any($3::text[]) and ${isOffered}`,
        [...offered, ids, this.#now()],
      ),
    );
  }

  /**
   * Changes some connections in one transaction, with their rows locked, then the next ones, until none is found.
   * @param where Finds connections `c` that a change leaves out afterwards.
   */
  async #someAtATime(
    where: string,
    parameters: readonly unknown[],
    change: (transaction: Queryable, ids: readonly string[]) => Promise<unknown>,
  ): Promise<void> {
    for (;;) {
      const { rows } = await this.#database.query<{ id: string }>(
        `select c.id from ${this.#schema}.connections c ${where} order by c.id limit ${followedAtOnce}`,
        parameters,
      );
      if (rows.length === 0) return;
      const ids = rows.map(({ id }) => id);
      await this.#database.transaction(async (transaction) => {
        await transaction.query(
          `select from ${this.#schema}.connections where id = any($1::text[]) order by id for no key update`,
          [ids],
        );
        await change(transaction, ids);
      });
    }
  }

  /** Asks for a pass now, as a webhook would. */
  async refresh(id: string, streams?: readonly string[]): Promise<void> {
    await this.#locked(id, (transaction) =>
      transaction.query(wantSql(this.#schema), [id, streams ?? null, this.#now()]),
    );
    await wakeWorkers(this.#database);
  }

  /**
   * Stops reading for good. Nothing is read any more; `data: "delete"` deletes what is stored, except the
   * idempotency keys of writes (without their results) and the keyed hashes of erased persons. They hold again when the
   * connection is added again, unless with another adapter or `integrationId`.
   */
  async remove(id: string, { data = "keep" }: { readonly data?: "keep" | "delete" } = {}): Promise<void> {
    await this.#set(id, "disconnected");
    await this.#clients.forget(id);
    this.#clients.forgetMemory(id);
    if (data === "keep") return;
    const { models } = await import("../model.ts");
    const tables = [
      ...models.map(({ table }) => table),
      "seen_pages",
      "lag_history",
      "field_history",
      "departures",
      "set_aside",
      "aliases",
      "outbox",
      "consumers",
      "feed",
      "memories",
    ];
    await this.#database.transaction(async (transaction) => {
      await transaction.query(`select from ${this.#schema}.connections where id = $1 for update`, [id]);
      for (const table of tables)
        await transaction.query(`delete from ${this.#schema}.${table} where connection_id = $1`, [id]);
      await transaction.query(
        `update ${this.#schema}.ledger set memory = null, output = null, erased = true where scope = $1`,
        [id],
      );
      await transaction.query(`delete from ${this.#schema}.seen_events where scope = $1`, [`webhooks of ${id}`]);
      // What the ATS of one customer refuses says nothing of the next one's.
      await transaction.query(`delete from ${this.#schema}.allowance_limits where scope = $1`, [id]);
      await noteFormer(transaction, this.#schema, id);
      await transaction.query(`delete from ${this.#schema}.connections where id = $1`, [id]);
    });
  }

  /**
   * Lets held deletions go on. Those that come later are held again where they are too many.
   * @param options `upTo`: how many the person saw. When more are held by now, none goes on.
   * @throws {AtsError} `sync.more-deletions-held`, `sync.nothing-held`
   */
  async confirmDeletions(
    id: string,
    stream: string,
    { upTo = Number.POSITIVE_INFINITY }: { readonly upTo?: number } = {},
  ): Promise<void> {
    await this.#decide(id, stream, `held = held || '{"confirmed": true}'`, async (transaction) => {
      const { rows } = await transaction.query<{ held: number }>(
        `select (held ->> 'deletions')::int as held from ${this.#schema}.streams where connection_id = $1 and stream = $2`,
        [id, stream],
      );
      const { held } = rows[0]!;
      if (held > upTo) throw moreDeletionsHeld(id, stream, held);
    });
  }

  /** Forgets held deletions. What the source still misses is told again by the next verifying pass. */
  async dismissDeletions(id: string, stream: string): Promise<void> {
    await this.#decide(id, stream, "held = null", (transaction) =>
      transaction.query(`delete from ${this.#schema}.departures where connection_id = $1 and stream = $2`, [
        id,
        stream,
      ]),
    );
  }

  async #decide(
    id: string,
    stream: string,
    change: string,
    more: (transaction: Queryable) => Promise<unknown> = async () => {},
  ): Promise<void> {
    await this.#locked(id, async (transaction) => {
      const { rowCount } = await transaction.query(
        `update ${this.#schema}.streams set ${change}, next_at = case when lease_until is null and scheduled then $3 else next_at end
         where connection_id = $1 and stream = $2 and held is not null`,
        [id, stream, this.#now()],
      );
      if (rowCount === 0) throw nothingHeld(id, stream);
      await more(transaction);
    });
    await wakeWorkers(this.#database);
  }

  /** Every change of several rows of a connection locks the connection first, as workers do: nobody waits in a circle. */
  async #locked(id: string, change: (transaction: Queryable) => Promise<unknown>): Promise<void> {
    await this.#database.transaction(async (transaction) => {
      const { rowCount } = await transaction.query(
        `select from ${this.#schema}.connections where id = $1 for no key update`,
        [id],
      );
      if (rowCount === 0) throw unknownConnection(id);
      await change(transaction);
    });
  }

  async #set(id: string, state: ConnectionState): Promise<void> {
    const isRead = state === "active";
    await this.#database.transaction(async (transaction) => {
      const { rowCount } = await transaction.query(
        `update ${this.#schema}.connections c set reason = null, failures = 0, retry_at = null, changed_at = $2,
           state = case when $3 = 'active' and exists (select from ${this.#schema}.streams s
             where s.connection_id = $1 and s.scheduled and s.first_done_at is null) then 'waiting' else $3 end
         where id = $1 and (state <> 'disconnected' or $3 = 'disconnected')`,
        [id, this.#now(), state],
      );
      if (rowCount === 0) {
        const known = await transaction.query(`select from ${this.#schema}.connections where id = $1`, [id]);
        throw known.rowCount === 0 ? unknownConnection(id) : connectionNotReadable(id, "disconnected");
      }
      await transaction.query(
        `update ${this.#schema}.streams set retry_at = null, failures = 0,
           lease_until = case when $3 then lease_until end,
           next_at = case when $3 and scheduled then least(coalesce(lease_until, $2::timestamptz), greatest(lease_until, $2)) end
         where connection_id = $1`,
        [id, this.#now(), isRead],
      );
    });
    await wakeWorkers(this.#database);
  }
}

/** Changes schedules, and when streams are due by them; what was asked for is not put off. $3 every, $4 verify, $5 now. */
function rescheduleSql(schema: string, { connection, own }: { connection: string; own: string }): string {
  const dueAt = `coalesce(s.completed_at, $5::timestamptz) + make_interval(secs => $3::bigint / 1000.0)`;
  const verifyDueAt = `case when s.verify_due_at <= $5 then s.verify_due_at
    else coalesce(s.verified_at, s.first_done_at) + make_interval(secs => $4::bigint / 1000.0) end`;
  return `update ${schema}.streams s set own_schedule = ${own}, every_ms = $3, verify_ms = $4,
      due_at = case when s.due_at <= $5 then s.due_at else ${dueAt} end, verify_due_at = ${verifyDueAt},
      next_at = case when s.lease_until is null and s.next_at is not null
        then least(s.next_at, greatest($5::timestamptz, s.retry_at, least(${dueAt}, ${verifyDueAt}))) else s.next_at end
    where s.connection_id = ${connection}`;
}

/**
 * Raises the counter of requests: a pass that begins later follows. $1 connection, $2 streams or null for all, $3 now.
 * @param waits Whether a stream that failed still waits for its next try: else many webhooks are as many tries.
 */
export function wantSql(schema: string, waits = false): string {
  const soonest = waits ? "greatest($3::timestamptz, retry_at)" : "$3::timestamptz";
  return `update ${schema}.streams set wanted = wanted + 1,
      next_at = case when not scheduled then null when lease_until is not null then next_at
        else least(coalesce(next_at, ${soonest}), ${soonest}) end
    where connection_id = $1 and ($2::text[] is null or stream = any($2))`;
}
