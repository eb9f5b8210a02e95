import { randomBytes } from "node:crypto";
import type { Client } from "@anyats/core";
import {
  checkMigrated,
  migrate,
  openDatabase,
  postgresMigrations,
  StatementFailed,
  type Database,
} from "@anyats/postgres";
import { Connections } from "./connections/connections.ts";
import { Clients } from "./connections/open-source.ts";
import { plannedStreams, type PlannedStream } from "./connections/planned-streams.ts";
import { offeredBy } from "./connections/offered.ts";
import { milliseconds } from "./duration.ts";
import type { EngineSettings, WorkOptions } from "./engine/settings.ts";
import type { OpenSource } from "./engine/source.ts";
import { dueStreams } from "./engine/sweep.ts";
import { WakeUps } from "./engine/wake-ups.ts";
import { workOnce } from "./engine/work-once.ts";
import { Worker } from "./engine/worker.ts";
import { erasePerson, type PersonKey } from "./erase.ts";
import type { Erased } from "./store/erase-records.ts";
import { connectionNotReadable, invalidOption } from "./errors.ts";
import { Feed, type Changes, type ChangesOptions } from "./feed/changes.ts";
import { fieldsOf, type StreamFields } from "./history/fields.ts";
import { FreshnessHistory, freshnessOf, lagOf, type FreshnessPoint, type StreamLag } from "./history/lag.ts";
import type { SyncOptions } from "./options.ts";
import { sharedClock } from "./shared-clock.ts";
import { Outbox } from "./outbox/outbox.ts";
import { alignTables, missingColumns, syncMigrations } from "./schema/migrations.ts";
import { statusOf, statusPageOf, type ConnectionStatus, type StatusPage, type StatusQuery } from "./status.ts";
import { setAsideOf, type SetAsidePage, type SetAsideQuery } from "./status/set-aside.ts";
import { summaryOf, type SyncSummary } from "./status/summary.ts";
import { webhookRoute, type WebhookRouteOptions } from "./webhooks/route.ts";

const sets = [postgresMigrations, syncMigrations];

/** A worker that runs in this process. */
export interface Working {
  /** Ends the work: what is under way stops after its page. */
  stop(): Promise<void>;
}

