import type { Database } from "@anyats/postgres";
import { invalidOption, unknownConnection } from "./errors.ts";
import { eraseRecords, type Erased } from "./store/erase-records.ts";

/** Who is to be erased: the candidate's id, or the id in the ATS. */
export interface PersonKey {
  readonly connection: string;
  readonly candidateId?: string;
  readonly remoteId?: string;
}

interface Where {
  readonly database: Database;
  readonly schema: string;
  readonly now: string;
  readonly secret: string;
}

/**
 * Erases a person from every table, feed, outbox and ledger of a connection, and remembers keyed hashes, so that no
 * later page brings the person back. A page that was fetched before and is committed after is filtered as well.
 */
export async function erasePerson({ database, schema, now, secret }: Where, person: PersonKey): Promise<Erased> {
  const { connection, candidateId, remoteId } = person;
  // Nobody must believe that a person is erased whose id was lost on the way.
  if (!candidateId && !remoteId) throw invalidOption("candidateId", "is missing, and so is `remoteId`");
  return database.transaction(async (transaction) => {
    const { rowCount } = await transaction.query(`select from ${schema}.connections where id = $1 for no key update`, [
      connection,
    ]);
    if (rowCount === 0) throw unknownConnection(connection);
    const found = await transaction.query<{ id: string; remote_id: string | null }>(
      `select id, remote_id from ${schema}.candidates where connection_id = $1
         and (id = $2 or remote_id = $3
           or remote_id = (select remote_id from ${schema}.candidates where connection_id = $1 and id = $2)
           or id = (select new_id from ${schema}.aliases where connection_id = $1 and model = 'candidates' and old_id = $2))`,
      [connection, candidateId ?? null, remoteId ?? null],
    );
    const aliases = await transaction.query<{ id: string }>(
      `select old_id as id from ${schema}.aliases where connection_id = $1 and model = 'candidates' and new_id = any($2::text[])`,
      [connection, found.rows.map(({ id }) => id)],
    );
    const candidates = [...new Set([...found.rows, ...aliases.rows].map(({ id }) => id).concat(candidateId ?? []))];
    const remotes = [...new Set(found.rows.flatMap(({ remote_id }) => remote_id ?? []).concat(remoteId ?? []))];
    return eraseRecords(transaction, { schema, connection, now, secret }, { candidates, remotes });
  });
}
