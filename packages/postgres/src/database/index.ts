export type { Database, Queryable, QueryResult, Unlisten } from "./database.ts";
export * from "./errors.ts";
export { defaultSchema } from "./identifier.ts";
export * from "./migrate.ts";
export { connectDatabase, type DatabaseOptions } from "./pg-database.ts";
