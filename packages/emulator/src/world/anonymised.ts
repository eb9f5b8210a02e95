import type { Row } from "./rows.ts";

/** The models whose records are emptied after their deletion. */
export type PersonalModel =
  | "jobs"
  | "candidates"
  | "applications"
  | "stages"
  | "rejectionReasons"
  | "tags"
  | "users"
  | "roles"
  | "offers"
  | "interviews"
  | "notes"
  | "scorecards"
  | "attachments";

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
function emptied(row: Row, at: string): Partial<Row> {
  const entries = Object.entries(row)
    .filter(([key]) => !kept.has(key) && !references.has(key))
    .map(([key, value]) => [key, isLink(key) && Array.isArray(value) ? [] : null]);
  return { ...Object.fromEntries(entries), changed_at: at };
}

function isLink(key: string): boolean {
  return key.endsWith("_ids") || key === "hiring_team";
}

const personal: readonly PersonalModel[] = [
  "jobs",
  "candidates",
  "applications",
  "stages",
  "rejectionReasons",
  "tags",
  "users",
  "roles",
  "offers",
  "interviews",
  "notes",
  "scorecards",
  "attachments",
];

/** How each model is emptied (documented: "its fields are set to null"). */
export const anonymised: readonly (readonly [PersonalModel, typeof emptied])[] = personal.map((model) => [
  model,
  emptied,
]);
