import type { Who } from "../engine/failure.ts";

/** How many connections have a trouble, and who can end it. */
export interface Trouble {
  /** `nobody`: it is retried automatically. */
  readonly who: Who;
  /** The code of the error; `sync.deletions-held`, `sync.writes-unknown` and `sync.writes-failed` wait for you. */
  readonly code: string;
  readonly connections: number;
}

/** Every trouble of every connection that is not disconnected: its id, who can act, and the code. */
export function troublesSql(schema: string): string {
  return `select c.id, t.who, t.code from ${schema}.connections c join (
      select id, reason ->> 'who' as who, reason ->> 'code' as code from ${schema}.connections where reason is not null
      union all
      select connection_id, last_error ->> 'who', last_error ->> 'code' from ${schema}.streams where last_error is not null
      union all
      select connection_id, 'you', 'sync.deletions-held' from ${schema}.streams
      where held is not null and held ->> 'confirmed' is null
      union all
      select connection_id, 'you', 'sync.writes-' || state from ${schema}.outbox where state in ('unknown', 'failed')
    ) t (id, who, code) on t.id = c.id where c.state <> 'disconnected'`;
}
