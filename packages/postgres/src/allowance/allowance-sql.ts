/** The channel on which a process learns that places were granted to it. */
export const allowanceChannel = (schema: string) => `${schema}_allowance`;

/**
 * The function that learns.
 * @param isKnown Whether an answer is of the window that is known: of that one, the lower number counts.
 */
const learnFunction = (
  schema: string,
  create: string,
  isKnown: string,
) => `-- Takes note of what the server said, and of what its answers show.
${create} function ${schema}.allowance_learn(
  in_scope text, in_kind text, in_first integer, in_most integer,
  in_concurrency integer, in_remaining integer, in_reset_ms double precision, in_refused text
) returns void
language plpgsql as $$
declare
  limits ${schema}.allowance_limits;
  now_at timestamptz;
  held integer;
  left_now integer;
begin
  insert into ${schema}.allowance_limits (scope, kind, at_once, most) values (in_scope, in_kind, in_first, in_most)
  on conflict do nothing;
  select * into limits from ${schema}.allowance_limits where scope = in_scope and kind = in_kind for update;
  now_at := clock_timestamp();
  select count(*) into held from ${schema}.allowance_permits
  where scope = in_scope and kind = in_kind and granted_at is not null;

  if in_concurrency >= 1 then
    if limits.at_once is null or limits.at_once > in_concurrency
      or ((limits.said is null or in_concurrency > limits.said) and limits.refused_at is null)
    then limits.at_once := in_concurrency; end if;
    limits.said := in_concurrency;
  end if;

  if in_refused = 'concurrency' then
    -- Several refusals of one moment lower it once: the first has counted those that were under way.
    if limits.at_once is null then
      limits.at_once := 8;
      limits.most := 30;
    else
      limits.at_once := greatest(1, least(limits.at_once, held - 1));
    end if;
    if limits.refused_at is null or limits.refused_at < now_at - interval '1 second' then
      limits.recovery_ms := case when limits.refused_at is null then 5000 else least(600000, limits.recovery_ms * 2) end;
    end if;
    limits.refused_at := now_at;
    limits.successes := 0;
  end if;

  if in_remaining is not null and in_reset_ms > 0 then
    -- Those under way may not have been counted by the server yet.
    left_now := greatest(0, in_remaining - greatest(0, held - 1));
    if ${isKnown} and (held > 1 or limits.at_once is null)
    then left_now := least(left_now, coalesce(limits.window_left, left_now)); end if;
    limits.windowed := true;
    limits.window_left := left_now;
    limits.window_until := now_at + in_reset_ms * interval '1 millisecond';
  end if;
  if in_refused = 'window' then
    limits.paused_until := greatest(
      limits.paused_until, now_at + coalesce(in_reset_ms, 1000) * interval '1 millisecond');
  end if;

  update ${schema}.allowance_limits l set
    at_once = limits.at_once, said = limits.said, refused_at = limits.refused_at, recovery_ms = limits.recovery_ms,
    successes = limits.successes,
    paused_until = limits.paused_until, window_left = limits.window_left, window_until = limits.window_until,
    windowed = limits.windowed, most = limits.most
  where l.scope = in_scope and l.kind = in_kind;
  perform ${schema}.allowance_grant(in_scope, in_kind, null);
end
$$;
`;

/** What the next window allows is not known before an answer says so. */
const forgetWindow = (schema: string) => `    -- What the next window allows is not known before an answer says so.
    update ${schema}.allowance_limits set window_left = null, window_until = null
    where scope = in_scope and kind = in_kind;
    limits.window_left := null;
`;

/** The function that grants. @param renewed What it does when the window has ended. */
const grantFunction = (
  schema: string,
  create: string,
  renewed: string,
) => `-- Gives free places to those who wait, interactive requests first. The caller has locked the limit. Returns what was
-- granted to the asking process; the others are notified, with the ids of their requests.
${create} function ${schema}.allowance_grant(in_scope text, in_kind text, in_holder uuid)
returns uuid[]
language plpgsql as $$
declare
  limits ${schema}.allowance_limits;
  free integer;
  given integer;
  own uuid[];
begin
  select * into limits from ${schema}.allowance_limits where scope = in_scope and kind = in_kind;
  delete from ${schema}.allowance_permits permits
  where permits.scope = in_scope and permits.kind = in_kind and not exists (
    select from ${schema}.allowance_holders holders
    where holders.id = permits.holder and holders.alive_until > clock_timestamp()
  );
  if ${schema}.allowance_wait(limits) > 0 then return '{}'; end if;
  if limits.window_until <= clock_timestamp() then
${renewed}  end if;
  select limits.at_once - count(*) into free from ${schema}.allowance_permits
  where scope = in_scope and kind = in_kind and granted_at is not null;
  -- Null means without limit.
  free := least(coalesce(free, 1000000), coalesce(limits.window_left, 1000000));
  if free <= 0 then return '{}'; end if;
  with chosen as (
    select id from ${schema}.allowance_permits
    where scope = in_scope and kind = in_kind and granted_at is null
    order by bulk, asked_at limit free
  ), granted as (
    update ${schema}.allowance_permits permits set granted_at = clock_timestamp()
    from chosen where permits.id = chosen.id returning permits.id, holder
  ), told as (
    select pg_notify('${allowanceChannel(schema)}', case
      when count(*) <= 100 then holder::text || ' ' || string_agg(id::text, ' ') else holder::text
    end) from granted where holder is distinct from in_holder group by holder
  )
  select
    count(*) + 0 * (select count(*) from told),
    coalesce(array_agg(id) filter (where holder = in_holder), '{}')
  into given, own from granted;
  update ${schema}.allowance_limits set window_left = window_left - given
  where scope = in_scope and kind = in_kind and window_left is not null and given > 0;
  return own;
end
$$;`;

