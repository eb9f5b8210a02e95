import { createHash } from "node:crypto";
import type { Database, Queryable } from "./database.ts";
import { MigrationChanged, MigrationNeeded, MigrationUnknown, StatementFailed } from "./errors.ts";
import { defaultSchema, identifier } from "./identifier.ts";

/** One step that changes the tables. Once released, it never changes. */
export type MigrationStep =
  | {
      readonly id: string;
      /** The statements, for the schema's name. */
      readonly sql: (schema: string) => string;
    }
  | {
      readonly id: string;
      /** What stands for the contents, such as the version of another package's tables. */
      readonly version: string;
      readonly run: (transaction: Queryable, schema: string) => Promise<void>;
    };

/** The steps of one package, in the order in which they run. */
export interface MigrationSet {
  readonly name: string;
  readonly steps: readonly MigrationStep[];
}

export interface MigrateOptions {
  readonly sets: readonly MigrationSet[];
  /** `anyats` unless given. */
  readonly schema?: string;
}

interface Applied {
  readonly set_name: string;
  readonly id: string;
  readonly hash: string;
}

function hashOf(step: MigrationStep): string {
  return createHash("sha256")
    .update("sql" in step ? step.sql("schema") : step.version)
    .digest("hex");
}

/** One number per schema, so that two schemas of one database can be migrated at the same time. */
function lockOf(schema: string): string {
  return createHash("sha256").update(`anyats migrations of ${schema}`).digest().readBigInt64BE().toString();
}

async function applied(queryable: Queryable, schema: string): Promise<readonly Applied[]> {
  const { rows: found } = await queryable.query<{ table: string | null }>("select to_regclass($1)::text as table", [
    `${schema}.migrations`,
  ]);
  if (!found[0]?.table) return [];
  const sql = `select set_name, id, hash from ${schema}.migrations order by set_name, position`;
  return (await queryable.query<Applied>(sql)).rows;
}

/** Compares what ran with what the code knows. @returns The steps that have not run. */
function pendingOf(set: MigrationSet, ran: readonly Applied[], newerAllowed: boolean): readonly MigrationStep[] {
  const own = ran.filter(({ set_name }) => set_name === set.name);
  for (const [index, { id, hash }] of own.entries()) {
    const step = set.steps[index];
    if (step === undefined && newerAllowed) break;
    if (step === undefined) throw new MigrationUnknown(set.name, id);
    if (step.id !== id || hashOf(step) !== hash) throw new MigrationChanged(set.name, id);
  }
  return set.steps.slice(own.length);
}

const table = (schema: string) => `
  create table if not exists ${schema}.migrations (
    set_name text not null,
    position integer not null,
    id text not null,
    hash text not null,
    applied_at timestamptz not null default now(),
    primary key (set_name, position)
  )`;

/** Runs the next step of a set, if there is one. Each step is a transaction of its own, so that progress is kept. */
async function runNext(database: Database, schema: string, set: MigrationSet): Promise<string | undefined> {
  return database.transaction(async (transaction) => {
    await transaction.query("select pg_advisory_xact_lock($1)", [lockOf(schema)]);
    // A migration that waits for a lock makes every statement behind it wait; better to fail and be run again.
    await transaction.query("set local lock_timeout = '10s'");
    const ran = await applied(transaction, schema);
    const [step] = pendingOf(set, ran, false);
    if (step === undefined) return undefined;
    // `create schema if not exists` needs the right to create one even where it exists.
    const { rowCount } = await transaction.query("select from pg_namespace where nspname = $1", [schema]);
    if (rowCount === 0) await transaction.query(`create schema ${schema}`);
    await transaction.query(table(schema));
    if ("sql" in step) await transaction.query(step.sql(schema));
    else await step.run(transaction, schema);
    await transaction.query(`insert into ${schema}.migrations (set_name, position, id, hash) values ($1, $2, $3, $4)`, [
      set.name,
      set.steps.indexOf(step),
      step.id,
      hashOf(step),
    ]);
    return step.id;
  });
}

/**
 * Creates and changes the tables. Run it as a step of the deployment. Several processes may run it at the same time.
 * @returns The steps that ran now, as `set/id`.
 * @throws {MigrationChanged | MigrationUnknown} when the database was migrated by other or newer code.
 */
export async function migrate(database: Database, options: MigrateOptions): Promise<readonly string[]> {
  const schema = identifier("schema", options.schema ?? defaultSchema);
  const done: string[] = [];
  for (const set of options.sets) {
    for (let id = await runNext(database, schema, set); id !== undefined; id = await runNext(database, schema, set))
      done.push(`${set.name}/${id}`);
  }
  return done;
}

/**
 * Checks that the tables are those that the code expects; changes nothing. Tables of newer code pass, so that old and
 * new code can run side by side during a deployment.
 * @throws {MigrationNeeded | MigrationChanged}
 */
export async function checkMigrated(database: Queryable, options: MigrateOptions): Promise<void> {
  const schema = identifier("schema", options.schema ?? defaultSchema);
  const ran = await applied(database, schema).catch((error: unknown) => {
    // Without the right to look into the schema, the tables do not exist for this user.
    if (error instanceof StatementFailed && error.sqlState === "42501") return [];
    throw error;
  });
  const missing = options.sets.flatMap((set) => pendingOf(set, ran, true).map(({ id }) => `${set.name}/${id}`));
  if (missing.length > 0) throw new MigrationNeeded(schema, missing);
}
