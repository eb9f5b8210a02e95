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

/** Records of a model as answers show them. @throws {OdooFailure} */
export function shown(
  model: string,
  rows: readonly Row[],
  names: readonly string[],
  reading: Reading,
): readonly Readonly<Record<string, unknown>>[] {
  const { database, user } = reading;
  const visible = visibleFields(reading, model);
  const fields = Array.from(names.length > 0 ? names : visible.keys(), (name) => {
    const field = visible.get(name);
    if (!field) throw valueError(`Invalid field '${name}' on model '${model}'`);
    return [name, valueOf(name, field, reading)] as const;
  });
  return rows.map((row) => {
    const record: Record<string, unknown> = { id: row.id };
    const masked = isBusy(row, database, user);
    for (const [name, value] of fields)
      record[name] = masked && hidden.has(name) ? (name === "name" ? "Busy" : false) : value(row);
    return record;
  });
}

/** What is hidden of others' private events. */
const hidden = new Set(["name", "applicant_id", "candidate_id", "location", "description", "videocall_location"]);

function isBusy(row: Row, database: Database, user: OdooUser): boolean {
  if (row.model !== "calendar.event" || row.values.get("privacy") !== "private") return false;
  const partner = database.row("res.users", user.uid)?.values.get("partner_id");
  return !((row.values.get("partner_ids") as readonly number[] | undefined) ?? []).includes(Number(partner));
}

/** How the value of a field is shown, for all records of an answer. */
function valueOf(name: string, field: FieldDefinition, { database, context, load }: Reading): (row: Row) => unknown {
  const value = database.reader(name, field);
  const { relation = "" } = field;
  switch (field.type) {
    case "boolean":
      return (row) => value(row) === true;
    case "integer":
    case "float":
    case "monetary":
      return (row) => value(row) ?? 0;
    case "datetime":
      return (row) => {
        const held = value(row);
        return typeof held === "string" ? held.slice(0, 19) : false;
      };
    case "many2one":
      return (row) => {
        const held = value(row);
        if (typeof held !== "number" || !database.row(relation, held)) return false;
        return load === null ? held : [held, database.label(relation, held)];
      };
    case "one2many":
    case "many2many":
      return (row) => living(database, relation, (value(row) as readonly number[] | undefined) ?? [], context);
    case "properties":
      return (row) => ((value(row) as readonly Property[] | undefined) ?? []).map((each) => withLabel(each, database));
    case "properties_definition":
      return (row) => value(row) ?? [];
    case "binary":
      return (row) => {
        const held = value(row) ?? false;
        return context["bin_size"] === true && typeof held === "string"
          ? `${(held.length / 1366).toFixed(2)} Kb`
          : held;
      };
    default:
      return (row) => value(row) ?? false;
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
