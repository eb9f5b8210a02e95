import type { Database, Queryable, Unlisten } from "@anyats/postgres";
import { cursorMoved } from "../errors.ts";
import { models } from "../model.ts";
import type { StoredChange } from "../store/store-page.ts";
import { utc } from "../schema/utc.ts";
import { workChannel } from "../schema/work-channel.ts";

/** One change of one record, as it was committed. */
export interface Change {
  readonly connection: string;
  /** The place in the connection's feed: 1, 2, 3 …, without gaps. */
  readonly seq: number;
  readonly at: string;
  /** The table, such as `candidates`. */
  readonly model: string;
  readonly id: string;
  readonly op: StoredChange["op"];
  /** The id before, of a record that was re-keyed. */
  readonly previousId: string | null;
  /** The record as it is now, which may be newer than the change; `null` when it is gone. */
  readonly record: Readonly<Record<string, unknown>> | null;
}

/** Changes of one connection, in order. */
export interface ChangeBatch {
  readonly connection: string;
  readonly changes: readonly Change[];
  /**
   * Moves the consumer's cursor behind the batch. With a transaction of the same database, the cursor commits with the
   * consumer's own work.
   * @throws {AtsError} `sync.cursor-moved` when another process moved it meanwhile.
   */
  commit(transaction?: Queryable): Promise<void>;
}

export interface ChangesOptions {
  /** The name under which the cursor is kept. */
  readonly consumer: string;
  /** Only the changes of this connection. */
  readonly connection?: string;
  /** How many changes a batch has at most. Default 500. */
  readonly batchSize?: number;
  /** End when there is nothing new, instead of waiting. Default false. */
  readonly once?: boolean;
  readonly signal?: AbortSignal;
}

/** The changes, one by one or in batches. One by one, a change counts as handled when the next is asked for. */
export interface Changes extends AsyncIterable<Change> {
  batches(): AsyncIterable<ChangeBatch>;
}

interface Row extends Omit<Change, "record"> {}

/** A connection of which a consumer has read all up to a number, and when that connection was added. */
interface Behind {
  readonly connection: string;
  readonly added: string;
  readonly seq: string;
}

interface NumberedBatch extends ChangeBatch {
  /** Moves the cursor behind one change of the batch. */
  commitTo(seq: number, transaction?: Queryable): Promise<void>;
}

/** How long to wait without a notification before looking again, in milliseconds. */
const lookAgainMs = 5_000;
/** Of how many connections one look finds that they have something new. */
const connectionsAtOnce = 100;

/** A generator that can be left while it waits: on its own it hears of `return` only with the next change. */
function leavable<T>(make: (stop: AbortController) => AsyncGenerator<T, void, void>): AsyncGenerator<T, void, void> {
  const stop = new AbortController();
  const generator = make(stop);
  const leave = generator.return.bind(generator);
  return Object.assign(generator, {
    return: (value: void | PromiseLike<void>) => {
      stop.abort();
      return leave(value);
    },
  });
}

export class Feed {
  readonly #database: Database;
  readonly #schema: string;
  /** Ends the iterations under way. */
  readonly #open = new Set<AbortController>();

  constructor(database: Database, schema: string) {
    this.#database = database;
    this.#schema = schema;
  }