/** A synchronisation of many connections into one database. */
export interface Sync {
  readonly connections: Connections;
  readonly writes: Outbox;
  /** Works in this process until it is stopped. Start it in as many processes as you like. */
  work(options?: WorkOptions): Promise<Working>;
  /**
   * Works on what is due now, slice by slice, and returns when nothing is. For scripts and tests.
   * @returns The slices done.
   * @throws {AtsError} at once when the database is away; at the end when it rejects a statement of one stream.
   */
  workUntilIdle(options?: { readonly signal?: AbortSignal }): Promise<number>;
  changes(options: ChangesOptions): Changes;
  /**
   * A connection's client, with a durable ledger. Ask for it whenever you need it, and do not close it: it is shared. After
   * ten minutes you get another, with the settings of then; calls that are under way end on the one before.
   */
  client(connection: string): Promise<Client>;
  /** One route for the webhooks of all tenants: verified, routed and noted in one transaction. */
  webhooks(options: WebhookRouteOptions): (request: Request) => Promise<Response>;
  /** How every connection stands, or one. With thousands of connections, read `statusPage`. */
  status(connection?: string): Promise<readonly ConnectionStatus[]>;
  /** How the connections of one page stand: searched, filtered and ordered in the database. */
  statusPage(query?: StatusQuery): Promise<StatusPage>;
  /** All connections in a few numbers, for dashboards and metrics. */
  summary(): Promise<SyncSummary>;
  /** How old each stream's copy of a connection was at most, in each hour of the last week. */
  lag(connection: string): Promise<readonly StreamLag[]>;
  /** How fresh all connections were, every five minutes of the last `hours`: 24 by default, at most 168. */
  freshness(hours?: number): Promise<readonly FreshnessPoint[]>;
  /**
   * In how many of a connection's records each field has a value, custom fields among them, and which ones are lost. It looks
   * at the copy only. Workers do so once a day.
   */
  fields(connection: string): Promise<readonly StreamFields[]>;
  /** Records that could not be read, without their contents. */
  setAside(query?: SetAsideQuery): Promise<SetAsidePage>;
  erase(person: PersonKey): Promise<Erased>;
  /** Forgets entries of the feed that every consumer has read and that are older. */
  forgetFeed(olderThan: number | string): Promise<number>;
  /**
   * Forgets writes that ended longer ago, with their idempotency keys: keep them for longer than your app may repeat one. A
   * write that waits for a person goes on waiting, and what it would do is forgotten: it cannot be made again.
   * @returns How many.
   */
  forgetWrites(olderThan: number | string): Promise<number>;
  /**
   * Forgets a consumer that reads the feed no more: `forgetFeed` keeps nothing for it. One of that name that comes again
   * begins at the oldest entry.
   * @returns Whether there was one.
   */
  forgetConsumer(name: string): Promise<boolean>;
  /** Ends workers after the page or write under way, and every iteration of `changes`, also one that waits. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Creates or changes the tables. Run it as a step of the deployment. @returns The steps that ran. */
export async function migrateSync({
  database,
  folder,
  schema = "anyats",
}: Pick<SyncOptions, "database" | "folder" | "schema"> = {}): Promise<readonly string[]> {
  const { db, own } = await open(database, folder);
  try {
    return await migrateAll(db, schema);
  } finally {
    if (own) await db.close();
  }
}

async function migrateAll(db: Database, schema: string): Promise<readonly string[]> {
  const steps = await migrate(db, { schema, sets });
  const aligned = await db.transaction(async (transaction) => {
    await transaction.query("select pg_advisory_xact_lock(hashtext($1))", [`anyats sync tables of ${schema}`]);
    // As for every migration: what waits for a table makes all workers wait behind it.
    await transaction.query("set local lock_timeout = '10s'");
    return alignTables(transaction, schema);
  });
  await WakeUps.migrate(db, schema);
  return [...steps, ...aligned];
}

async function open(
  database: SyncOptions["database"],
  folder: string | undefined,
): Promise<{ db: Database; own: boolean; embedded: boolean }> {
  if (typeof database === "object") return { db: database, own: false, embedded: false };
  const url = database ?? process.env["DATABASE_URL"];
  const db = await openDatabase({ ...(url !== undefined && { url }), ...(folder !== undefined && { folder }) });
  return { db, own: true, embedded: url === undefined };
}

/**
 * Keeps a copy of every connection's records in a database.
 * @throws {AtsError} when an option is not valid, the database cannot be reached, or a migration is missing.
 */
export async function createSync(options: SyncOptions): Promise<Sync> {
  const planned = plannedStreams(options);
  if (options.adapters.length === 0) throw invalidOption("adapters", "must name at least one adapter");
  if (typeof options.settings !== "function") throw invalidOption("settings", "must be a function");
  const { schema = "anyats" } = options;
  const { db, own, embedded } = await open(options.database, options.folder);
  try {
    if (options.migrate ?? embedded) await migrateAll(db, schema);
    await checkMigrated(db, { schema, sets });
    if ((await missingColumns(db, schema)).length > 0)
      await checkMigrated(db, {
        schema,
        sets: [...sets, { name: "sync-tables", steps: [{ id: "columns", sql: () => "" }] }],
      });
    return await assemble(options, planned, db, own, schema);
  } catch (error) {
    if (own) await db.close();
    throw error;
  }
}

async function secretOf(db: Database, schema: string): Promise<string> {
  await db.query(`insert into ${schema}.secrets (name, value) values ('erasure', $1) on conflict do nothing`, [
    randomBytes(32).toString("base64url"),
  ]);
  const { rows } = await db.query<{ value: string }>(`select value from ${schema}.secrets where name = 'erasure'`);
  return rows[0]!.value;
}

async function assemble(
  options: SyncOptions,
  planned: readonly PlannedStream[],
  database: Database,
  own: boolean,
  schema: string,
): Promise<Sync> {
  const clock = options.clock ?? (await sharedClock(database));
  const settings: EngineSettings = {
    schema,
    clock,
    database,
    leaseMs: options.leaseMs ?? 10_000,
    sliceMs: options.slice?.ms ?? 2_000,
    slicePages: options.slice?.pages ?? 20,
    marginMs: milliseconds("margin", options.margin ?? "6m"),
    brake: brakeOf(options.brake),
    raw: options.raw ?? false,
    secret: options.secret ?? (await secretOf(database, schema)),
    sink: options.sink,
    pageSize: options.pageSize,
    tell: teller(options.onEvent),
    ...offeredBy(options.adapters),
  };
  const clients = new Clients(options, database, schema, clock, options.clock !== undefined, settings.tell);
  const { readable } = settings;
  const app = { planned, areNamed: options.streams !== undefined, readable };
  const connections = new Connections(database, schema, clock, clients, app);
  const outbox = new Outbox(settings, clients);
  const feed = new Feed(database, schema);
  const openSource: OpenSource = (connection) => clients.source(connection);
  /** What ends each worker that has not ended. */
  const workers = new Set<() => Promise<void>>();
  const history = new FreshnessHistory(schema);

  // A process that only looks changes no schedule.
  let following: Promise<void> | undefined;
  const follow = async (): Promise<void> => {
    following ??= connections.follow();
    await following.catch((error: unknown) => {
      following = undefined;
      throw error;
    });
  };

  const work = async (how: WorkOptions = {}): Promise<Working> => {
    await follow();
    const worker = new Worker(settings, openSource, outbox, how);
    await worker.start();
    let stopping: Promise<void> | undefined;
    const stop = () => (stopping ??= worker.stop().finally(() => workers.delete(stop)));
    workers.add(stop);
    how.signal?.addEventListener("abort", () => void stop(), { once: true });
    if (how.signal?.aborted) await stop(); // Before it listened.
    return { stop };
  };
  const workUntilIdle = async ({
    signal = new AbortController().signal,
  }: { readonly signal?: AbortSignal } = {}): Promise<number> => {
    await follow();
    /** What the database refused outside of a slice, and has not accepted since: it costs itself, and is told in the end. */
    const refused = new Map<string, StatementFailed>();
    const unlessRefused = async <T>(what: string, part: Promise<T>): Promise<T | undefined> => {
      try {
        const result = await part;
        refused.delete(what);
        return result;
      } catch (error) {
        if (!(error instanceof StatementFailed)) throw error;
        refused.set(what, error);
        return undefined;
      }
    };
    for (let slices = 0, again = 3; ;) {
      const due = await dueStreams(database, schema, clock.now(), 1_000, readable);
      let done = (await unlessRefused("writes", outbox.work(signal))) ?? 0;
      for (const target of due) {
        if (signal.aborted) return slices;
        const slice = workOnce(settings, openSource, target, "until-idle", signal);
        if (await unlessRefused(`${target.connection}/${target.stream}`, slice)) done += 1;
      }
      slices += done;
      if (done > 0) continue;
      const [error] = refused.values();
      if (error?.retry === "safe" && (again -= 1) > 0) continue;
      await history.note(database, clock.now());
      if (error) throw error;
      return slices;
    }
  };
  const close = async () => {
    feed.close();
    await Promise.all(Array.from(workers, (stop) => stop()));
    await clients.close();
    if (own) await database.close();
  };
  return {
    connections,
    writes: outbox,
    work,
    workUntilIdle,
    changes: (how) => feed.changes(how),
    async client(id) {
      const connection = await connections.get(id);
      if (connection.state === "disconnected") throw connectionNotReadable(id, connection.state);
      return clients.client({ ...connection, integration: connection.integrationId });
    },
    webhooks: (how) => webhookRoute(settings, options.adapters, clients, how),
    status: (connection) => statusOf({ database, schema, now: clock.now() }, connection),
    statusPage: (query = {}) => statusPageOf({ database, schema, now: clock.now() }, query),
    summary: () => summaryOf(database, schema, clock.now()),
    lag: (connection) => lagOf(database, schema, clock.now(), connection),
    freshness: (hours = 24) => freshnessOf(database, schema, clock.now(), hours),
    fields: async (connection) => {
      await connections.get(connection);
      return fieldsOf(database, schema, clock.now(), connection);
    },
    setAside: (query = {}) => setAsideOf(database, schema, query),
    erase: (person) =>
      erasePerson({ database, schema, now: new Date(clock.now()).toISOString(), secret: settings.secret }, person),
    forgetFeed: (olderThan) => feed.forget(milliseconds("olderThan", olderThan), clock.now()),
    forgetWrites: (olderThan) =>
      outbox.forget(new Date(clock.now() - milliseconds("olderThan", olderThan)).toISOString()),
    forgetConsumer: (name) => feed.forgetConsumer(name),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function brakeOf({ within = "1d", ...given }: NonNullable<SyncOptions["brake"]> = {}): EngineSettings["brake"] {
  return { share: 0.2, number: 1_000, atLeast: 10, ...given, withinMs: milliseconds("brake.within", within) };
}

/** The app's observer disturbs no work. */
function teller(onEvent: SyncOptions["onEvent"]): EngineSettings["tell"] {
  return (event) => {
    try {
      onEvent?.(event);
    } catch {
      // It is the app's own.
    }
  };
}
