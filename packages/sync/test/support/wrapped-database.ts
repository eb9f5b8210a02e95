import type { Database, Queryable } from "@anyats/postgres";

/** A database around another one, which a test lets fail, wait or count. It ends with the other one. */
export abstract class WrappedDatabase implements Database {
  protected readonly inner: Database;

  constructor(inner: Database) {
    this.inner = inner;
  }

  /** Sends a statement, alone or in a transaction. */
  protected send<Row>(to: Queryable, sql: string, parameters?: readonly unknown[]) {
    return to.query<Row>(sql, parameters);
  }

  query<Row>(sql: string, parameters?: readonly unknown[]) {
    return this.send<Row>(this.inner, sql, parameters);
  }

  transaction<T>(work: (transaction: Queryable) => Promise<T>): Promise<T> {
    return this.inner.transaction((inner) =>
      work({ query: (sql, parameters) => this.send<never>(inner, sql, parameters) }),
    );
  }

  listen(channel: string, told: (payload: string) => void) {
    return this.inner.listen(channel, told);
  }

  async close(): Promise<void> {}
}