  /** Ends every iteration that waits, and those under way when they ask for more. */
  close(): void {
    for (const stop of this.#open) stop.abort();
  }

  changes(options: ChangesOptions): Changes {
    return {
      batches: () => leavable((stop) => this.#batches(options, stop)),
      [Symbol.asyncIterator]: () => leavable((stop) => this.#oneByOne(options, stop)),
    };
  }

  async *#oneByOne(options: ChangesOptions, stop: AbortController): AsyncGenerator<Change, void, void> {
    for await (const { changes, commitTo } of this.#batches(options, stop)) {
      let handled: number | undefined;
      let isRead = false;
      try {
        for (const change of changes) {
          if (stop.signal.aborted) return;
          yield change;
          handled = change.seq;
        }
        isRead = !stop.signal.aborted;
      } finally {
        // A reader that leaves or fails has its own reason; what cannot be noted for it comes again.
        if (!isRead && handled !== undefined) await commitTo(handled).catch(() => {});
      }
      if (isRead && handled !== undefined) await commitTo(handled);
    }
  }

  async *#batches(options: ChangesOptions, stop: AbortController): AsyncGenerator<NumberedBatch, void, void> {
    const { once = false, signal } = options;
    const isOver = () => stop.signal.aborted || signal?.aborted === true;
    this.#open.add(stop);
    let ring: (() => void) | undefined;
    const end = () => stop.abort();
    stop.signal.addEventListener("abort", () => ring?.());
    signal?.addEventListener("abort", end);
    let unlisten: Unlisten | undefined;
    try {
      await this.#reads(options);
      unlisten = once ? undefined : await this.#database.listen(workChannel, () => ring?.());
      for (let after = ""; ;) {
        if (isOver()) return;
        const behind = await this.#behind(options, after);
        for (const one of behind) {
          const batch = await this.#batch(options, one);
          if (isOver()) return;
          yield batch;
          if (isOver()) return;
        }
        // The others' turn comes, also where these have changed again.
        const isStart = after === "";
        after = behind.length === connectionsAtOnce ? behind.at(-1)!.connection : "";
        if (behind.length > 0 || !isStart) continue;
        if (once) return;
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, lookAgainMs);
          ring = () => {
            clearTimeout(timer);
            resolve();
          };
          if (isOver()) ring();
        });
        ring = undefined;
      }
    } catch (error) {
      // What a database says that was closed meanwhile.
      if (!stop.signal.aborted) throw error;
    } finally {
      this.#open.delete(stop);
      signal?.removeEventListener("abort", end);
      await unlisten?.();
    }
  }

  /** Notes that a consumer reads a connection, or every one: what it has not read of them is kept for it. */
  async #reads({ consumer, connection = "*" }: ChangesOptions): Promise<void> {
    await this.#database.query(
      `insert into ${this.#schema}.consumers (consumer, connection_id, seq) select $1, $2::text, 0
       where $2 = '*' or exists (select from ${this.#schema}.connections where id = $2) on conflict do nothing`,
      [consumer, connection],
    );
  }

  /** Connections whose feed holds entries that the consumer has not read: some of those after another, by id. */
  async #behind({ consumer, connection }: ChangesOptions, after: string): Promise<readonly Behind[]> {
    const { rows } = await this.#database.query<Behind>(
      `select c.id as connection, c.created_at::text as added, coalesce(k.seq, 0)::text as seq from ${this.#schema}.connections c
       left join ${this.#schema}.consumers k on k.consumer = $1 and k.connection_id = c.id
       where c.feed_seq > coalesce(k.seq, 0) and ($2::text is null or c.id = $2) and c.id > $3
         and exists (select from ${this.#schema}.feed f where f.connection_id = c.id and f.seq > coalesce(k.seq, 0))
       order by c.id limit ${connectionsAtOnce}`,
      [consumer, connection ?? null, after],
    );
    return rows;
  }

  async #batch(
    { consumer, batchSize = 500 }: ChangesOptions,
    { connection, added, seq: from }: Behind,
  ): Promise<NumberedBatch> {
    const { rows } = await this.#database.query<Row>(
      `select connection_id as connection, seq::float8 as seq, ${utc("at")} as at, model, id, op, previous_id as "previousId"
       from ${this.#schema}.feed where connection_id = $1 and seq > $2 order by seq limit $3`,
      [connection, from, batchSize],
    );
    const changes = await this.#withRecords(connection, rows);
    const last = changes.at(-1)?.seq;
    const commitTo = async (seq: number, transaction: Queryable = this.#database): Promise<void> => {
      // A connection whose data was deleted meanwhile has no place any more; added again, it counts from 1. Until the place is
      // committed it cannot be deleted: else the next connection of the id could begin there.
      const { rows: moved } = await transaction.query<{ isThere: boolean; isMoved: boolean }>(
        `with there as (select from ${this.#schema}.connections where id = $2 and created_at = $5::timestamptz for key share),
         moved as (
           insert into ${this.#schema}.consumers as k (consumer, connection_id, seq) select $1, $2, $3::bigint from there
           on conflict (consumer, connection_id) do update set seq = excluded.seq where k.seq = $4 returning 1)
         select exists (select from there) as "isThere", exists (select from moved) as "isMoved"`,
        [consumer, connection, seq, from, added],
      );
      const [{ isThere, isMoved } = { isThere: false, isMoved: false }] = moved;
      if (isThere && !isMoved) throw cursorMoved(consumer);
    };
    const commit = async (transaction?: Queryable): Promise<void> => {
      if (last !== undefined) await commitTo(last, transaction);
    };
    return { connection, changes, commit, commitTo };
  }

  async #withRecords(connection: string, rows: readonly Row[]): Promise<readonly Change[]> {
    const records = new Map<string, Change["record"]>();
    for (const { table } of models) {
      const ids = rows.flatMap(({ model, id }) => (model === table ? [id] : []));
      if (ids.length === 0) continue;
      const found = await this.#database.query<{ id: string; record: NonNullable<Change["record"]> }>(
        `select id, record from ${this.#schema}.${table} where connection_id = $1 and id = any($2::text[]) and deleted_at is null`,
        [connection, ids],
      );
      for (const { id, record } of found.rows) records.set(`${table}/${id}`, record);
    }
    return rows.map((row) => ({ ...row, record: records.get(`${row.model}/${row.id}`) ?? null }));
  }

  /** Forgets entries that are older and that every consumer has read. Their numbers are not given again. */
  async forget(olderThanMs: number, now: number): Promise<number> {
    const { rowCount } = await this.#database.query(
      // A consumer of every connection that has read nothing of this one yet stands at 0.
      `delete from ${this.#schema}.feed f where f.at < $1 and f.seq <= coalesce((
         select min(coalesce(k.seq, 0)) from (
           select distinct consumer from ${this.#schema}.consumers where connection_id in ('*', f.connection_id)) reader
         left join ${this.#schema}.consumers k on k.consumer = reader.consumer and k.connection_id = f.connection_id), 0)`,
      [new Date(now - olderThanMs).toISOString()],
    );
    return rowCount;
  }

  async forgetConsumer(name: string): Promise<boolean> {
    const { rowCount } = await this.#database.query(`delete from ${this.#schema}.consumers where consumer = $1`, [
      name,
    ]);
    return rowCount > 0;
  }
}
