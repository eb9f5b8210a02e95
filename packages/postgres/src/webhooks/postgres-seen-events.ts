import { createHash } from "node:crypto";
import type { Queryable } from "../database/database.ts";
import { DatabaseMisconfigured } from "../database/errors.ts";
import { defaultSchema, identifier } from "../database/identifier.ts";
import { seenEventsSql } from "./seen-events-sql.ts";

export interface SeenEventsOptions {
  /** What keeps these events apart from others in the same table, such as the connection's id. */
  readonly scope?: string;
  /** `anyats` unless given. */
  readonly schema?: string;
  /** How long an event is remembered, in milliseconds; 30 days unless given. */
  readonly keepMs?: number;
}

/** Remembers webhook events for all processes of an app. It is what `webhooks` takes as `seen`. */
export interface PostgresSeenEvents {
  has(eventId: string): Promise<boolean>;
  /**
   * Notes an event.
   * @param within Where to write it, such as a transaction in which the event is handled.
   * @returns Whether it is new.
   */
  add(eventId: string, within?: Queryable): Promise<boolean>;
}

const days = 24 * 60 * 60 * 1_000;

/** Webhook events that were handled, in PostgreSQL. Old ones are deleted while new ones are noted. */
export function postgresSeenEvents(database: Queryable, options: SeenEventsOptions = {}): PostgresSeenEvents {
  const sql = seenEventsSql(identifier("schema", options.schema ?? defaultSchema));
  const scope = options.scope ?? "";
  const keepMs = options.keepMs ?? 30 * days;
  if (!(keepMs > 0))
    throw new DatabaseMisconfigured("keepMs", `${keepMs} is not above 0`, "Give the time in milliseconds.");
  // Of one length, whatever the sender puts into it.
  const parameters = (eventId: string) => [scope, createHash("sha256").update(eventId).digest()];

  return {
    has: async (eventId) => (await database.query(sql.has, parameters(eventId))).rowCount > 0,
    add: async (eventId, within = database) => {
      const isNew = (await within.query(sql.add, parameters(eventId))).rowCount > 0;
      if (isNew) await within.query(sql.expire, [scope, keepMs]);
      return isNew;
    },
  };
}
