import { createHmac } from "node:crypto";
import type { QuarantinedRecord } from "@anyats/core";
import type { Queryable } from "@anyats/postgres";
import type { Model } from "../model.ts";
import type { StreamedRecord } from "./encode.ts";

/** What stands for an erased person: nobody without the key can tell who it was. */
export function erasedHash(
  secret: string,
  connection: string,
  kind: "id" | "remote" | "application",
  value: string,
): string {
  return createHmac("sha256", secret).update(`${connection}\n${kind}\n${value}`).digest("base64url");
}

interface Where {
  readonly schema: string;
  readonly connection: string;
  readonly model: Model;
  readonly secret: string;
}

/** Records of a page that are of, or about, a person who was erased, by their ids. */
export interface ErasedOfPage {
  readonly ids: ReadonlySet<string>;
  /** Those of them whose own id was not known as the person's: what names them by it alone could not be told before. */
  readonly learned: readonly string[];
}

/** Which of these records are of, or about, a person who was erased; of those that cannot be read, by their ids. */
export async function erasedOf(
  transaction: Queryable,
  { schema, connection, model, secret }: Where,
  records: readonly StreamedRecord[],
  unreadable: readonly QuarantinedRecord[] = [],
): Promise<ErasedOfPage> {
  const hashes = new Map<string, string[]>();
  const remember = (hash: string, id: string) => hashes.set(hash, [...(hashes.get(hash) ?? []), id]);
  // Ids are unique within a model: a job may have the id of a candidate.
  const kinds: Readonly<Record<string, "id" | "application" | undefined>> = {
    candidates: "id",
    applications: "application",
  };
  const own = kinds[model.table];
  if (own)
    for (const { id } of [...records, ...unreadable])
      if (id !== null) remember(erasedHash(secret, connection, own, id), id);
  for (const record of records) {
    const fields = record as unknown as Readonly<Record<string, unknown>>;
    if (model.table === "candidates" && record.remoteId)
      remember(erasedHash(secret, connection, "remote", record.remoteId), record.id);
    for (const { field, table } of model.references) {
      const kind = kinds[table];
      if (kind && typeof fields[field] === "string")
        remember(erasedHash(secret, connection, kind, fields[field]), record.id);
    }
    const nested = fields["candidate"] as { readonly id?: unknown; readonly remoteId?: unknown } | null | undefined;
    if (typeof nested?.id === "string") remember(erasedHash(secret, connection, "id", nested.id), record.id);
    if (typeof nested?.remoteId === "string")
      remember(erasedHash(secret, connection, "remote", nested.remoteId), record.id);
    const application = fields["application"] as { readonly id?: unknown } | null | undefined;
    if (typeof application?.id === "string")
      remember(erasedHash(secret, connection, "application", application.id), record.id);
  }
  const where = { schema, connection, secret };
  const known = await knownHashes(transaction, where, [...hashes.keys()]);
  if (model.table === "applications") {
    const others = await withOtherCandidates(transaction, where, records, known);
    for (const hash of others) known.delete(hash);
  }
  const ids = new Set([...known].flatMap((hash) => hashes.get(hash) ?? []));
  const isLearned = (id: string) => own && !known.has(erasedHash(secret, connection, own, id));
  return { ids, learned: [...ids].filter(isLearned) };
}

async function knownHashes(
  transaction: Queryable,
  { schema, connection }: Omit<Where, "model">,
  hashes: readonly string[],
): Promise<Set<string>> {
  const { rows } = await transaction.query<{ hash: string }>(
    `select hash from ${schema}.erased where connection_id = $1 and hash = any($2::text[])`,
    [connection, hashes],
  );
  return new Set(rows.map(({ hash }) => hash));
}

/**
 * Applications that were erased with a person and are another's now: the ATS had moved them before the person was erased,
 * and the copy did not know yet. The other must be in the copy, as a tombstone or not, and not be the same person under a new id.
 * @returns Their hashes, which are forgotten.
 */
async function withOtherCandidates(
  transaction: Queryable,
  where: Omit<Where, "model">,
  records: readonly StreamedRecord[],
  known: ReadonlySet<string>,
): Promise<readonly string[]> {
  const { schema, connection, secret } = where;
  const moved = new Map<string, string>();
  for (const record of records) {
    const { candidateId } = record as { readonly candidateId?: unknown };
    const hash = erasedHash(secret, connection, "application", record.id);
    if (known.has(hash) && typeof candidateId === "string") moved.set(hash, candidateId);
  }
  if (moved.size === 0) return [];
  const { rows } = await transaction.query<{ id: string; remote_id: string | null }>(
    `select id, remote_id from ${schema}.candidates where connection_id = $1 and id = any($2::text[])`,
    [connection, [...moved.values()]],
  );
  const hashesOf = ({ id, remote_id }: (typeof rows)[number]) => [
    erasedHash(secret, connection, "id", id),
    ...(remote_id === null ? [] : [erasedHash(secret, connection, "remote", remote_id)]),
  ];
  const erased = await knownHashes(transaction, where, rows.flatMap(hashesOf));
  const others = new Set(rows.filter((row) => !hashesOf(row).some((hash) => erased.has(hash))).map(({ id }) => id));
  const hashes = [...moved].flatMap(([hash, candidateId]) => (others.has(candidateId) ? [hash] : []));
  if (hashes.length > 0)
    await transaction.query(`delete from ${schema}.erased where connection_id = $1 and hash = any($2::text[])`, [
      connection,
      hashes,
    ]);
  return hashes;
}
