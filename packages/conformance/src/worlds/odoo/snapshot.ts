import { CannotTell } from "../../world.ts";
import type { TablesOfOdoo } from "./truth.ts";

type Row = Readonly<Record<string, unknown>>;
type Domain = readonly unknown[];

/** Calls a method of a model: `call("hr.job", "search_read", [domain], { fields })`. */
export type OdooRpc = (model: string, method: string, args: readonly unknown[], keywords?: Row) => Promise<unknown>;

/** The server answered a call with an error; no answer at all is another error. */
export class OdooRefused extends Error {
  constructor(method: string, exception: string | undefined) {
    super(`Odoo refused ${method}: ${exception}`);
    this.name = "OdooRefused";
  }
}

const person = ["partner_name", "email_from", "partner_phone", "linkedin_profile", "categ_ids", "partner_id"];
const dates = ["create_date", "write_date"];
const messages = ["comment", "email", "email_outgoing"];

/** The tables that the comparison needs: which records, and which of their fields. */
const tables: Readonly<Record<string, { readonly domain: Domain; readonly fields: readonly string[] }>> = {
  "hr.job": {
    domain: [],
    fields: [
      "name",
      "active",
      "description",
      "is_published",
      "full_url",
      "date_from",
      "date_to",
      "user_id",
      "interviewer_ids",
      "department_id",
      "contract_type_id",
      "address_id",
    ],
  },
  "hr.recruitment.stage": { domain: [], fields: ["name", "sequence", "job_ids"] },
  "hr.applicant.refuse.reason": { domain: [], fields: ["name"] },
  "hr.applicant.category": { domain: [], fields: ["name"] },
  "hr.candidate": { domain: [], fields: person },
  "hr.applicant": {
    domain: [],
    fields: [
      "candidate_id",
      "job_id",
      "stage_id",
      "refuse_reason_id",
      "refuse_date",
      "application_status",
      "source_id",
      "message_main_attachment_id",
      // Where the server has no record of the person, its fields stand here.
      ...person,
      "email_normalized",
      "partner_phone_sanitized",
    ],
  },
  "calendar.event": {
    domain: ["|", ["applicant_id", "!=", false], ["candidate_id", "!=", false]],
    fields: [
      "name",
      "start",
      "stop",
      "location",
      "videocall_location",
      "active",
      "partner_ids",
      "applicant_id",
      "allday",
    ],
  },
  "mail.message": {
    domain: [
      ["model", "in", ["hr.applicant", "hr.candidate"]],
      ["message_type", "in", messages],
    ],
    fields: ["model", "res_id", "body", "date", "author_id", "subtype_id"],
  },
  "ir.attachment": {
    domain: [
      ["res_model", "in", ["hr.applicant", "hr.candidate"]],
      ["res_id", ">", 0],
    ],
    fields: ["name", "res_model", "res_id"],
  },
  "res.users": { domain: [["share", "=", false]], fields: ["name", "email", "login", "partner_id", "active"] },
};

/** More than this is not compared: the whole is held in memory. */
const mostRecords = 3_000;

type Known = Readonly<Record<string, { readonly relation?: string }>>;
/** The fields of a server's models, `undefined` for one that it does not have: asked once. */
const known = new WeakMap<OdooRpc, Map<string, Known | undefined>>();

/** @returns `undefined` where the server has no such model. */
async function fieldsOf(rpc: OdooRpc, model: string, domain: Domain): Promise<Known | undefined> {
  const models = known.get(rpc) ?? new Map<string, Known | undefined>();
  known.set(rpc, models);
  if (models.has(model)) return models.get(model);
  const fields = await rpc(model, "fields_get", [], { attributes: ["type", "relation"] }).catch((error: unknown) => {
    // Odoo 18 has a record of the person; before and after, there is none.
    if (model === "hr.candidate" && error instanceof OdooRefused) return undefined;
    throw error;
  });
  const count = fields === undefined ? 0 : Number(await rpc(model, "search_count", [domain]));
  if (count > mostRecords) throw new CannotTell(`be compared as a whole: it has ${count} records of ${model}`);
  models.set(model, fields as Known | undefined);
  return fields as Known | undefined;
}