/**
 * The tables and functions of the shared allowance. Every function locks the row of the limit first, so that they run one
 * after the other for one limit of one connection.
 */
export const createAllowance = (schema: string) => `
-- A process; what it holds counts as long as it is alive.
create table ${schema}.allowance_holders (
  id uuid primary key,
  alive_until timestamptz not null
);

-- A limit of one connection: how many at once, and how many in the window.
create table ${schema}.allowance_limits (
  scope text not null,
  kind text not null,
  -- Null: no limit is known.
  at_once integer,
  -- How far the number may grow while the server says nothing.
  most integer,
  -- What the server said.
  said integer,
  refused_at timestamptz,
  -- Requests carried out since the number grew.
  successes integer not null default 0,
  -- How long after a refusal one more is tried; longer after each.
  recovery_ms integer not null default 5000,
  paused_until timestamptz,
  window_left integer,
  window_until timestamptz,
  -- Whether the server ever spoke of a window.
  windowed boolean not null default false,
  primary key (scope, kind)
);

-- Places that are held, and requests that wait for one.
create table ${schema}.allowance_permits (
  id uuid primary key,
  scope text not null,
  kind text not null,
  holder uuid not null,
  bulk boolean not null,
  asked_at timestamptz not null default clock_timestamp(),
  granted_at timestamptz
);
create index allowance_permits_limit on ${schema}.allowance_permits (scope, kind, granted_at);
create index allowance_permits_holder on ${schema}.allowance_permits (holder);

-- Milliseconds until the window lets a request through; 0 when it does.
create function ${schema}.allowance_wait(limits ${schema}.allowance_limits) returns double precision
language sql volatile as $$
  select greatest(0, extract(epoch from greatest(
    limits.paused_until - clock_timestamp(),
    case when limits.window_left <= 0 then limits.window_until - clock_timestamp() end
  )) * 1000)::double precision
$$;

${grantFunction(schema, "create", forgetWindow(schema))}

-- Gives places back and asks for others, all that a process has to say of a limit at one moment: so that the processes,
-- and not their requests, wait for each other. Tokens are further requests that need not ask.
create function ${schema}.allowance_exchange(
  in_scope text, in_kind text, in_holder uuid, in_alive_ms double precision, in_first integer, in_most integer,
  in_returned uuid[], in_successes integer, in_asked uuid[], in_bulk boolean[]
) returns table (
  granted uuid[], wait_ms double precision, tokens integer, tokens_ms double precision,
  at_once integer, said integer, most integer, window_left integer, processes integer
)
language plpgsql as $$
declare
  limits ${schema}.allowance_limits;
  taken integer := 0;
begin
  if cardinality(in_asked) > 0 then
    insert into ${schema}.allowance_holders as holders (id, alive_until)
    values (in_holder, clock_timestamp() + in_alive_ms * interval '1 millisecond')
    on conflict (id) do update set alive_until = excluded.alive_until
    where holders.alive_until < excluded.alive_until - in_alive_ms / 3 * interval '1 millisecond';
    insert into ${schema}.allowance_limits (scope, kind, at_once, most) values (in_scope, in_kind, in_first, in_most)
    on conflict do nothing;
  end if;
  select * into limits from ${schema}.allowance_limits l where l.scope = in_scope and l.kind = in_kind for update;

  delete from ${schema}.allowance_permits permits where permits.id = any (in_returned);
  if in_successes > 0 and limits.at_once < coalesce(limits.said, limits.most) and (
    limits.refused_at is null
    or clock_timestamp() - limits.refused_at >= limits.recovery_ms * interval '1 millisecond'
  ) then
    -- One more after as many as may run at once: past a limit that the server hides, only one is refused.
    limits.successes := limits.successes + in_successes;
    if limits.successes >= limits.at_once then
      limits.at_once := limits.at_once + 1;
      limits.successes := 0;
      if limits.refused_at is not null then limits.refused_at := clock_timestamp(); end if;
    end if;
    update ${schema}.allowance_limits l
    set at_once = limits.at_once, successes = limits.successes, refused_at = limits.refused_at
    where l.scope = in_scope and l.kind = in_kind;
  end if;

  insert into ${schema}.allowance_permits (id, scope, kind, holder, bulk)
  select asked.id, in_scope, in_kind, in_holder, asked.bulk from unnest(in_asked, in_bulk) as asked (id, bulk);
  granted := ${schema}.allowance_grant(in_scope, in_kind, in_holder);
  select * into limits from ${schema}.allowance_limits l where l.scope = in_scope and l.kind = in_kind;
  tokens := 0;
  if in_asked && granted and limits.at_once is null then
    -- Without a limit at once there is nothing to give back, and of a large window a part may be taken.
    delete from ${schema}.allowance_permits permits where permits.id = any (in_asked) and permits.id = any (granted);
    if limits.window_left is null then
      tokens := case when limits.windowed then 0 else 20 end;
      tokens_ms := 1000;
    else
      taken := least(20, limits.window_left / 50);
      tokens := taken;
      tokens_ms := extract(epoch from limits.window_until - clock_timestamp()) * 1000;
      update ${schema}.allowance_limits l set window_left = l.window_left - taken
      where taken > 0 and l.scope = in_scope and l.kind = in_kind;
    end if;
  end if;
  wait_ms := coalesce(${schema}.allowance_wait(limits), 0);
  at_once := limits.at_once;
  said := limits.said;
  most := limits.most;
  window_left := limits.window_left - taken;
  processes := (select count(*) from ${schema}.allowance_holders h where h.alive_until > clock_timestamp());
  return next;
end
$$;

-- Says that a process is alive, and grants what became free by time alone. Returns what the process has, and whether it was granted.
create function ${schema}.allowance_poll(in_holder uuid, in_alive_ms double precision)
returns table (permit uuid, granted boolean)
language plpgsql as $$
declare
  waiting record;
begin
  insert into ${schema}.allowance_holders (id, alive_until)
  values (in_holder, clock_timestamp() + in_alive_ms * interval '1 millisecond')
  on conflict (id) do update set alive_until = excluded.alive_until;
  -- In one order, so that two processes never wait for each other.
  for waiting in
    select distinct scope, kind from ${schema}.allowance_permits
    where holder = in_holder and granted_at is null order by scope, kind
  loop
    perform from ${schema}.allowance_limits where scope = waiting.scope and kind = waiting.kind for update;
    perform ${schema}.allowance_grant(waiting.scope, waiting.kind, null);
  end loop;
  return query select id, granted_at is not null from ${schema}.allowance_permits where holder = in_holder;
end
$$;

${learnFunction(schema, "create", "limits.window_until > now_at")}`;

