/** How many statements a connection keeps at most. Further ones are sent without a name. */
const mostNames = 500;

/**
 * Names for statements that are sent more than once, by which PostgreSQL parses and plans them once per connection.
 * Statements that an app puts together with its values in the text do not fill the server's memory.
 */
export class PreparedNames {
  readonly #names = new Map<string, string | undefined>();

  /** The name of a statement, from the second time on. */
  nameOf(sql: string): string | undefined {
    if (this.#names.has(sql)) return this.#names.get(sql);
    if (this.#names.size < mostNames) this.#names.set(sql, `anyats_${this.#names.size + 1}`);
    return undefined;
  }

  /** From now on the statement is sent without a name. */
  refuse(sql: string): void {
    this.#names.set(sql, undefined);
  }
}

/**
 * Whether PostgreSQL rejected the name and did nothing: the statement's columns changed by a migration, or something
 * between the app and the server, such as PgBouncer before 1.21, gave it a connection that does not know the name.
 */
export function isNameRejected(thrown: unknown): boolean {
  const { code, message } = thrown as { readonly code?: unknown; readonly message?: unknown };
  return code === "26000" || code === "42P05" || (code === "0A000" && /cached plan/.test(String(message)));
}
