import type { Queryable } from "@anyats/postgres";
import type { Claim } from "./claim.ts";
import type { EngineSettings } from "./settings.ts";

/** What a slice left behind. */
export interface SliceEnd {
  /** When the stream has work again, in milliseconds since 1970. */
  readonly nextAt: number | null;
  /** Whether that work is a complete pass, which belongs in the slow lane. */
  readonly whole: boolean;
}

/**
 * Gives the stream back: the lease ends and the row says when there is work again. What was asked for meanwhile is
 * work now.
 * @param within The transaction that completes the pass, so that it and the end of the lease are one commit.
 */
export async function endSlice(
  { database, schema, clock }: EngineSettings,
  claim: Claim,
  within: Queryable = database,
): Promise<SliceEnd> {
  const now = new Date(clock.now()).toISOString();
  const { rows } = await within.query<SliceEnd>(
    `update ${schema}.streams s set lease_until = null, worker = null, lapses = 0, next_at = case
       when fresh_pass is not null or whole_pass is not null or first_done_at is null then $4::timestamptz
       when wanted > served then $4::timestamptz
       when rederive then $4::timestamptz
       when held ->> 'confirmed' is not null and held ->> 'after' is null then $4::timestamptz
       else least(due_at, verify_due_at, (held ->> 'after')::timestamptz, (select min(a.next_at) from ${schema}.set_aside a
         where a.connection_id = s.connection_id and a.stream = s.stream and a.id is not null)) end
     where connection_id = $1 and stream = $2 and attempt = $3 and lease_until is not null
     returning (extract(epoch from next_at) * 1000)::float8 as "nextAt",
       (fresh_pass is null and (whole_pass is not null or first_done_at is null)
         and not (first_done_at is not null and wanted > served)) as whole`,
    [claim.connection, claim.stream, claim.attempt, now],
  );
  return rows[0] ?? { nextAt: null, whole: false };
}
