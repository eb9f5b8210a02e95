/** What a statement gave back. */
export interface QueryResult<Row> {
  readonly rows: Row[];
  /** How many rows the statement returned or changed. */
  readonly rowCount: number;
}

/** Where a statement can be sent: the database, or one transaction of it. */
export interface Queryable {
  /**
   * Sends one statement with its parameters, or, without parameters, several statements in one text.
   * @throws {DatabaseUnavailable | StatementFailed}
   */
  query<Row = Record<string, unknown>>(sql: string, parameters?: readonly unknown[]): Promise<QueryResult<Row>>;
}

/** Ends what it was returned for. */
export type Unlisten = () => Promise<void>;

/** A PostgreSQL database. */
export interface Database extends Queryable {
  /** Commits what `work` did when it returns, and rolls back when it throws. */
  transaction<T>(work: (transaction: Queryable) => Promise<T>): Promise<T>;
  /**
   * Calls `told` with each notification of a channel. A lost connection is made again; then `told` is called with an
   * empty text, because notifications may have been missed.
   */
  listen(channel: string, told: (payload: string) => void): Promise<Unlisten>;
  /** Waits for statements under way, then closes every connection. */
  close(): Promise<void>;
}