/** What a real server holds, read at one moment by a client of the kit's own: the other half of a comparison. */
export class OdooSnapshot implements TablesOfOdoo {
  readonly #rows = new Map<string, Map<number, Row>>();
  /** What links show: the only thing known of the records behind most of them. */
  readonly #labels = new Map<string, string>();

  ids(model: string): readonly number[] {
    return [...(this.#rows.get(model)?.keys() ?? [])];
  }

  value(model: string, id: number, field: string): unknown {
    const row = this.#rows.get(model)?.get(id);
    if (!row) return field === "name" ? this.#labels.get(`${model} ${id}`) : undefined;
    const value = row[field];
    if (value === false)
      return field === "active" || field === "is_published" || field === "internal" ? false : undefined;
    return Array.isArray(value) && typeof value[1] === "string" ? value[0] : value;
  }

  /** @throws {CannotTell} when there is too much to be compared. */
  static async read(rpc: OdooRpc): Promise<OdooSnapshot> {
    const snapshot = new OdooSnapshot();
    const hasPersons = (await fieldsOf(rpc, "hr.candidate", [])) !== undefined;
    const read = Object.entries(tables).map(async ([model, { domain: whole, fields }]) => {
      const domain = model === "calendar.event" && !hasPersons ? [["applicant_id", "!=", false]] : whole;
      const known = await fieldsOf(rpc, model, domain);
      if (!known) return;
      const asked = [...fields, ...dates].filter((name) => Object.hasOwn(known, name));
      const rows = (await rpc(model, "search_read", [domain], { fields: asked, order: "id" })) as readonly (Row & {
        readonly id: number;
      })[];
      snapshot.#rows.set(model, new Map(rows.filter((row) => !isEmptied(model, row)).map((row) => [row.id, row])));
      for (const row of rows)
        for (const name of asked) {
          const value = row[name];
          if (Array.isArray(value) && typeof value[1] === "string")
            snapshot.#labels.set(`${known[name]?.relation} ${String(value[0])}`, value[1]);
        }
    });
    await Promise.all(read);
    await snapshot.#readPlaces(rpc);
    await snapshot.#readSubtypes(rpc);
    return snapshot;
  }

  /** The addresses of jobs and persons. */
  async #readPlaces(rpc: OdooRpc): Promise<void> {
    const partners = ["hr.job", "hr.candidate", "hr.applicant"].flatMap((model) =>
      this.ids(model).flatMap((id) => this.value(model, id, model === "hr.job" ? "address_id" : "partner_id") ?? []),
    );
    const fields = ["street", "street2", "city", "zip", "state_id", "country_id"];
    const rows = (await rpc("res.partner", "search_read", [[["id", "in", [...new Set(partners)]]]], {
      fields,
    })) as readonly (Row & { readonly id: number })[];
    this.#rows.set("res.partner", new Map(rows.map((row) => [row.id, row])));
    for (const row of rows)
      for (const [name, model] of [
        ["state_id", "res.country.state"],
        ["country_id", "res.country"],
      ] as const) {
        const value = row[name];
        if (Array.isArray(value)) this.#labels.set(`${model} ${String(value[0])}`, String(value[1]));
      }
  }

  /** Which messages only employees see: asked as a condition, since the subtype itself is not for everybody. */
  async #readSubtypes(rpc: OdooRpc): Promise<void> {
    const ids = this.ids("mail.message");
    const internal = (await rpc("mail.message", "search", [
      [
        ["id", "in", ids],
        ["subtype_id.internal", "=", true],
      ],
    ])) as readonly number[];
    const subtypes = internal.map((id) => Number(this.value("mail.message", id, "subtype_id")));
    this.#rows.set("mail.message.subtype", new Map(subtypes.map((id) => [id, { id, internal: true }])));
  }
}

/** A message that was deleted in the web client. */
const isEmptied = (model: string, { body }: Row): boolean =>
  model === "mail.message" &&
  (body === false || /^(?:<span class="o-mail-Message-edited">\s*<\/span>)?$/.test(String(body).trim()));
