import type { Queryable } from "@anyats/postgres";
import { utc } from "../schema/utc.ts";

/** What limits the requests of a connection now. */
export interface QuotaStatus {
  /** Requests of all processes that wait for a place. */
  readonly waiting: number;
  /** When the server lets requests through again; null when it does now. */
  readonly until: string | null;
  /** How many requests may run at once; null when no limit is known. */
  readonly atOnce: number | null;
  /** How many requests the window has left; null when the server names no window. */
  readonly left: number | null;
}

const until = `max(greatest(case when l.paused_until > clock_timestamp() then l.paused_until end,
  case when l.window_left <= 0 and l.window_until > clock_timestamp() then l.window_until end))`;

const none: QuotaStatus = { waiting: 0, until: null, atOnce: null, left: null };

/** The limits of connections, as all processes learnt them from the servers' answers. */
export async function quotasOf(
  database: Queryable,
  schema: string,
  ids: readonly string[],
): Promise<(id: string) => QuotaStatus> {
  const { rows } = await database.query<QuotaStatus & { scope: string }>(
    `select l.scope, min(l.at_once) as "atOnce",
       min(case when l.window_until > clock_timestamp() then l.window_left end) as left,
       ${utc(until)} as until,
       (select count(*)::int from ${schema}.allowance_permits p
        join ${schema}.allowance_holders h on h.id = p.holder and h.alive_until > clock_timestamp()
        where p.scope = l.scope and p.granted_at is null) as waiting
     from ${schema}.allowance_limits l where l.scope = any($1::text[]) group by l.scope`,
    [ids],
  );
  const found = new Map(rows.map(({ scope, ...quota }) => [scope, quota]));
  return (id) => found.get(id) ?? none;
}
