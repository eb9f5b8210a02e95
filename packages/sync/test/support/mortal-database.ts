import type { Queryable } from "@anyats/postgres";
import { WrappedDatabase } from "./wrapped-database.ts";

/** The database of a process that may die: what it sends afterwards does not arrive. */
export class MortalDatabase extends WrappedDatabase {
  isDead = false;

  protected override send<Row>(to: Queryable, sql: string, parameters?: readonly unknown[]) {
    return this.isDead ? Promise.reject(new Error("dead")) : super.send<Row>(to, sql, parameters);
  }
}
