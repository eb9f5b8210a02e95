import { userError, validationError } from "../errors.ts";
import type { Database, Row } from "../orm/database.ts";
import {
  boolean,
  char,
  customFields,
  date,
  datetime,
  float,
  html,
  integer,
  many2many,
  many2one,
  one2many,
  selection,
  text,
  type Change,
  type FieldDefinitions,
  type ModelDefinition,
} from "../orm/fields.ts";
import { search } from "../orm/search.ts";

/** The versions whose person models differ. */
export type OdooVersion = 16 | 17 | 18 | 19;

/** `"Ann" <A@B>` in lower case; nothing for what is not an address. */
export function normalized(email: unknown): string | undefined {
  const found = /[^\s<>@"]{1,64}@[^\s<>@"]{1,255}/.exec(typeof email === "string" ? email : "")?.[0];
  return found?.toLowerCase();
}

const sanitizedPhone = (phone: unknown): string | undefined =>
  typeof phone === "string" && phone !== "" ? phone.replaceAll(/[^\d+]/g, "") : undefined;

/** The fields of a person, where they are stored. */
const person: FieldDefinitions = {
  partner_name: char("Applicant's Name"),
  email_from: char("Email"),
  email_normalized: char("Normalized Email", {
    readonly: true,
    compute: (row) => normalized(row.values.get("email_from")),
  }),
  partner_phone: char("Phone"),
  partner_phone_sanitized: char("Sanitized Phone", {
    readonly: true,
    compute: (row) => sanitizedPhone(row.values.get("partner_phone")),
  }),
  linkedin_profile: char("LinkedIn Profile"),
  type_id: many2one("Degree", "hr.recruitment.degree"),
  availability: date("Availability"),
  partner_id: many2one("Contact", "res.partner"),
};

/** The same, where they only show the candidate. */
const mirror: FieldDefinitions = Object.fromEntries(
  Object.entries(person).map(([name, field]) => [
    name,
    {
      ...field,
      ...(field.readonly
        ? { compute: (row: Row, database: Database) => mirrored(row, database, name) as never }
        : { related: ["candidate_id", name] as const }),
    },
  ]),
);

function mirrored(row: Row, database: Database, name: string): unknown {
  const candidate = database.linked(row, "candidate_id");
  return candidate && database.value(candidate, name);
}

const status = (row: Row): string => {
  if (row.values.get("refuse_reason_id") !== undefined) return "refused";
  if (row.values.get("active") !== true) return "archived";
  return row.values.get("date_closed") === undefined ? "ongoing" : "hired";
};

const applicant: FieldDefinitions = {
  job_id: many2one("Job Position", "hr.job"),
  stage_id: many2one("Stage", "hr.recruitment.stage"),
  last_stage_id: many2one("Last Stage", "hr.recruitment.stage"),
  categ_ids: many2many("Tags", "hr.applicant.category"),
  user_id: many2one("Recruiter", "res.users"),
  interviewer_ids: many2many("Interviewers", "res.users"),
  department_id: many2one("Department", "hr.department"),
  priority: selection("Evaluation", [
    ["0", "Normal"],
    ["1", "Good"],
    ["2", "Very Good"],
    ["3", "Excellent"],
  ]),
  kanban_state: selection(
    "Kanban State",
    [
      ["normal", "Grey"],
      ["done", "Green"],
      ["blocked", "Red"],
    ],
    { required: true },
  ),
  active: boolean("Active"),
  refuse_reason_id: many2one("Refuse Reason", "hr.applicant.refuse.reason"),
  refuse_date: datetime("Refuse Date"),
  date_open: datetime("Assigned", { readonly: true }),
  date_closed: datetime("Hire Date"),
  date_last_stage_update: datetime("Last Stage Update"),
  salary_expected: float("Expected Salary", { officersOnly: true }),
  salary_expected_extra: char("Expected Salary Extra", { officersOnly: true }),
  salary_proposed: float("Proposed Salary", { officersOnly: true }),
  applicant_notes: html("Notes"),
  source_id: many2one("Source", "utm.source"),
  medium_id: many2one("Medium", "utm.medium"),
  attachment_ids: one2many("Attachments", "ir.attachment", "res_id", { inverseModel: "hr.applicant" }),
  message_main_attachment_id: many2one("Main Attachment", "ir.attachment"),
  meeting_ids: one2many("Meetings", "calendar.event", "applicant_id"),
  applicant_properties: {
    type: "properties",
    string: "Properties",
    definedBy: ["job_id", "applicant_properties_definition"],
  },
  application_status: selection(
    "Status",
    [
      ["ongoing", "Ongoing"],
      ["hired", "Hired"],
      ["refused", "Refused"],
      ["archived", "Archived"],
    ],
    { readonly: true, compute: status },
  ),
  ...customFields,
};

