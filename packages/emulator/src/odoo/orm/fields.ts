import type { Database, Row } from "./database.ts";

export type FieldType =
  | "char"
  | "text"
  | "html"
  | "integer"
  | "float"
  | "monetary"
  | "boolean"
  | "date"
  | "datetime"
  | "selection"
  | "many2one"
  | "one2many"
  | "many2many"
  | "binary"
  | "properties"
  | "properties_definition";

/** A field of a model. */
export interface FieldDefinition {
  readonly type: FieldType;
  readonly string: string;
  readonly required?: boolean;
  readonly readonly?: boolean;
  /** Made by the customer. */
  readonly manual?: boolean;
  readonly selection?: readonly (readonly [string, string])[];
  /** The model that it links to. */
  readonly relation?: string;
  /** Of a one2many: the field over there that links back. */
  readonly inverse?: string;
  /** Of a one2many over `res_id`: the model that is named beside it. */
  readonly inverseModel?: string;
  /** Shows the field of the record that another field links to; writing it writes there. */
  readonly related?: readonly [link: string, field: string];
  /** Is computed, and not stored. Writing it is ignored. */
  readonly compute?: (row: Row, database: Database) => unknown;
  /** Of properties: the record that defines them, and its field with the definitions. */
  readonly definedBy?: readonly [link: string, field: string];
  /** Only officers see it. */
  readonly officersOnly?: boolean;
}

export type FieldDefinitions = Readonly<Record<string, FieldDefinition>>;

type More = Partial<Omit<FieldDefinition, "type" | "string">>;
const simple =
  (type: FieldType) =>
  (string: string, more: More = {}): FieldDefinition => ({ type, string, ...more });

export const char = simple("char");
export const text = simple("text");
export const html = simple("html");
export const integer = simple("integer");
export const float = simple("float");
export const boolean = simple("boolean");
export const date = simple("date");
export const datetime = simple("datetime");
export const binary = simple("binary");
export const selection = (
  string: string,
  options: readonly (readonly [string, string])[],
  more: More = {},
): FieldDefinition => ({
  type: "selection",
  string,
  selection: options,
  ...more,
});
export const many2one = (string: string, relation: string, more: More = {}): FieldDefinition => ({
  type: "many2one",
  string,
  relation,
  ...more,
});
export const many2many = (string: string, relation: string, more: More = {}): FieldDefinition => ({
  type: "many2many",
  string,
  relation,
  ...more,
});
export const one2many = (string: string, relation: string, inverse: string, more: More = {}): FieldDefinition => ({
  type: "one2many",
  string,
  relation,
  inverse,
  ...more,
});

/** The fields that every model has. */
export const everyModel: FieldDefinitions = {
  id: integer("ID", { readonly: true }),
  create_date: datetime("Created on", { readonly: true }),
  write_date: datetime("Last Updated on", { readonly: true }),
  display_name: char("Display Name", { readonly: true, compute: (row, database) => database.label(row.model, row.id) }),
};

/** One of each type that customers can add. */
export const customFields: FieldDefinitions = {
  x_shift: char("Shift", { manual: true }),
  x_remarks: text("Remarks", { manual: true }),
  x_score: integer("Score", { manual: true }),
  x_rate: float("Rate", { manual: true }),
  x_budget: { type: "monetary", string: "Budget", manual: true },
  x_mobile: boolean("Mobile", { manual: true }),
  x_start: date("Start", { manual: true }),
  x_seen: datetime("Seen", { manual: true }),
  x_level: selection(
    "Level",
    [
      ["jr", "Junior"],
      ["sr", "Senior"],
    ],
    { manual: true },
  ),
  // Two choices may have one label.
  x_team: selection(
    "Team",
    [
      ["north", "Nurses"],
      ["south", "Nurses"],
      ["east", "Drivers"],
    ],
    { manual: true },
  ),
  x_owner: many2one("Owner", "res.users", { manual: true }),
  x_brief: html("Brief", { manual: true }),
};

/** What happens around a change, besides the change. */
export interface Hooks {
  /** Fills in what is left out. @throws {OdooFailure} */
  creating?(values: Record<string, unknown>, change: Change): void;
  created?(row: Row, values: Readonly<Record<string, unknown>>, change: Change): void;
  writing?(row: Row, values: Record<string, unknown>, change: Change): void;
  written?(row: Row, values: Readonly<Record<string, unknown>>, change: Change): void;
  deleting?(row: Row, change: Change): void;
}

/** One transaction. */
export interface Change {
  readonly database: Database;
  /** When it began: what every record that it touches carries as its date. */
  readonly stamp: string;
  readonly context: Readonly<Record<string, unknown>>;
}

export interface ModelDefinition extends Hooks {
  readonly fields: FieldDefinitions;
  /** The order of records where none is asked for. Default: id. */
  readonly order?: string;
  /** The field that names a record. Default: `name`. */
  readonly label?: string;
  readonly unique?: string;
  /** Which records a search gives unless its domain names one of some fields. */
  readonly shown?: { readonly unless: readonly string[]; readonly when: (row: Row) => boolean };
}
