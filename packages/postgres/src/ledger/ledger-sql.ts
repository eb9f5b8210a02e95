/** The table of the ledger. Keys and ids of records are kept as hashes: an app may put an address into a key. */
export const createLedger = (schema: string) => `
create table ${schema}.ledger (
  scope text not null,
  key bytea not null,
  fingerprint text not null,
  state text not null check (state in ('claimed', 'unknown', 'done')),
  -- Names the claim that may change the entry; null when nobody holds one.
  token text,
  lease_until timestamptz not null,
  memory text,
  output text,
  about bytea[] not null default '{}',
  -- A record of a person was erased: nothing more about it is kept.
  erased boolean not null default false,
  claims integer not null default 1,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  primary key (scope, key)
);
create index ledger_about on ${schema}.ledger using gin (about);
create index ledger_finished on ${schema}.ledger (finished_at) where state = 'done';
`;

/** The statements of the ledger, for a schema. The time is always the database's. */
export const ledgerSql = (schema: string) => {
  const ledger = `${schema}.ledger`;
  return {
    /** Takes a free key, or one whose outcome is unknown. No row: somebody else has it. */
    claim: `
      insert into ${ledger} as entry (scope, key, fingerprint, state, token, lease_until, about)
      values ($1, $2, $3, 'claimed', $4, clock_timestamp() + $5 * interval '1 millisecond', $6)
      on conflict (scope, key) do update set
        state = 'claimed',
        token = excluded.token,
        lease_until = clock_timestamp() + $5 * interval '1 millisecond',
        claims = entry.claims + 1
      where entry.fingerprint = excluded.fingerprint
        and (entry.state = 'unknown' or (entry.state = 'claimed' and entry.lease_until <= clock_timestamp()))
      returning claims, memory, erased`,
    look: `select fingerprint, state, output from ${ledger} where scope = $1 and key = $2`,
    /** Only before the lease ends: after it another may settle the write, without this memory. */
    remember: `
      update ${ledger} set memory = case when erased then null else $4 end
      where scope = $1 and key = $2 and token = $3 and state = 'claimed' and lease_until > clock_timestamp()`,
    finish: `
      update ${ledger} set
        state = 'done',
        token = null,
        memory = null,
        output = case when erased then null else $4 end,
        about = about || $5::bytea[],
        finished_at = clock_timestamp()
      where scope = $1 and key = $2 and token = $3 and state = 'claimed'`,
    doubt: `
      update ${ledger} set state = 'unknown', token = null
      where scope = $1 and key = $2 and token = $3 and state = 'claimed'`,
    release: `delete from ${ledger} where scope = $1 and key = $2 and token = $3 and state = 'claimed'`,
    erase: `
      update ${ledger} set memory = null, output = null, erased = true
      where scope = $1 and about @> array[$2::bytea]`,
    forget: `
      delete from ${ledger}
      where scope = $1 and state = 'done' and finished_at < clock_timestamp() - $2 * interval '1 millisecond'`,
  };
};
