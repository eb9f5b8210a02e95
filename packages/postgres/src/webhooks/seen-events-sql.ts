/** The table of webhook events that were handled: hashes of their ids, and when. */
export const createSeenEvents = (schema: string) => `
create table ${schema}.seen_events (
  scope text not null,
  event bytea not null,
  seen_at timestamptz not null default clock_timestamp(),
  primary key (scope, event)
);
create index seen_events_seen_at on ${schema}.seen_events (seen_at);
`;

/** Each scope forgets its own events, after a time of its own. */
export const indexSeenEventsByScope = (schema: string) => `
create index seen_events_scope_seen_at on ${schema}.seen_events (scope, seen_at);
drop index ${schema}.seen_events_seen_at;
`;

/** The statements about seen events, for a schema. */
export const seenEventsSql = (schema: string) => ({
  has: `select from ${schema}.seen_events where scope = $1 and event = $2`,
  add: `insert into ${schema}.seen_events (scope, event) values ($1, $2) on conflict do nothing`,
  /** Of one scope: another may keep its events for longer. A few at a time, so that no caller pays for many. Rows that another transaction deletes are left to it. */
  expire: `
    delete from ${schema}.seen_events where ctid = any (array(
      select ctid from ${schema}.seen_events
      where scope = $1 and seen_at < clock_timestamp() - $2 * interval '1 millisecond'
      order by seen_at limit 20 for update skip locked))`,
});
