import {
  applications,
  candidates,
  EVENTS,
  handles,
  jobs,
  receipt,
  RecordNotFound,
  token,
  type Call,
  type CustomFieldDefinition,
  type CustomFieldUpdates,
  type CustomFieldValue,
  type Injected,
  type Receipt,
  type Token,
} from "@anyats/core";
import { at, beforeWriting, checkedAgainstKept, DriftReports, InTurn } from "@anyats/http";
import { checkUpdates } from "../custom-fields/check-updates.ts";
import { fieldDefinitions, propertyDefinitions, type Defined } from "../custom-fields/definitions.ts";
import { asWritten, propertiesIn, readValue, writeValue } from "../custom-fields/values.ts";
import { PEOPLE } from "../people/people-of-server.ts";
import { linked } from "../records/mentions.ts";
import { methods } from "../routes.ts";
import { idOf, ODOO, type Row } from "../rpc/odoo.ts";
import { SERVER } from "../rpc/server.ts";

type Group = "jobs" | "applications" | "candidates";

/** Which model's records define properties: the jobs those of their applications, the companies the others. */
const definedOn = {
  applicant_properties: "hr.job",
  candidate_properties: "res.company",
  job_properties: "res.company",
} as const;

/** The record with the customer's fields, and the name of its properties; not every version of Odoo has them. */
interface Place {
  readonly model: string;
  readonly ids: readonly number[];
  readonly properties: keyof typeof definedOn;
}

/**
 * Fields that the customer added (`x_…`), and the properties that a job or a company defines. Properties are written as a
 * whole: a key that is left out is emptied, and an unknown key empties all of them. So they are read before.
 */
export class CustomFields {
  static readonly inject = { odoo: ODOO, server: SERVER, people: PEOPLE, events: EVENTS };
  readonly #collaborators: Injected<typeof CustomFields.inject>;
  readonly #drift: DriftReports;
  /** Two updates of a record at once would each write the properties that the other has not changed yet. */
  readonly #inTurn = new InTurn();

  constructor(collaborators: Injected<typeof CustomFields.inject>) {
    this.#collaborators = collaborators;
    this.#drift = new DriftReports(collaborators.events);
  }

  async list(group: Group, refresh: boolean, call: Call): Promise<CustomFieldDefinition[]> {
    const { server } = this.#collaborators;
    const { model, properties } = await this.#place(group, undefined, call);
    const fields = await (refresh ? server.refresh(model, call) : server.fields(model, call));
    const all = [...fieldDefinitions(fields), ...(await this.#defined(properties, call))];
    return all.map(({ definition }) => definition);
  }

  async values(group: Group, id: string, call: Call): Promise<CustomFieldValue[]> {
    const drift = this.#drift.of(call);
    const place = await this.#place(group, id, call);
    const row = await this.#row(place, group, call);
    const { properties } = place;
    const held = propertiesIn(row[properties], drift, `$.${properties}`);
    return (await this.#definitions(place, row, call)).map(({ definition, choices, field, property }) => {
      const value = property === undefined ? row[field] : held.find(({ name }) => name === property)?.value;
      const { id: definitionId, name, type, nativeType } = definition;
      const read = readValue({ type: nativeType, choices, value });
      if (read === undefined) drift(`$[${definitionId}]`, "unreadable-value");
      return {
        definitionId,
        name,
        type,
        value: read ?? null,
        ...((call.raw || read === undefined) && { raw: value }),
      };
    });
  }

  async update(group: Group, id: string, updates: CustomFieldUpdates, call: Call): Promise<Receipt> {
    const place = await beforeWriting(() => this.#place(group, id, call));
    const ids = place.ids.slice(-1);
    return this.#inTurn.run(`${place.model} ${ids[0]}`, call, async () => {
      const { vals, warnings } = await beforeWriting(() =>
        checkedAgainstKept(
          true, // Its fields are kept since the connection began.
          async (refresh) => {
            if (refresh) await this.#collaborators.server.refresh(place.model, call);
            const row = await this.#row(place, group, call);
            return { row, definitions: await this.#definitions(place, row, call) };
          },
          ({ row, definitions }) => {
            const checked = checkUpdates(updates, definitions);
            return { vals: valsOf(checked, row), warnings: checked.flatMap(warningsOf) };
          },
        ),
      );
      await this.#collaborators.odoo.write(place.model, ids, vals, call);
      for (const warning of warnings) call.warn(warning);
      return receipt();
    });
  }

  async #place(group: Group, id: string | undefined, call: Call): Promise<Place> {
    if (group === "candidates") {
      const people = await this.#collaborators.people.people(call);
      const ids = id === undefined ? [] : (await people.records(id, call)).ids;
      return { model: people.model, ids, properties: people.properties };
    }
    const number = id === undefined ? undefined : idOf(id);
    const ids = number === undefined ? [] : [number];
    return group === "jobs"
      ? { model: "hr.job", ids, properties: "job_properties" }
      : { model: "hr.applicant", ids, properties: "applicant_properties" };
  }

