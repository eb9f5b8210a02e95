import { createHash, randomUUID } from "node:crypto";
import type { Ledger, LedgerEntry } from "@anyats/core";
import type { Queryable } from "../database/database.ts";
import { DatabaseMisconfigured } from "../database/errors.ts";
import { defaultSchema, identifier } from "../database/identifier.ts";
import { ledgerSql } from "./ledger-sql.ts";

export interface PostgresLedgerOptions {
  /**
   * What keeps this ledger's entries apart from others in the same table, such as the connection's id. Erasure concerns
   * one scope.
   */
  readonly scope?: string;
  /** `anyats` unless given. */
  readonly schema?: string;
}

/** A ledger that outlives the process and is shared by all processes of an app. */
export interface PostgresLedger extends Ledger {
  /**
   * Deletes finished writes that are older. Their idempotency keys are free again, so keep them for longer than an app
   * may repeat a call.
   * @returns How many were deleted.
   */
  forget(olderThanMs: number): Promise<number>;
}

/** A key can be long and may hold an address; its hash is neither. */
function hash(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/** JSON, in which `undefined` is absent. */
function encoded(value: unknown): string | null {
  return value === undefined ? null : (JSON.stringify(value) ?? null);
}

function decoded(text: string | null): unknown {
  return text === null ? undefined : (JSON.parse(text) as unknown);
}

interface Claimed {
  readonly claims: number;
  readonly memory: string | null;
  readonly erased: boolean;
}

interface Kept {
  readonly fingerprint: string;
  readonly state: "claimed" | "unknown" | "done";
  readonly output: string | null;
}

/**
 * A ledger over PostgreSQL. The claim of a process that died is *unknown* for the next caller once its lease has ended,
 * by the clock of the database.
 */
export function postgresLedger(database: Queryable, options: PostgresLedgerOptions = {}): PostgresLedger {
  const sql = ledgerSql(identifier("schema", options.schema ?? defaultSchema));
  const scope = options.scope ?? "";

  async function changes(statement: string, key: string, token: string, ...more: unknown[]): Promise<boolean> {
    return (await database.query(statement, [scope, hash(key), token, ...more])).rowCount === 1;
  }

  return {
    async claim(key, fingerprint, leaseMs, about = []): Promise<LedgerEntry> {
      if (!(leaseMs > 0))
        throw new DatabaseMisconfigured("leaseMs", `${leaseMs} is not above 0`, "Give the lease in milliseconds.");
      const token = randomUUID();
      const hashed = hash(key);
      const claim = [scope, hashed, fingerprint, token, Math.ceil(leaseMs), about.map(hash)];
      for (;;) {
        const { rows: claimed } = await database.query<Claimed>(sql.claim, claim);
        const [own] = claimed;
        if (own?.claims === 1) return { state: "claimed", token };
        if (own) return { state: "unknown", token, memory: own.erased ? null : decoded(own.memory) };
        const { rows } = await database.query<Kept>(sql.look, [scope, hashed]);
        const [kept] = rows;
        if (kept && kept.fingerprint !== fingerprint) return { state: "other-write" };
        // It was released or became unknown between the two statements.
        if (kept === undefined || kept.state === "unknown") continue;
        if (kept.state === "done") return { state: "done", output: decoded(kept.output) };
        return { state: "in-progress" };
      }
    },
    remember: (key, token, memory) => changes(sql.remember, key, token, encoded(memory)),
    finish: (key, token, output, about = []) => changes(sql.finish, key, token, encoded(output), about.map(hash)),
    doubt: (key, token) => changes(sql.doubt, key, token),
    release: (key, token) => changes(sql.release, key, token),
    erase: async (about) => (await database.query(sql.erase, [scope, hash(about)])).rowCount,
    forget: async (olderThanMs) => (await database.query(sql.forget, [scope, olderThanMs])).rowCount,
  };
}