/**
 * A window that has just been renewed ends much later than the one that is known, which may be counted as not over: servers
 * say in whole seconds when it ends.
 */
export const learnNewWindows = (schema: string) =>
  learnFunction(
    schema,
    "create or replace",
    "limits.window_until - now_at > in_reset_ms / 2 * interval '1 millisecond'",
  );

/**
 * A window that was used up and has been renewed lets a few requests go ahead, and a few more each quarter of a second, until an
 * answer says what it allows: of all that waited, most would be refused.
 */
export const fewGoAhead = (schema: string) =>
  grantFunction(
    schema,
    "create or replace",
    `    update ${schema}.allowance_limits set
      window_left = case when window_left <= 0 and at_once is null then 8 end,
      window_until = case when window_left <= 0 and at_once is null then clock_timestamp() + interval '250 milliseconds' end
    where scope = in_scope and kind = in_kind
    returning window_left, window_until into limits.window_left, limits.window_until;
`,
  );

/**
 * The commit does not wait for the disk, which may be busy with a large first pass: after a crash of the server, no more is
 * lost than who holds the places of its last half second.
 */
const unflushed = "set_config('synchronous_commit', 'off', true)";

/** The statements of the shared allowance, for a schema. */
export const allowanceSql = (schema: string) => ({
  exchange: `select given.*, ${unflushed} from ${schema}.allowance_exchange($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) given`,
  poll: `select permit, granted from ${schema}.allowance_poll($1, $2)`,
  learn: `select ${schema}.allowance_learn($1, $2, $3, $4, $5, $6, $7, $8), ${unflushed}`,
  /** Places that were granted after the process had stopped asking for them. */
  abandon: `delete from ${schema}.allowance_permits where holder = $1 and id = any ($2)`,
  /** What a process that ends leaves behind, and what dead ones left. */
  leave: `delete from ${schema}.allowance_permits where holder = $1`,
  forget: `delete from ${schema}.allowance_holders where id = $1 or alive_until < clock_timestamp() - interval '1 hour'`,
});