  async #row({ model, ids, properties }: Place, group: Group, call: Call): Promise<Row> {
    const fields = ["write_date", "talent_pool_ids", "x_*", properties];
    const [row] = await this.#collaborators.odoo.byIds(model, ids.slice(-1), fields, call);
    const isTalent = group === "applications" && linked([row ?? {}], "talent_pool_ids").length > 0;
    if (!row || isTalent) throw new RecordNotFound(group.slice(0, -1));
    return row;
  }

  /** The fields of a record: those of its model, and the properties that it has. */
  async #definitions({ model, properties }: Place, row: Row, call: Call): Promise<readonly Defined[]> {
    const own = fieldDefinitions(await this.#collaborators.server.fieldsOf(model, [row], call));
    return [...own, ...propertyDefinitions(properties, propertiesIn(row[properties]))];
  }

  /** What is defined for all records of a kind, by whichever job or company. */
  async #defined(properties: Place["properties"], call: Call): Promise<readonly Defined[]> {
    const { odoo, server } = this.#collaborators;
    const model = definedOn[properties];
    // Asked for no field at all, Odoo gives every one of them.
    const fields = await server.known(model, [`${properties}_definition`], call);
    const rows = fields.length === 0 ? [] : await odoo.found({ model, domain: [], fields }, call);
    return propertyDefinitions(
      properties,
      rows.flatMap((row) =>
        propertiesIn(at(row, `${properties}_definition`), this.#drift.of(call), `$.${properties}_definition`),
      ),
    );
  }
}

export const CUSTOM_FIELDS: Token<CustomFields> = token("odoo/custom-fields");

type Checked = ReturnType<typeof checkUpdates>[number];

/** What Odoo does not hold of a value. It has no empty number and no empty checkbox; properties keep none for a number. */
function warningsOf([{ definition, property }, content]: Checked): Receipt["warnings"] {
  const { name, type } = definition;
  const isNeverEmpty = type === "boolean" || (property === undefined && (type === "number" || type === "currency"));
  if (content === null && isNeverEmpty) {
    const message = `"${name}" has no empty value in Odoo: it is 0, or unchecked, now.`;
    return [{ message, code: "odoo.numbers-are-never-empty" }];
  }
  const isCut = type === "date-time" && /\.\d*[1-9]/.test(String(content));
  return isCut ? [{ message: `"${name}" holds whole seconds in Odoo: the fraction was left out.`, code: null }] : [];
}

/** One write for all: of the properties with those that stay. */
function valsOf(updates: readonly Checked[], row: Row): Row {
  const vals: Record<string, unknown> = {};
  for (const [{ definition, choices, field, property }, content] of updates) {
    const value = writeValue(definition, content, choices);
    if (property === undefined) vals[field] = value;
    else {
      vals[field] ??= Object.fromEntries(propertiesIn(row[field]).map((held) => [held.name, asWritten(held)]));
      (vals[field] as Record<string, unknown>)[property] = value;
    }
  }
  return vals;
}

const inject = { fields: CUSTOM_FIELDS };
const list = (model: string) => methods(`${model}/fields_get`);
const values = (model: string) => methods(`${model}/search_read`, `${model}/fields_get`);
const update = (model: string) => methods(`${model}/write`, `${model}/search_read`, `${model}/fields_get`);

/** Where there are no candidates, applications hold the fields of persons. */
const ofPersons = (routesOf: typeof list) => [...routesOf("hr.candidate"), ...routesOf("hr.applicant")];

const ofCompanies = methods("res.company/search_read").map((route) => ({
  ...route,
  certainty: "inferred" as const,
  source: "Odoo's public sources of hr_recruitment, 18.0 and newer; not seen on a running server",
}));

export const listJobFields = handles(jobs.listCustomFields, {
  inject,
  routes: [...list("hr.job"), ...ofCompanies],
  handle: ({ refresh }, call, { fields }) => fields.list("jobs", refresh, call),
});
export const getJobFields = handles(jobs.getCustomFieldValues, {
  inject,
  routes: values("hr.job"),
  handle: ({ job }, call, { fields }) => fields.values("jobs", job.id, call),
});
export const updateJobFields = handles(jobs.updateCustomFields, {
  inject,
  routes: update("hr.job"),
  handle: ({ job, updates }, call, { fields }) => fields.update("jobs", job.id, updates, call),
});

export const listApplicationFields = handles(applications.listCustomFields, {
  inject,
  // What a job asks of its applicants is kept on the job.
  routes: [...list("hr.applicant"), ...methods("hr.job/search_read")],
  handle: ({ refresh }, call, { fields }) => fields.list("applications", refresh, call),
});
export const getApplicationFields = handles(applications.getCustomFieldValues, {
  inject,
  routes: values("hr.applicant"),
  handle: ({ application }, call, { fields }) => fields.values("applications", application.id, call),
});
export const updateApplicationFields = handles(applications.updateCustomFields, {
  inject,
  routes: update("hr.applicant"),
  handle: ({ application, updates }, call, { fields }) => fields.update("applications", application.id, updates, call),
});

export const listCandidateFields = handles(candidates.listCustomFields, {
  inject,
  routes: [...ofPersons(list), ...ofCompanies],
  handle: ({ refresh }, call, { fields }) => fields.list("candidates", refresh, call),
});
export const getCandidateFields = handles(candidates.getCustomFieldValues, {
  inject,
  routes: ofPersons(values),
  handle: ({ candidate }, call, { fields }) => fields.values("candidates", candidate.id, call),
});
export const updateCandidateFields = handles(candidates.updateCustomFields, {
  inject,
  routes: ofPersons(update),
  handle: ({ candidate, updates }, call, { fields }) => fields.update("candidates", candidate.id, updates, call),
});
