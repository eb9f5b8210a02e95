import type { Queryable } from "@anyats/postgres";
import type { NewConnection } from "./connections.ts";

/** Before a connection is deleted: whose its id was. What was known of the integration before stays known. */
export async function noteFormer(transaction: Queryable, schema: string, id: string): Promise<void> {
  await transaction.query(
    `insert into ${schema}.former_connections as former (id, adapter, integration)
     select id, adapter, integration from ${schema}.connections where id = $1
     on conflict (id) do update set adapter = excluded.adapter,
       integration = coalesce(excluded.integration, case when former.adapter = excluded.adapter then former.integration end)`,
    [id],
  );
}

/** The name under which the keys and hashes of a former connection are kept: no id has a blank. */
const putAside = (id: string, adapter: string, integration: string): string =>
  `'former ' || jsonb_build_array(${id}, ${adapter}, ${integration})::text`;

/** What outlives a connection whose data was deleted: the keys of writes, and the hashes of erased persons. */
const outliving = [
  { table: "ledger", owner: "scope" },
  { table: "erased", owner: "connection_id" },
];

/**
 * After a connection was added: another customer may have had its id, whose ATS gave the same ids to other records. What
 * outlived that one is put aside until it comes back, and what outlived this one is taken back. An integration that is not
 * known is the same customer's.
 */
export async function succeedFormer(
  transaction: Queryable,
  schema: string,
  { id, adapter, integrationId }: NewConnection,
): Promise<void> {
  const parameters = [id, adapter, integrationId ?? null];
  for (const { table, owner } of outliving) {
    await transaction.query(
      `update ${schema}.${table} kept set ${owner} = ${putAside("f.id", "f.adapter", "f.integration")}
       from ${schema}.former_connections f
       where kept.${owner} = $1 and f.id = $1 and (f.adapter <> $2 or f.integration <> $3)`,
      parameters,
    );
    await transaction.query(
      `update ${schema}.${table} set ${owner} = $1 where ${owner} = ${putAside("$1::text", "$2::text", "$3::text")}`,
      parameters,
    );
  }
  await transaction.query(
    `update ${schema}.connections set erasures = (select count(*)::int from ${schema}.erased where connection_id = $1) where id = $1`,
    [id],
  );
}
