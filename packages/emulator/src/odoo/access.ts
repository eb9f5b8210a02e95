import { accessError } from "./errors.ts";
import type { Database, Row } from "./orm/database.ts";

/** How far a user's rights in Recruitment reach. */
export type Rights = "officer" | "interviewer" | "none";

export interface OdooUser {
  readonly uid: number;
  readonly login: string;
  /** An administrator may change them at any time. */
  rights: Rights;
}

export type Operation = "read" | "write" | "create" | "unlink";

/** Models of Recruitment, and from which rights on each operation is allowed. */
const recruitment: Readonly<Record<string, Partial<Readonly<Record<Operation, Rights>>>>> = {
  "hr.applicant": { read: "interviewer", write: "interviewer", create: "officer", unlink: "officer" },
  "hr.candidate": { read: "officer", write: "officer", create: "officer", unlink: "officer" },
  "hr.job": { read: "interviewer", write: "officer", create: "officer", unlink: "officer" },
  "hr.recruitment.stage": { read: "interviewer", write: "officer", create: "officer", unlink: "officer" },
  "hr.applicant.refuse.reason": { read: "interviewer", write: "officer", create: "officer", unlink: "officer" },
};

const rank: Readonly<Record<Rights, number>> = { none: 0, interviewer: 1, officer: 2 };

/** Whether a user may do something with a model as a whole. */
export function allows({ rights }: OdooUser, model: string, operation: Operation): boolean {
  const needed = recruitment[model]?.[operation];
  if (needed !== undefined) return rank[rights] >= rank[needed];
  if (model === "res.users" || model === "res.partner") return operation === "read" || rights === "officer";
  return true;
}

/** @throws {OdooFailure} */
export function demand(user: OdooUser, model: string, operation: Operation): void {
  if (!allows(user, model, operation)) throw accessError(`You are not allowed to ${operation} '${model}' records.`);
}

/** Whether a rule shows a record. What it hides is missing from searches without a trace. */
export function shows(database: Database, user: OdooUser, row: Row): boolean {
  if (row.model === "hr.applicant" && user.rights === "interviewer")
    return ((row.values.get("interviewer_ids") as readonly number[] | undefined) ?? []).includes(user.uid);
  if (row.model === "mail.message")
    return showsOwner(database, user, row.values.get("model"), row.values.get("res_id"));
  if (row.model === "ir.attachment")
    return showsOwner(database, user, row.values.get("res_model"), row.values.get("res_id"));
  return true;
}

/** Messages and files are shown with the record that they belong to. */
function showsOwner(database: Database, user: OdooUser, model: unknown, id: unknown): boolean {
  if (typeof model !== "string" || typeof id !== "number" || !database.has(model)) return true;
  if (!allows(user, model, "read")) return false;
  const owner = database.row(model, id);
  return owner === undefined || shows(database, user, owner);
}
