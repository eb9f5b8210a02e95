import type { DatabaseSync } from "node:sqlite";

/** What the lists of Rowan can be filtered by: the parameter, and the condition that it becomes. */
const common = {
  ids: "id IN (SELECT value FROM json_each(?))",
  updated_since: "updated_at >= ?",
  after: "id > ?",
};
const filters: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  jobs: { ...common, states: "state IN (SELECT value FROM json_each(?))" },
  candidates: {
    ...common,
    email: "email = ?",
    job_ids: "id IN (SELECT candidate_id FROM applications WHERE job_id IN (SELECT value FROM json_each(?)))",
  },
  applications: {
    ...common,
    job_ids: "job_id IN (SELECT value FROM json_each(?))",
    stage_ids: "stage_id IN (SELECT value FROM json_each(?))",
    states: "state IN (SELECT value FROM json_each(?))",
  },
};
const severalValues = (condition: string) => condition.includes("json_each");

/** The kinds of record that have a list. */
export const isListed = (kind: string): boolean => Object.hasOwn(filters, kind);

/** `GET /{kind}?limit=…`: one page in the order of the ids, and the id to go on after. */
export function list(database: DatabaseSync, kind: string, query: URLSearchParams): object {
  const asked = Object.entries(filters[kind]!).filter(([parameter]) => query.has(parameter));
  const conditions = asked.map(([, condition]) => condition);
  if (!query.has("include_deleted")) conditions.push("deleted_at IS NULL");
  const values = asked.map(([parameter, condition]) => {
    const value = query.get(parameter)!;
    return severalValues(condition) ? JSON.stringify(value.split(",")) : value;
  });
  const limit = Math.min(Number(query.get("limit") ?? 50), 50);
  const where = conditions.length > 0 ? `WHERE ${conditions.join(" AND ")}` : "";
  const rows = database.prepare(`SELECT * FROM ${kind} ${where} ORDER BY id LIMIT ?`).all(...values, limit + 1);
  const items = rows.slice(0, limit);
  return {
    items: items.map((row) => whole(database, kind, row)),
    next: rows.length > limit ? items.at(-1)!["id"] : null,
  };
}

/** `GET /{kind}/{id}` */
export function one(database: DatabaseSync, kind: string, id: string): object | undefined {
  const row = database.prepare(`SELECT * FROM ${kind} WHERE id = ? AND deleted_at IS NULL`).get(id);
  return row && whole(database, kind, row);
}

type Row = Readonly<Record<string, unknown>>;

/** A record with what belongs to it. */
function whole(database: DatabaseSync, kind: string, row: Row): object {
  if (kind === "candidates")
    return {
      ...row,
      applications: database
        .prepare("SELECT * FROM applications WHERE candidate_id = ? AND deleted_at IS NULL ORDER BY id")
        .all(String(row["id"])),
    };
  if (kind === "applications")
    return {
      ...row,
      candidate: database.prepare("SELECT * FROM candidates WHERE id = ?").get(String(row["candidate_id"])),
    };
  return row;
}
