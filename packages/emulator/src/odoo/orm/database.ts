import { missingError, userError, validationError } from "../errors.ts";
import {
  everyModel,
  type Change,
  type FieldDefinition,
  type FieldDefinitions,
  type ModelDefinition,
} from "./fields.ts";
import { stored, type Property, type Stored } from "./values.ts";

/** A record: its stored values. Copies share them until one of them changes. */
export interface Row {
  readonly id: number;
  readonly model: string;
  values: ReadonlyMap<string, Stored>;
}

/** The values that nobody else has. */
const owned = new WeakSet<ReadonlyMap<string, Stored>>();

/** A record's values, to be changed: its own, and no longer those that it shares. */
function ownValues(row: Row): Map<string, Stored> {
  if (!owned.has(row.values)) owned.add((row.values = new Map(row.values)));
  return row.values as Map<string, Stored>;
}

/** An e-mail that the server would have sent. */
export interface SentMail {
  readonly model: string;
  readonly id: number;
  readonly template: number | null;
}

/** Watches what happens to records, such as to show it elsewhere. */
export type Watcher = (model: string, id: number, what: "created" | "written" | "deleted") => void;

/** The fields of a model with those that every model has. */
const allFields = new WeakMap<ModelDefinition, FieldDefinitions>();

/** What `save` gives: rows that belong to nobody. */
export interface SavedDatabase {
  readonly tables: readonly (readonly [model: string, rows: readonly Row[]])[];
  readonly lastIds: ReadonlyMap<string, number>;
  readonly mails: readonly SentMail[];
}

/** Odoo's tables, with its rules for writing. Reading and searching are in `read.ts` and `search.ts`. */
export class Database {
  readonly mails: SentMail[] = [];
  readonly #models: ReadonlyMap<string, ModelDefinition>;
  readonly #tables = new Map<string, Map<number, Row>>();
  /** The rows of tables that were loaded, and that nobody has asked for yet. */
  readonly #loaded = new Map<string, () => Row[]>();
  readonly #lastIds = new Map<string, number>();
  readonly #watchers: Watcher[] = [];
  /** The fields of models of which some were removed. */
  readonly #left = new Map<string, FieldDefinitions>();
  /** Who links where, by model. */
  readonly #indexes = new Map<string, Map<string, Map<number, number[]>>>();

  constructor(models: Readonly<Record<string, ModelDefinition>>) {
    this.#models = new Map(Object.entries(models));
  }

  watch(watcher: Watcher): void {
    this.#watchers.push(watcher);
  }

  has(model: string): boolean {
    return this.#models.has(model);
  }

  /** @throws {OdooFailure} where no installed app brings the model. */
  model(name: string): ModelDefinition {
    const found = this.#models.get(name);
    if (!found) throw userError(`Object ${name} doesn't exist`);
    return found;
  }

  fields(model: string): FieldDefinitions {
    return this.#left.get(model) ?? this.#fields(model);
  }

  /** Removes a field from a model, or brings it back with all that records hold in it. */
  setField(model: string, name: string, exists: boolean): void {
    const { [name]: own, ...others } = this.fields(model);
    const known = own ?? this.#fields(model)[name];
    if (!known) throw userError(`Field ${name} doesn't exist on ${model}`);
    this.#left.set(model, exists ? { ...others, [name]: known } : others);
  }