/** The first stage that is not folded, of those of all jobs and of the job. */
export function firstStage(database: Database, job: unknown): number | undefined {
  const domain = ["|", ["job_ids", "=", false], ["job_ids", "=", job], ["fold", "=", false]];
  return search(database, "hr.recruitment.stage", domain, {})[0]?.id;
}

/** A stage with a template mails the person whenever it is set, unless the context says otherwise. */
function mailOf({ database, context }: Change, row: Row): void {
  const stage = database.linked(row, "stage_id");
  const template = stage?.values.get("template_id");
  if (typeof template !== "number" || context["mail_notrack"] === true || context["tracking_disable"] === true) return;
  database.mails.push({ model: row.model, id: row.id, template });
}

/** A stage of the hired closes an application; leaving it opens the application again. */
function closed({ database, stamp }: Change, row: Row): void {
  const hired = database.linked(row, "stage_id")?.values.get("hired_stage") === true;
  if (hired === (row.values.get("date_closed") !== undefined)) return;
  database.set(row, "date_closed", hired ? stamp : undefined);
}

/** Somebody with an e-mail address is a contact, who has the postal address. */
function withPartner(values: Record<string, unknown>, change: Change): void {
  const email = normalized(values["email_from"]);
  if (email === undefined || typeof values["partner_id"] === "number") return;
  const { database } = change;
  const known = [...database.rows("res.partner")].find((each) => each.values.get("email") === email);
  values["partner_id"] = (known ?? database.create("res.partner", { name: values["email_from"], email }, change)).id;
}

const setsPerson = (values: Readonly<Record<string, unknown>>) => Object.keys(person).some((name) => name in values);

function applicantModel(version: OdooVersion): ModelDefinition {
  const own = version === 18;
  const subject: FieldDefinitions =
    version <= 17 ? { name: char("Subject", { required: true }), partner_mobile: char("Mobile") } : {};
  return {
    fields: {
      ...subject,
      ...(own ? { candidate_id: many2one("Candidate", "hr.candidate", { required: true }), ...mirror } : person),
      ...applicant,
      // Who is in a pool of talents, without having applied.
      ...(version >= 19 && { talent_pool_ids: many2many("Talent Pools", "hr.talent.pool") }),
    },
    order: "priority desc, id desc",
    label: version <= 17 ? "name" : "partner_name",
    creating(values, change) {
      const { database, stamp } = change;
      if (own && values["candidate_id"] === undefined && setsPerson(values))
        throw validationError("A candidate is required.");
      if (values["email_from"] && !values["partner_name"] && !own) throw userError("A name is required.");
      if (!own) withPartner(values, change);
      const job = typeof values["job_id"] === "number" ? database.row("hr.job", values["job_id"]) : undefined;
      if (job) {
        values["stage_id"] ??= firstStage(database, job.id);
        values["user_id"] ??= job.values.get("user_id") ?? false;
        values["department_id"] ??= job.values.get("department_id") ?? false;
      }
      values["kanban_state"] ??= "normal";
      values["priority"] ??= "0";
      values["date_last_stage_update"] ??= stamp.slice(0, 19);
    },
    created(row, _values, change) {
      closed(change, row);
      mailOf(change, row);
    },
    writing(row, values, { stamp }) {
      if (!("stage_id" in values)) return;
      // Also where it is the same stage: the origin and the time of the last move are lost.
      values["last_stage_id"] = row.values.get("stage_id") ?? false;
      values["date_last_stage_update"] = stamp.slice(0, 19);
      values["kanban_state"] ??= "normal";
    },
    written(row, values, change) {
      if (!("stage_id" in values)) return;
      closed(change, row);
      mailOf(change, row);
    },
    deleting(row, { database, stamp }) {
      const candidate = own ? database.linked(row, "candidate_id") : undefined;
      if (candidate) database.set(candidate, "write_date", stamp);
      clearAway(row, database);
    },
  };
}

/** Messages and files go with their record. */
function clearAway(row: Row, database: Database): void {
  for (const [model, name] of [
    ["mail.message", "model"],
    ["ir.attachment", "res_model"],
  ] as const)
    for (const each of Array.from(database.rows(model)))
      if (each.values.get(name) === row.model && each.values.get("res_id") === row.id)
        database.delete(model, [each.id], { database, stamp: "", context: {} });
}

