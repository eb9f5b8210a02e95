import type { Queryable } from "@anyats/postgres";
import { dueSql, readableSql } from "./claim.ts";
import type { Lane } from "./wake-ups.ts";
import type { Target } from "./work-once.ts";

export interface Due extends Target {
  readonly lane: Lane;
  /** How long it has been due, in milliseconds. */
  readonly lateMs: number;
}

/** Finds what is due, the longest waiting first. The database knows; jobs are only sent for it. */
export async function dueStreams(
  database: Queryable,
  schema: string,
  now: number,
  limit: number,
  readable: readonly string[],
): Promise<readonly Due[]> {
  const { rows } = await database.query<Due>(
    `select s.connection_id as connection, s.stream,
       case when s.fresh_pass is null and (s.first_done_at is null
         or (s.whole_pass is not null or s.verify_due_at <= $1) and s.wanted <= s.served and s.due_at > $1)
         then 'whole' else 'fresh' end as lane,
       (extract(epoch from $1::timestamptz - s.next_at) * 1000)::float8 as "lateMs"
     from ${schema}.streams s join ${schema}.connections c on c.id = s.connection_id
     where ${dueSql("$1")} and s.scheduled and c.state in ('waiting', 'active', 'attention')
       and (c.retry_at is null or c.retry_at <= $1) and ${readableSql(schema, "$1", "$3")}
     order by s.next_at, s.connection_id, s.stream limit $2`,
    [new Date(now).toISOString(), limit, readable],
  );
  return rows;
}
