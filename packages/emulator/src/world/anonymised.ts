import type { Row } from "./rows.ts";

/** Kept, so that an anonymised record is still a valid one. */
const kept = new Set([
  "id",
  "remote_id",
  "changed_at",
  "remote_deleted_at",
  "content",
  "content_type",
  "created_through_kombo",
]);

/** Never null in the contract; references stay, what they point to is emptied on its own. */
const references = new Set(["candidate_id"]);

/** A copy of the record's fields, emptied: lists of links become empty, all else null. Emptying is a change (inferred). */
export function emptied(row: Row, at: string): Partial<Row> {
  const entries = Object.entries(row)
    .filter(([key]) => !kept.has(key) && !references.has(key))
    .map(([key, value]) => [key, isLink(key) && Array.isArray(value) ? [] : null]);
  return { ...Object.fromEntries(entries), changed_at: at };
}

function isLink(key: string): boolean {
  return key.endsWith("_ids") || key === "hiring_team";
}
