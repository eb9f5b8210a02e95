import { AtsError } from "@anyats/core";
import { storable } from "../store/encode.ts";
import type { Claim } from "./claim.ts";
import type { EngineSettings } from "./settings.ts";

/** Who can do something about a state or an error. */
export type Who = "you" | "customer" | "nobody";

/** Why a connection or a stream does not go on. */
export interface Reason {
  readonly code: string;
  readonly message: string;
  readonly advice: string;
  readonly who: Who;
  readonly at: string;
}

/** How a failed slice goes on. */
export interface Failure {
  readonly reason: Reason;
  readonly retryMs: number;
  /** Whether every stream of the connection waits, not this one alone. */
  readonly connection: boolean;
  readonly state: "waiting" | "attention" | undefined;
}

const minute = 60_000;
/** The longest wait between two tries. */
export const longestRetryMs = 15 * minute;
/** From how many failures in a row on the whole connection waits. */
const breakerAfter = 5;

/** The app's own database failed: whatever it said, it is nothing that a customer can do. */
const isOfDatabase = ({ code }: AtsError): boolean => code.startsWith("database.");

function whoOf(error: AtsError): Who {
  const { code, fault, retry } = error;
  // The server said when it lets requests through again, and nobody can make that sooner.
  if (code === "quota.exceeded") return "nobody";
  if (isOfDatabase(error)) return retry === "safe" ? "nobody" : "you";
  // Settings that throw, a key that is not set: the app's own, whatever kind of fault it is.
  if (code.startsWith("sync.")) return "you";
  if (fault === "configuration") return "customer";
  return fault === "caller" || fault === "adapter" ? "you" : "nobody";
}

/** Why something does not go on, from the error that it met. */
export function reasonOf(error: AtsError, now: number): Reason {
  const { code, message, advice } = error;
  return { code, message, advice, who: whoOf(error), at: new Date(now).toISOString() };
}

/** Between half and the whole of a wait that doubles with each failure. */
export function backoffMs(failures: number, random: () => number = Math.random): number {
  const full = Math.min(longestRetryMs, 1_000 * 2 ** Math.min(failures, 20));
  return full / 2 + (full / 2) * random();
}

/** Decides by an error what becomes of a stream and its connection. */
export function failureOf(
  error: AtsError,
  claim: Pick<Claim, "failures" | "connectionFailures">,
  now: number,
): Failure {
  const { code, retry, fault } = error;
  const reason = reasonOf(error, now);
  if (code === "connection.first-sync-pending")
    return { reason: { ...reason, who: "nobody" }, retryMs: minute, connection: true, state: "waiting" };
  if (fault === "configuration" && !isOfDatabase(error))
    return { reason, retryMs: longestRetryMs, connection: true, state: "attention" };
  const asked = typeof retry === "object" ? Math.min(retry.afterMs, 24 * 60 * minute) : 0;
  const retryMs = Math.max(asked, backoffMs(claim.failures));
  const isOpen = claim.connectionFailures + 1 >= breakerAfter;
  return { reason, retryMs, connection: isOpen || code === "quota.exceeded", state: undefined };
}

/** Writes a failure down and gives the stream back. A lapsed attempt writes nothing. */
export async function fail(
  { database, schema, clock, tell }: EngineSettings,
  claim: Claim,
  failure: Failure,
): Promise<void> {
  const { connection, stream, attempt } = claim;
  const at = new Date(clock.now() + failure.retryMs).toISOString();
  const changed = await database.transaction(async (transaction) => {
    await transaction.query(`select from ${schema}.connections where id = $1 for no key update`, [connection]);
    const { rowCount } = await transaction.query(
      `update ${schema}.streams set lease_until = null, worker = null, failures = failures + 1, last_error = $4::jsonb,
         retry_at = $5, next_at = $5, whole_pass = whole_pass - 'waited'
       where connection_id = $1 and stream = $2 and attempt = $3 and lease_until is not null`,
      [connection, stream, attempt, storable(JSON.stringify(failure.reason)), at],
    );
    if (rowCount === 0) return false;
    await transaction.query(
      `update ${schema}.connections set failures = failures + 1,
         retry_at = case when $2 then $3::timestamptz else retry_at end,
         state = coalesce($4, state), reason = case when $4 is null then reason else $5::jsonb end, changed_at = $6
       where id = $1 and state in ('waiting', 'active', 'attention')`,
      [
        connection,
        failure.connection,
        at,
        failure.state ?? null,
        storable(JSON.stringify(failure.reason)),
        new Date(clock.now()).toISOString(),
      ],
    );
    if (failure.connection)
      await transaction.query(
        `update ${schema}.streams set next_at = $2 where connection_id = $1 and lease_until is null and next_at < $2`,
        [connection, at],
      );
    return true;
  });
  if (!changed) return;
  tell({ type: "failed", connection, stream, code: failure.reason.code, retryMs: failure.retryMs });
  if (failure.state) tell({ type: "state", connection, state: failure.state, code: failure.reason.code });
}
