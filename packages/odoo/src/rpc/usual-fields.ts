/**
 * What is read of records that others mention, by model. Odoo 17 to 19 have all of it, by its public sources: so it is asked for at
 * once, and what the server has is asked only once it lacks one, as a later version may.
 */
export const usualFields = {
  "hr.applicant.category": ["name"],
  "hr.recruitment.stage": ["name", "sequence", "job_ids", "hired_stage", "template_id"],
  "res.partner": ["street", "street2", "city", "zip", "state_id", "country_id"],
  "res.users": ["name", "email", "login", "partner_id"],
} as const;

/** Whether every known version has some fields of a model. */
export function areUsual(model: string, names: readonly string[]): boolean {
  const usual: readonly string[] | undefined = hasUsualFields(model) ? usualFields[model] : undefined;
  return usual !== undefined && names.every((name) => usual.includes(name));
}

/** Whether a model is one of those. */
export const hasUsualFields = (model: string): model is keyof typeof usualFields => Object.hasOwn(usualFields, model);
