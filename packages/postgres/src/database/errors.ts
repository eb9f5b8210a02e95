import { AtsError } from "@anyats/core";

/** The database cannot be reached, or the connection broke. */
export class DatabaseUnavailable extends AtsError {
  override readonly name = "DatabaseUnavailable";

  /** @param outcomeUnknown Whether the connection broke while a transaction was being committed. */
  constructor(reason: string, outcomeUnknown = false) {
    super({
      code: "database.unavailable",
      fault: "configuration",
      retry: outcomeUnknown ? "unknown-outcome" : { afterMs: 1_000 },
      message: outcomeUnknown
        ? `The connection to the database broke during a commit (${reason}).`
        : `The database cannot be reached (${reason}).`,
      advice: outcomeUnknown
        ? "The transaction may have been committed: read before you repeat it."
        : "Check the address, and that PostgreSQL is running and accepts connections.",
      details: { reason },
    });
  }
}

/** PostgreSQL rejected a statement. Its message is left out, because it may quote the data. */
export class StatementFailed extends AtsError {
  override readonly name = "StatementFailed";
  /** The SQLSTATE, such as `23505` for a violated unique constraint. */
  readonly sqlState: string;
  /** The violated constraint, where there was one. */
  readonly constraint: string | undefined;

  constructor(facts: { sqlState: string; table?: string | undefined; constraint?: string | undefined }) {
    const repeatable = ["26000", "40001", "40P01", "55P03", "57014"].includes(facts.sqlState);
    super({
      code: "database.statement-failed",
      fault: "configuration",
      retry: repeatable ? "safe" : "never",
      message: `PostgreSQL rejected a statement (SQLSTATE ${facts.sqlState}).`,
      advice: repeatable
        ? "Run the transaction again: it was rolled back, and nothing of it was stored."
        : "Look up the SQLSTATE in PostgreSQL's appendix of error codes, and check that the migrations have run.",
      details: facts,
    });
    this.sqlState = facts.sqlState;
    this.constraint = facts.constraint;
  }
}

/** The server is older than the oldest version that is tested. */
export class DatabaseTooOld extends AtsError {
  override readonly name = "DatabaseTooOld";

  constructor(version: string, oldest: number) {
    super({
      code: "database.too-old",
      fault: "configuration",
      retry: "never",
      message: `The database is PostgreSQL ${version}; the oldest supported version is ${oldest}.`,
      advice: `Upgrade to PostgreSQL ${oldest} or newer.`,
      details: { version, oldest },
    });
  }
}

/** An option of this package is not valid. */
export class DatabaseMisconfigured extends AtsError {
  override readonly name = "DatabaseMisconfigured";

  constructor(option: string, problem: string, advice: string) {
    super({
      code: "database.misconfigured",
      fault: "configuration",
      retry: "never",
      message: `The option ${option} is not valid: ${problem}.`,
      advice,
      details: { option },
    });
  }
}

/** A migration that ran has another text, or another place, than the one in the code. */
export class MigrationChanged extends AtsError {
  override readonly name = "MigrationChanged";

  constructor(set: string, id: string) {
    super({
      code: "database.migration-changed",
      fault: "configuration",
      retry: "never",
      message: `The migration ${id} of "${set}" is not the one that ran on this database.`,
      advice: "Install the version whose migrations ran, or a newer one; never edit a migration that was released.",
      details: { set, id },
    });
  }
}

/** The database was migrated by newer code. */
export class MigrationUnknown extends AtsError {
  override readonly name = "MigrationUnknown";

  constructor(set: string, id: string) {
    super({
      code: "database.migration-unknown",
      fault: "configuration",
      retry: "never",
      message: `The database has the migration ${id} of "${set}", which this version does not know.`,
      advice: "Run the migrations with the newest version that uses this database.",
      details: { set, id },
    });
  }
}

/** The tables are missing or older than the code. */
export class MigrationNeeded extends AtsError {
  override readonly name = "MigrationNeeded";

  constructor(schema: string, missing: readonly string[]) {
    super({
      code: "database.migration-needed",
      fault: "configuration",
      retry: "never",
      message: `The schema "${schema}" lacks ${missing.length} migrations: ${missing.slice(0, 5).join(", ")}.`,
      advice: "Run `migrate` as a step of your deployment, before the app starts.",
      details: { schema, missing },
    });
  }
}

interface PostgresProblem {
  readonly code?: string;
  readonly severity?: string;
  readonly table?: string;
  readonly constraint?: string;
}

const isSqlState = (code: unknown): code is string => typeof code === "string" && /^[0-9A-Z]{5}$/.test(code);

/** SQLSTATEs of a server that is going down, coming up, or full. */
const unavailableStates = /^(?:08...|57P0[1-5]|53...)$/;

/** Whether an error of `pg` is about the connection, and not about the statement. */
function connectionProblem(thrown: unknown): string | undefined {
  const { code, severity } = thrown as PostgresProblem;
  // After a failover, a connection may still lead to the server that was the primary: another leads to the new one.
  if (code === "25006") return "it accepts no writes, SQLSTATE 25006";
  if (typeof code === "string" && /^E[A-Z_]+$/.test(code)) return code;
  if (typeof code === "string" && unavailableStates.test(code)) return `SQLSTATE ${code}`;
  // The server goes on: its text may speak of a timeout of the statement, or quote a value that does.
  if (isSqlState(code) && severity === "ERROR") return undefined;
  const message = thrown instanceof Error ? thrown.message : "";
  if (/timeout|timed out/i.test(message)) return "timed out";
  if (
    /terminated|not queryable|connection error|Connection ended|Client was closed|pool after calling end/i.test(message)
  )
    return "connection closed";
  return undefined;
}

/** What `pg` threw, as a typed error without the text of the server. Errors of others pass through. */
export function databaseError(thrown: unknown, committing = false): unknown {
  if (AtsError.is(thrown)) return thrown;
  const connection = connectionProblem(thrown);
  if (connection !== undefined) return new DatabaseUnavailable(connection, committing);
  const { code, table, constraint } = thrown as PostgresProblem;
  if (isSqlState(code)) return new StatementFailed({ sqlState: code, table, constraint });
  return thrown;
}