const candidate: ModelDefinition = {
  fields: {
    ...person,
    categ_ids: many2many("Tags", "hr.applicant.category"),
    user_id: many2one("Candidate Manager", "res.users"),
    active: boolean("Active"),
    applicant_ids: one2many("Applications", "hr.applicant", "candidate_id"),
    attachment_ids: one2many("Attachments", "ir.attachment", "res_id", { inverseModel: "hr.candidate" }),
    company_id: many2one("Company", "res.company"),
    candidate_properties: {
      type: "properties",
      string: "Properties",
      definedBy: ["company_id", "candidate_properties_definition"],
    },
    ...customFields,
  },
  label: "partner_name",
  creating(values, change) {
    if (values["email_from"] && !values["partner_name"])
      throw userError("You must define a Contact Name for this candidate.");
    withPartner(values, change);
  },
  deleting(row, { database }) {
    for (const each of database.rows("hr.applicant"))
      if (each.values.get("candidate_id") === row.id)
        throw validationError("You cannot delete a candidate with applications.");
    clearAway(row, database);
  },
};

const job = (version: OdooVersion): ModelDefinition => ({
  fields: {
    name: char("Job Position", { required: true }),
    active: boolean("Active"),
    department_id: many2one("Department", "hr.department"),
    address_id: many2one("Job Location", "res.partner"),
    user_id: many2one("Recruiter", "res.users"),
    interviewer_ids: many2many("Interviewers", "res.users"),
    contract_type_id: many2one("Employment Type", "hr.contract.type"),
    description: html("Job Description"),
    requirements: text("Requirements"),
    no_of_recruitment: integer("Target"),
    date_from: date("Start Date"),
    date_to: date("Stop Date"),
    is_published: boolean("Is Published"),
    full_url: char("Full URL", {
      readonly: true,
      compute: (row) => `https://jobs.example.com/jobs/${row.id}`,
    }),
    applicant_properties_definition: { type: "properties_definition", string: "Applicant Properties" },
    ...(version > 17 && {
      company_id: many2one("Company", "res.company"),
      job_properties: {
        type: "properties",
        string: "Properties",
        definedBy: ["company_id", "job_properties_definition"],
      },
    }),
    ...customFields,
  },
  order: "name, id",
  written(row, values, { database, ...change }) {
    // Archiving a job archives its applications; nothing brings them back.
    if (values["active"] !== false) return;
    const open = [...database.rows("hr.applicant")].filter(
      (each) => each.values.get("job_id") === row.id && each.values.get("active") === true,
    );
    database.write(
      "hr.applicant",
      open.map(({ id }) => id),
      { active: false },
      { database, ...change },
    );
  },
});

const named = (more: FieldDefinitions = {}, rest: Omit<ModelDefinition, "fields"> = {}): ModelDefinition => ({
  fields: { name: char("Name", { required: true }), ...more },
  ...rest,
});

const definitions = (string: string) => ({ type: "properties_definition", string }) as const;

/** What the app Recruitment brings. */
export function recruitmentModels(version: OdooVersion): Readonly<Record<string, ModelDefinition>> {
  return {
    "hr.applicant": applicantModel(version),
    ...(version === 18 && { "hr.candidate": candidate }),
    "hr.job": job(version),
    "hr.recruitment.stage": named(
      {
        sequence: integer("Sequence"),
        job_ids: many2many("Job Specific", "hr.job"),
        fold: boolean("Folded in Kanban"),
        hired_stage: boolean("Hired Stage"),
        template_id: many2one("Email Template", "mail.template"),
      },
      {
        order: "sequence, id",
        deleting(row, { database }) {
          for (const each of database.rows("hr.applicant"))
            if (each.values.get("stage_id") === row.id)
              throw validationError("You cannot delete a stage with applications.");
        },
      },
    ),
    "hr.applicant.refuse.reason": named({
      sequence: integer("Sequence"),
      active: boolean("Active"),
      template_id: many2one("Email Template", "mail.template"),
    }),
    "hr.applicant.category": named({ color: integer("Color Index") }, { unique: "name" }),
    "hr.recruitment.degree": named(),
    ...(version >= 19 && { "hr.talent.pool": named() }),
    "res.company": named({
      ...(version === 18 && { candidate_properties_definition: definitions("Candidate Properties") }),
      ...(version > 17 && { job_properties_definition: definitions("Job Properties") }),
    }),
  };
}
