import { valueError } from "../errors.ts";
import type { OdooUser } from "../access.ts";
import type { Database, Row } from "./database.ts";
import type { FieldDefinition, FieldDefinitions } from "./fields.ts";
import type { Property } from "./values.ts";

/** How records are read. */
export interface Reading {
  readonly database: Database;
  readonly user: OdooUser;
  readonly context: Readonly<Record<string, unknown>>;
  /** `null`: a many2one comes as its id alone. */
  readonly load?: unknown;
}

export type Visible = ReadonlyMap<string, FieldDefinition>;

/** What each kind of user sees, by the fields of a model: every record that is read asks for it. */
const seen = new WeakMap<FieldDefinitions, Map<boolean, Visible>>();

/** The fields of a model that a user sees, by name. */
export function visibleFields({ database, user }: Pick<Reading, "database" | "user">, model: string): Visible {
  const fields = database.fields(model);
  const isOfficer = user.rights === "officer";
  let byRights = seen.get(fields);
  if (!byRights) seen.set(fields, (byRights = new Map()));
  let visible = byRights.get(isOfficer);
  if (!visible) {
    visible = new Map(Object.entries(fields).filter(([, { officersOnly }]) => !officersOnly || isOfficer));
    byRights.set(isOfficer, visible);
  }
  return visible;
}

/** A record as answers show it. @throws {OdooFailure} */
export function shown(row: Row, fields: readonly string[], reading: Reading): Record<string, unknown> {
  const { database, user } = reading;
  const visible = visibleFields(reading, row.model);
  const record: Record<string, unknown> = { id: row.id };
  const masked = isBusy(row, database, user);
  for (const name of fields.length > 0 ? fields : visible.keys()) {
    const field = visible.get(name);
    if (!field) throw valueError(`Invalid field '${name}' on model '${row.model}'`);
    record[name] =
      masked && hidden.has(name) ? (name === "name" ? "Busy" : false) : shownValue(row, name, field, reading);
  }
  return record;
}

/** What is hidden of others' private events. */
const hidden = new Set(["name", "applicant_id", "candidate_id", "location", "description", "videocall_location"]);

function isBusy(row: Row, database: Database, user: OdooUser): boolean {
  if (row.model !== "calendar.event" || row.values.get("privacy") !== "private") return false;
  const partner = database.row("res.users", user.uid)?.values.get("partner_id");
  return !((row.values.get("partner_ids") as readonly number[] | undefined) ?? []).includes(Number(partner));
}

function shownValue(row: Row, name: string, field: FieldDefinition, { database, context, load }: Reading): unknown {
  const value = database.value(row, name, field);
  switch (field.type) {
    case "boolean":
      return value === true;
    case "integer":
    case "float":
    case "monetary":
      return value ?? 0;
    case "datetime":
      return typeof value === "string" ? value.slice(0, 19) : false;
    case "many2one":
      if (typeof value !== "number" || !database.row(field.relation!, value)) return false;
      return load === null ? value : [value, database.label(field.relation!, value)];
    case "one2many":
    case "many2many":
      return living(database, field.relation!, (value as readonly number[] | undefined) ?? [], context);
    case "properties":
      return ((value as readonly Property[] | undefined) ?? []).map((each) => withLabel(each, database));
    case "properties_definition":
      return (value as readonly Property[] | undefined) ?? [];
    case "binary":
      return context["bin_size"] === true && typeof value === "string"
        ? `${(value.length / 1366).toFixed(2)} Kb`
        : (value ?? false);
    default:
      return value ?? false;
  }
}

/** A property that links to a record is read with the record's label, also where ids alone are asked for. */
function withLabel(property: Property, database: Database): Property {
  const { type, comodel, value } = property;
  if (type !== "many2one" || typeof value !== "number") return property;
  return { ...property, value: [value, database.label(String(comodel), value)] };
}

/** Archived records are hidden in lists of links, too. */
function living(
  database: Database,
  relation: string,
  ids: readonly number[],
  context: Reading["context"],
): readonly number[] {
  const hides = context["active_test"] !== false && database.field(relation, "active") !== undefined;
  return ids.filter((id) => {
    const row = database.row(relation, id);
    return row !== undefined && (!hides || row.values.get("active") === true);
  });
}
