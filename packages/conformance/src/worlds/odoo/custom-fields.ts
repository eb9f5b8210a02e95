import type { WorldRecord } from "../../world.ts";
import { ownersIn, type TablesOfOdoo } from "./truth.ts";

/** An emulator's tables, whose models may lose fields. */
interface TablesWithFields extends TablesOfOdoo {
  hasField(model: string, name: string): boolean;
}

type Group = "jobs" | "applications" | "candidates";
type Kind = "text" | "number" | "yes-or-no" | "day" | "instant" | "choice" | "choices" | "link";

interface Known {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly nativeType: string;
  readonly kind: Kind;
  readonly options?: Readonly<Record<string, string>>;
  readonly readOnly?: boolean;
}

const field = (id: string, name: string, type: string, nativeType: string, kind: Kind, more: Partial<Known> = {}) => ({
  id,
  name,
  type,
  nativeType,
  kind,
  ...more,
});
const levels = { jr: "Junior", sr: "Senior" };

/** The fields that the emulated customer added to every kind of record. */
const own: readonly Known[] = [
  field("x_shift", "Shift", "text", "char", "text"),
  field("x_remarks", "Remarks", "long-text", "text", "text"),
  field("x_score", "Score", "number", "integer", "number"),
  field("x_rate", "Rate", "number", "float", "number"),
  field("x_budget", "Budget", "currency", "monetary", "number"),
  field("x_mobile", "Mobile", "boolean", "boolean", "yes-or-no"),
  field("x_start", "Start", "date", "date", "day"),
  field("x_seen", "Seen", "date-time", "datetime", "instant"),
  field("x_level", "Level", "single-select", "selection", "choice", { options: levels }),
  field("x_team", "Team", "single-select", "selection", "choice", {
    options: { north: "north", south: "south", east: "Drivers" },
  }),
  field("x_owner", "Owner", "unknown", "many2one", "link", { readOnly: true }),
  field("x_brief", "Brief", "long-text", "html", "text", { readOnly: true }),
];

const holder = "applicant_properties";
/** What the jobs define for their applications. */
const properties: readonly Known[] = [
  field(`${holder}.aa11bb22`, "Notice weeks", "number", "integer", "number"),
  field(`${holder}.cc33dd44`, "Seniority", "single-select", "selection", "choice", { options: levels }),
  field(`${holder}.ee55ff66`, "Licences", "multi-select", "tags", "choices", {
    options: { cdl: "CDL-A", rn: "RN" },
  }),
  // One without a label is called as its id.
  field(`${holder}.ii99jj00`, `${holder}.ii99jj00`, "boolean", "boolean", "yes-or-no"),
  field(`${holder}.kk11ll22`, "Mentor", "unknown", "many2one", "link", { readOnly: true }),
];

/** The fields with the properties that a company defines for its jobs and persons, by model. */
const holdersOfCompanies: Readonly<Record<string, string>> = {
  "hr.job": "job_properties",
  "hr.candidate": "candidate_properties",
};

/** The properties that a model's records may hold, after the name of the field that holds them: a job's, or a company's. */
function propertiesOf(tables: TablesWithFields, model: string): readonly [string | undefined, readonly Known[]] {
  if (model === "hr.applicant") return [holder, properties];
  const own = holdersOfCompanies[model];
  if (own === undefined || !tables.hasField(model, own)) return [undefined, []];
  const known = [
    field(`${own}.mm33nn44`, "Unit", "text", "char", "text"),
    field(`${own}.oo55pp66`, "Floor", "number", "integer", "number"),
  ];
  return [own, known];
}

/** The model whose records hold the custom fields of a kind of record. */
export const modelWithFields = (tables: TablesOfOdoo, group: Group): string => {
  if (group === "jobs") return "hr.job";
  return group === "candidates" && tables.ids("hr.candidate").length > 0 ? "hr.candidate" : "hr.applicant";
};

/** The customer's own fields that a model has. */
const ownOf = (tables: TablesWithFields, model: string) => own.filter(({ id }) => tables.hasField(model, id));

/** The custom fields of the emulated customer, in canonical form. */
export function odooCustomFields(tables: TablesWithFields, group: Group): readonly WorldRecord[] {
  const model = modelWithFields(tables, group);
  const all = [...ownOf(tables, model), ...propertiesOf(tables, model)[1]];
  return all.map(({ kind: _kind, options, readOnly = false, ...known }) => ({
    ...known,
    readOnly,
    required: false,
    options: options ? Object.values(options) : null,
  }));
}

function said({ kind, options = {} }: Known, held: unknown, tables: TablesOfOdoo, isProperty: boolean): unknown {
  const isEmpty = held === undefined || held === null || held === false || held === "";
  // Odoo writes nought for an empty number of a record, and nothing for one of a property.
  if (kind === "number") return isEmpty ? (isProperty ? null : 0) : held;
  if (kind === "yes-or-no") return held === true;
  if (isEmpty) return null;
  switch (kind) {
    case "instant":
      return new Date(`${String(held).slice(0, "2026-11-20 13:37:00".length).replace(" ", "T")}Z`).toISOString();
    case "choice":
      return options[String(held)];
    case "choices":
      return (held as readonly string[]).map((key) => options[key]);
    case "link":
      return tables.value("res.users", Number(held), "name");
    default:
      return held;
  }
}

interface Property {
  readonly name: string;
  readonly value?: unknown;
}

/** What a record holds in its custom fields, by their ids. */
export function odooCustomFieldValues(
  tables: TablesWithFields,
  group: Group,
  id: string,
): Readonly<Record<string, unknown>> {
  const { model, ids } =
    group === "jobs"
      ? { model: "hr.job", ids: [Number(id)] }
      : ownersIn(tables, group === "applications" ? "application" : "candidate", id);
  const record = ids.at(-1)!;
  const values = ownOf(tables, model).map((known) => [
    known.id,
    said(known, tables.value(model, record, known.id), tables, false),
  ]);
  // A record of no job, or of no company, has none of its properties.
  const [name = "", defined] = propertiesOf(tables, model);
  const held = (tables.value(model, record, name) ?? []) as readonly Property[];
  const more = defined.flatMap((known) =>
    held.flatMap((each) =>
      `${name}.${each.name}` === known.id ? [[known.id, said(known, each.value, tables, true)] as const] : [],
    ),
  );
  return Object.fromEntries([...values, ...more]);
}
