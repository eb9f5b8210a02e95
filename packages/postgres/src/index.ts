export {
  type AtOnce,
  sharedAllowances,
  type SharedAllowances,
  type SharedAllowancesOptions,
  type ScopeOptions,
  type Sharing,
} from "./allowance/shared-allowance.ts";
export * from "./database/index.ts";
export { postgresLedger, type PostgresLedger, type PostgresLedgerOptions } from "./ledger/postgres-ledger.ts";
export { openDatabase, type OpenOptions } from "./open-database.ts";
export { EmbeddedInUse, EmbeddedUnavailable } from "./server/errors.ts";
export { postgresMigrations } from "./migrations.ts";
export {
  postgresSeenEvents,
  type PostgresSeenEvents,
  type SeenEventsOptions,
} from "./webhooks/postgres-seen-events.ts";