  #fields(model: string): FieldDefinitions {
    const definition = this.model(model);
    let found = allFields.get(definition);
    if (!found) allFields.set(definition, (found = { ...everyModel, ...definition.fields }));
    return found;
  }

  field(model: string, name: string): FieldDefinition | undefined {
    const fields = this.fields(model);
    return Object.hasOwn(fields, name) ? fields[name] : undefined;
  }

  rows(model: string): Iterable<Row> {
    return this.#table(model).values();
  }

  row(model: string, id: number): Row | undefined {
    return this.#table(model).get(id);
  }

  /** What a link to a record shows. */
  label(model: string, id: number): string {
    const value = this.row(model, id)?.values.get(this.model(model).label ?? "name");
    return typeof value === "string" ? value : `${model},${id}`;
  }

  /** The value of a field, wherever it is kept. @param field Its definition, where it is known. */
  value(row: Row, name: string, field = this.field(row.model, name)): Stored {
    if (!field) return undefined;
    if (name === "id") return row.id;
    if (field.related) {
      const [link, far] = field.related;
      const linked = this.linked(row, link);
      return linked && this.value(linked, far);
    }
    if (field.compute) return field.compute(row, this) as Stored;
    if (field.type === "one2many") return this.#backwards(row, field);
    if (field.definedBy) return this.#properties(row, name, field.definedBy);
    return row.values.get(name);
  }

  /** Reads a field of many records. */
  reader(name: string, field: FieldDefinition): (row: Row) => Stored {
    const { related, compute, definedBy, type } = field;
    const isKeptElsewhere = name === "id" || related || compute || definedBy || type === "one2many";
    return isKeptElsewhere ? (row) => this.value(row, name, field) : ({ values }) => values.get(name);
  }

  /** The properties that another record defines, with this one's values. */
  #properties(row: Row, name: string, [link, field]: readonly [string, string]): readonly Property[] {
    const definer = this.linked(row, link);
    const definitions = (definer && (this.value(definer, field) as readonly Property[] | undefined)) ?? [];
    const held = (row.values.get(name) as readonly Property[] | undefined) ?? [];
    return definitions.map((definition) => ({
      ...definition,
      value: held.find((each) => each.name === definition.name)?.["value"] ?? false,
    }));
  }

  /** The record that a many2one links to. */
  linked(row: Row, link: string): Row | undefined {
    const field = this.field(row.model, link);
    const id = this.value(row, link, field);
    return typeof id === "number" ? this.row(field!.relation!, id) : undefined;
  }

  /** The records of another model that link here, from an index that a change of that model clears. */
  #backwards({ id }: Row, { relation, inverse, inverseModel }: FieldDefinition): readonly number[] {
    const indexes = this.#indexes.get(relation!) ?? new Map<string, Map<number, number[]>>();
    this.#indexes.set(relation!, indexes);
    const name = `${inverse} ${inverseModel ?? ""}`;
    let index = indexes.get(name);
    if (!index) {
      index = new Map();
      for (const { id: of, values } of this.rows(relation!)) {
        const linked = values.get(inverse!);
        const isOurs = inverseModel === undefined || values.get("res_model") === inverseModel;
        if (typeof linked !== "number" || !isOurs) continue;
        const known = index.get(linked);
        if (known) known.push(of);
        else index.set(linked, [of]);
      }
      indexes.set(name, index);
    }
    return index.get(id) ?? [];
  }

  /** Takes the next id, as a sequence does: also where the transaction ends later, or never. */
  nextId(model: string): number {
    const id = (this.#lastIds.get(model) ?? 0) + 1;
    this.#lastIds.set(model, id);
    return id;
  }

  /** @throws {OdooFailure} */
  create(model: string, given: Readonly<Record<string, unknown>>, change: Change, id = this.nextId(model)): Row {
    const definition = this.model(model);
    const values: Record<string, unknown> = { ...given };
    definition.creating?.(values, change);
    for (const [name, { required, type }] of Object.entries(this.fields(model)))
      if (required && type !== "boolean" && (values[name] ?? false) === false)
        throw validationError(`Missing required value for the field '${name}'`);
    this.#lastIds.set(model, Math.max(id, this.#lastIds.get(model) ?? 0));
    const row: Row = { id, model, values: new Map() };
    ownValues(row).set("create_date", change.stamp);
    ownValues(row).set("write_date", change.stamp);
    if (this.field(model, "active")) ownValues(row).set("active", true);
    this.#checkUnique(row, values);
    this.#table(model).set(id, row);
    this.#indexes.delete(model);
    this.#assign(row, values, change);
    definition.created?.(row, values, change);
    this.#tell(row, "created");
    return row;
  }

  /** @throws {OdooFailure} */
  write(model: string, ids: readonly number[], given: Readonly<Record<string, unknown>>, change: Change): void {
    const definition = this.model(model);
    const rows = ids.map((id) => {
      const row = this.row(model, id);
      if (!row) throw missingError("Record does not exist or has been deleted.");
      return row;
    });
    for (const row of rows) {
      const values: Record<string, unknown> = { ...given };
      definition.writing?.(row, values, change);
      this.#checkUnique(row, values);
      this.#assign(row, values, change);
      ownValues(row).set("write_date", change.stamp);
      definition.written?.(row, values, change);
      this.#tell(row, "written");
    }
  }

  delete(model: string, ids: readonly number[], change: Change): void {
    for (const id of ids) {
      const row = this.row(model, id);
      if (!row) continue;
      this.model(model).deleting?.(row, change);
      this.#table(model).delete(id);
      this.#forget(model, id);
      this.#tell(row, "deleted");
    }
  }

  /** All records, as a copy. @param copiedTo Is told which row is the copy of which. */
  save(copiedTo: (from: Row, to: Row) => void): SavedDatabase {
    const models = new Set([...this.#tables.keys(), ...this.#loaded.keys()]);
    const tables = Array.from(models, (model) => [model, copiesOf(this.rows(model), copiedTo)] as const);
    return { tables, lastIds: new Map(this.#lastIds), mails: [...this.mails] };
  }

  /** Takes what `save` gave, as a copy, into tables that are empty. Watchers are not told. */
  load({ tables, lastIds, mails }: SavedDatabase, copiedTo: (from: Row, to: Row) => void): void {
    // Copied when first asked for: most tests look at a few of a world's tables.
    for (const [model, rows] of tables) this.#loaded.set(model, () => copiesOf(rows, copiedTo));
    for (const [model, id] of lastIds) this.#lastIds.set(model, id);
    this.mails.push(...mails);
  }

  /** Sets a stored value as it is, without any rule and any date. */
  set(row: Row, name: string, value: Stored): void {
    this.#indexes.delete(row.model);
    ownValues(row).set(name, value);
  }

  #table(model: string): Map<number, Row> {
    this.model(model);
    let table = this.#tables.get(model);
    if (!table) {
      const loaded = this.#loaded.get(model)?.() ?? [];
      this.#tables.set(model, (table = new Map(loaded.map((row) => [row.id, row]))));
    }
    return table;
  }

  #assign(row: Row, values: Readonly<Record<string, unknown>>, change: Change): void {
    for (const [name, value] of Object.entries(values)) {
      const field = this.field(row.model, name);
      if (!field || field.readonly || field.compute) continue; // Answers true, and keeps nothing.
      if (field.related) {
        const linked = this.linked(row, field.related[0]);
        if (linked) this.write(linked.model, [linked.id], { [field.related[1]]: value }, change);
      } else if (field.type === "one2many" || field.type === "many2many")
        this.#command(row, name, field, value, change);
      else
        ownValues(row).set(name, stored(field, value, field.definedBy ? this.value(row, name) : row.values.get(name)));
    }
    this.#indexes.delete(row.model);
  }

  /** Commands of x2many fields: `[0,0,vals]`, `[2,id]`, `[3,id]`, `[4,id]`, `[5]`, `[6,0,ids]`. */
  #command(row: Row, name: string, { type, relation, inverse }: FieldDefinition, value: unknown, change: Change): void {
    let ids = new Set(type === "many2many" ? ((row.values.get(name) as number[] | undefined) ?? []) : []);
    for (const command of Array.isArray(value) ? value : []) {
      if (typeof command === "number") {
        ids.add(command);
        continue;
      }
      const [kind, id, vals] = command as [number, number, unknown];
      if (kind === 0) {
        const made = this.create(
          relation!,
          { ...(vals as object), ...(type === "one2many" && { [inverse!]: row.id }) },
          change,
        );
        ids.add(made.id);
      } else if (kind === 2 || kind === 3) {
        ids.delete(id);
        // The record itself goes, and not only the link to it.
        if (kind === 2) this.delete(relation!, [id], change);
      } else if (kind === 4) {
        if (!this.row(relation!, id)) throw missingError("Record does not exist or has been deleted.");
        ids.add(id);
      } else if (kind === 5) ids = new Set();
      else if (kind === 6) ids = new Set(vals as number[]);
    }
    if (type === "many2many") ownValues(row).set(name, [...ids]);
  }

  #checkUnique(row: Row, values: Readonly<Record<string, unknown>>): void {
    const { unique } = this.model(row.model);
    if (unique === undefined || values[unique] === undefined) return;
    for (const other of this.rows(row.model))
      if (other.id !== row.id && other.values.get(unique) === values[unique])
        throw validationError("The operation cannot be completed: Tag name already exists!");
  }

  /** Links to a deleted record are emptied, and no date moves. */
  #forget(model: string, id: number): void {
    for (const [name, { fields }] of this.#models)
      for (const [field, { type, relation }] of Object.entries(fields)) {
        if (relation !== model || (type !== "many2one" && type !== "many2many")) continue;
        for (const row of this.rows(name)) {
          const value = row.values.get(field);
          if (value === id) ownValues(row).delete(field);
          else if (Array.isArray(value) && value.includes(id as never))
            ownValues(row).set(
              field,
              (value as number[]).filter((each) => each !== id),
            );
        }
      }
  }

  #tell({ model, id }: Row, what: "created" | "written" | "deleted"): void {
    this.#indexes.delete(model);
    for (const watcher of this.#watchers) watcher(model, id, what);
  }
}

/** Values are never changed in place, and the map of them is shared until one of its records changes. */
function copiesOf(rows: Iterable<Row>, copiedTo: (from: Row, to: Row) => void): Row[] {
  return Array.from(rows, (row) => {
    owned.delete(row.values);
    const copy: Row = { ...row };
    copiedTo(row, copy);
    return copy;
  });
}
