import { recordOfPersonNames } from "../records/candidate.ts";
import { eventNames } from "../records/event.ts";
import { fileNames } from "../records/file.ts";
import { messageNames } from "../records/note.ts";

/**
 * What is read of models that customers add no fields to, or of records that others mention, by model. Odoo 17 to 19 have all of it, by its public sources: so it is asked for at
 * once, and what the server has is asked only once it lacks one, as a later version may.
 */
export const usualFields = {
  "calendar.event": eventNames,
  "hr.applicant.category": ["name"],
  // Odoo 18 alone has the model.
  "hr.candidate": recordOfPersonNames,
  "hr.recruitment.stage": ["name", "sequence", "job_ids", "hired_stage", "template_id"],
  "ir.attachment": [...fileNames, "datas"],
  "mail.message": messageNames,
  "res.partner": ["street", "street2", "city", "zip", "state_id", "country_id"],
  "res.users": ["name", "email", "login", "partner_id"],
} as const;

/** The fields of every record. */
export const always: readonly string[] = ["id", "create_date", "write_date"];

/** Whether every known version has some fields of a model. */
export function areUsual(model: string, names: readonly string[]): boolean {
  const usual: readonly string[] | undefined = hasUsualFields(model) ? usualFields[model] : undefined;
  return usual !== undefined && names.every((name) => usual.includes(name) || always.includes(name));
}

/** Whether a model is one of those. */
export const hasUsualFields = (model: string): model is keyof typeof usualFields => Object.hasOwn(usualFields, model);
