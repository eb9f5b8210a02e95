import { Pool, type PoolClient, type PoolConfig } from "pg";
import type { Database, Queryable, QueryResult, Unlisten } from "./database.ts";
import {
  databaseError,
  DatabaseMisconfigured,
  DatabaseTooOld,
  DatabaseUnavailable,
  StatementFailed,
} from "./errors.ts";
import { inTurn } from "./in-turn.ts";
import { Listener } from "./listener.ts";
import { isNameRejected, PreparedNames } from "./prepared.ts";

/** The oldest version of PostgreSQL that is tested. */
const oldestVersion = 15;

export interface DatabaseOptions {
  /** Such as `postgres://user:password@host:5432/database`. */
  readonly url: string;
  readonly pool?: {
    /** How many connections at most; 10 unless given. */
    readonly max?: number;
    /** How long to wait for a connection, in milliseconds; 10,000 unless given. */
    readonly connectTimeoutMs?: number;
  };
  /** What PostgreSQL shows for the connections in `pg_stat_activity`; `anyats` unless given. */
  readonly applicationName?: string;
  /**
   * Whether statements that are sent more than once get a name, so that PostgreSQL parses and plans them once per
   * connection; false unless given. A pooler between the app and the server must know named statements, as PgBouncer
   * does from 1.21 on.
   */
  readonly prepare?: boolean;
}

/** The SQLSTATE of a statement that the connection does not know by the name it was sent with; it did nothing. */
const nameRejected = "26000";

interface Statement {
  readonly name?: string;
  readonly text: string;
  readonly values?: readonly unknown[] | undefined;
}

interface Sends {
  query(statement: Statement): Promise<{ rows: unknown[]; rowCount: number | null } | unknown[]>;
}

/** @param names Where the statement gets a name from; one whose name is rejected is sent without it from then on. */
async function send<Row>(
  to: Sends,
  text: string,
  values?: readonly unknown[],
  names?: PreparedNames,
): Promise<QueryResult<Row>> {
  const name = values && names?.nameOf(text);
  try {
    const answer = await to.query(name === undefined ? { text, values } : { name, text, values });
    // Several statements in one text have several results: their rows follow each other, and the last one counts.
    const all = (Array.isArray(answer) ? answer : [answer]) as { rows: Row[]; rowCount: number | null }[];
    return { rows: all.flatMap(({ rows }) => rows), rowCount: all.at(-1)?.rowCount ?? 0 };
  } catch (error) {
    if (name === undefined || !isNameRejected(error)) throw databaseError(error);
    names?.refuse(text);
    throw new StatementFailed({ sqlState: nameRejected });
  }
}

/** A database over a pool of `pg`. */
class PgDatabase implements Database {
  readonly #pool: Pool;
  readonly #listener: Listener;
  readonly #names: PreparedNames | undefined;
  #closing: Promise<void> | undefined;

  constructor(config: PoolConfig, prepare: boolean) {
    this.#names = prepare ? new PreparedNames() : undefined;
    this.#pool = new Pool(config);
    // An idle connection that breaks is replaced at the next statement.
    this.#pool.on("error", () => {});
    this.#listener = new Listener(config);
  }

  async query<Row>(sql: string, parameters?: readonly unknown[]): Promise<QueryResult<Row>> {
    const pool = this.#pool as unknown as Sends;
    try {
      return await send<Row>(pool, sql, parameters, this.#names);
    } catch (error) {
      const isRejected = error instanceof StatementFailed && error.sqlState === nameRejected;
      if (!this.#names || !isRejected) throw error;
      // A transaction of its own: it did nothing, so it is sent again without the name.
      return send<Row>(pool, sql, parameters);
    }
  }

  async transaction<T>(work: (transaction: Queryable) => Promise<T>): Promise<T> {
    const client = await this.#checkOut();
    let broken: Error | undefined;
    const onError = (error: Error) => (broken = error);
    // Without a listener, a connection that breaks in a transaction would end the process.
    client.on("error", onError);
    let ended = false;
    const turn = inTurn();
    const transaction: Queryable = {
      query: (sql, parameters) => {
        if (ended) return Promise.reject(new Error("The transaction has ended; await each statement within it."));
        return turn(() => send(client as unknown as Sends, sql, parameters, this.#names));
      },
    };
    try {
      await send(client as unknown as Sends, "begin");
      const result = await work(transaction);
      ended = true;
      await turn(() => commit(client));
      return result;
    } catch (error) {
      ended = true;
      // What is wrong with the server may be wrong with this connection only.
      if (error instanceof DatabaseUnavailable) broken ??= error;
      // Statements that the work left behind end first.
      await turn(() => client.query("rollback")).catch((problem: Error) => (broken ??= problem));
      // Statements are typed already; what the work itself threw is the caller's, whatever its text says.
      throw error;
    } finally {
      client.off("error", onError);
      client.release(broken);
    }
  }

  listen(channel: string, told: (payload: string) => void): Promise<Unlisten> {
    return this.#listener.listen(channel, told);
  }

  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    await Promise.all([this.#listener.close(), this.#pool.end()]);
  }

  async #checkOut(): Promise<PoolClient> {
    try {
      return await this.#pool.connect();
    } catch (error) {
      throw databaseError(error);
    }
  }
}

/** PostgreSQL answers `commit` of a failed transaction with a rollback and no error. */
async function commit(client: PoolClient): Promise<void> {
  let answer: { command: string };
  try {
    answer = await client.query("commit");
  } catch (error) {
    throw databaseError(error, true);
  }
  if (answer.command !== "COMMIT")
    throw new Error("A statement of the transaction failed and its error was ignored: everything was rolled back.");
}

/**
 * Connects to a database.
 * @throws {DatabaseUnavailable | DatabaseTooOld | DatabaseMisconfigured}
 */
export async function connectDatabase(options: DatabaseOptions): Promise<Database> {
  if (!/^postgres(?:ql)?:\/\//.test(options.url))
    throw new DatabaseMisconfigured(
      "url",
      "it does not begin with postgres://",
      "Give the address as postgres://user:password@host:5432/database.",
    );
  const config: PoolConfig = {
    connectionString: options.url,
    max: options.pool?.max ?? 10,
    connectionTimeoutMillis: options.pool?.connectTimeoutMs ?? 10_000,
    application_name: options.applicationName ?? "anyats",
    // A connection whose other end vanished without a word is noticed.
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  };
  const database = new PgDatabase(config, options.prepare ?? false);
  try {
    const { rows } = await database.query<{ number: string; version: string }>(
      "select current_setting('server_version_num') as number, current_setting('server_version') as version",
    );
    const [{ number, version } = { number: "0", version: "unknown" }] = rows;
    if (Number(number) < oldestVersion * 10_000) throw new DatabaseTooOld(version, oldestVersion);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}
