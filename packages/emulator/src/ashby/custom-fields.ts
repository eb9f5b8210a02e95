import type { World } from "../world/world.ts";
import { invalidInput } from "./failure.ts";

export type FieldObject = "Application" | "Candidate" | "Job" | "Offer";

export interface FieldDefinition {
  readonly number: string;
  readonly title: string;
  readonly objectType: FieldObject;
  readonly fieldType: string;
  readonly isPrivate: boolean;
  readonly isRequired: boolean;
  readonly options?: readonly string[];
  /** Options that are offered no more, and that records still hold. */
  readonly archivedOptions?: readonly string[];
  /** What stands before the label of an option in its stored value. */
  readonly storedPrefix?: string;
}

const types = [
  ["Reference", "String"],
  ["Remarks", "LongText"],
  ["Rating", "Number"],
  ["Checked", "Boolean"],
  ["Available from", "Date"],
  ["Shift", "ValueSelect"],
  ["Licences", "MultiValueSelect"],
  ["Expected pay", "Currency"],
  ["Second address", "Email"],
  ["Portfolio", "Url"],
  ["Range", "NumberRange"],
  ["Badge", "String"],
  // A name is not unique (undocumented, and nothing forbids it).
  ["Remarks", "String"],
  ["Nearest depot", "ValueSelect"],
  // A second field of a type: with another currency, and with other values for the same labels.
  ["Travel allowance", "Currency"],
  ["Second shift", "ValueSelect"],
  ["Emergency call", "Phone"],
  ["Badge number", "UUID"],
] as const;

/** Filled in for every record. */
const isRequired = (title: string) => title === "Badge";

/** Candidates choose among more than a message may name; a list as long for each kind of record would fill half of the answer. */
const depotsOf = (objectType: FieldObject) =>
  Array.from({ length: objectType === "Candidate" ? 60 : 4 }, (_each, index) => `Depot ${index + 1}`);

const options: Readonly<Record<string, readonly string[]>> = {
  ValueSelect: ["Days", "Nights"],
  MultiValueSelect: ["CDL-A", "RN", "CNA"],
};
const archivedOptions: Readonly<Record<string, readonly string[]>> = { ValueSelect: ["Weekends"] };

function optionsOf(
  title: string,
  fieldType: string,
  objectType: FieldObject,
): Pick<FieldDefinition, "options" | "archivedOptions" | "storedPrefix"> {
  if (title === "Nearest depot") return { options: depotsOf(objectType) };
  return {
    ...(options[fieldType] && { options: options[fieldType] }),
    ...(archivedOptions[fieldType] && { archivedOptions: archivedOptions[fieldType] }),
    ...(title === "Second shift" && { storedPrefix: "second-" }),
  };
}

/** The few of offers: nothing writes them. */
const typesOfOffers = [
  ["Reference", "String"],
  ["Notice period", "Number"],
] as const;

/** The custom fields of the agency: each documented type for each kind of record that takes values; invented. */
export const fieldDefinitions: readonly FieldDefinition[] = (
  ["Application", "Candidate", "Job", "Offer"] as const
).flatMap((objectType, kind) =>
  (objectType === "Offer" ? typesOfOffers : types).map(([title, fieldType], index) => ({
    number: String(7_001 + kind * 100 + index),
    title,
    objectType,
    fieldType,
    isPrivate: title === "Expected pay",
    isRequired: isRequired(title),
    ...optionsOf(title, fieldType, objectType),
  })),
);

/** The stored value of an option is not its label (documented). */
export const optionValue = ({ storedPrefix = "" }: { readonly storedPrefix?: string | undefined }, label: string) =>
  `${storedPrefix}${label.toLowerCase()}`;

/** The labels of each field's options by their stored values. Every record that is shown asks for them. */
const labels = new Map(
  fieldDefinitions.map((each) => [
    each.number,
    new Map<unknown, string>(
      [...(each.options ?? []), ...(each.archivedOptions ?? [])].map((label) => [optionValue(each, label), label]),
    ),
  ]),
);

type Stored = Map<string, unknown>;

/** The values of custom fields: what was set, and for each record a few that were there from the start. */
export class FieldValues {
  readonly #world: World;
  readonly #set = new Map<string, Stored>();
  /** Every record that is shown asks for them. */
  #all: readonly (FieldDefinition & { readonly id: string })[] | undefined;

  constructor(world: World) {
    this.#world = world;
  }

  /** The fields that there are, with their ids. */
  definitions(): readonly (FieldDefinition & { readonly id: string })[] {
    const all = (this.#all ??= fieldDefinitions.map((each) => ({ ...each, id: this.#world.id(each.number) })));
    const { removedFields } = this.#world;
    return removedFields.size === 0 ? all : all.filter(({ id }) => !removedFields.has(id));
  }

  of(objectType: FieldObject, id: string): ReadonlyMap<string, unknown> {
    const key = `${objectType} ${id}`;
    let values = this.#set.get(key);
    if (!values) {
      values = new Map(
        fieldDefinitions
          .filter((each) => each.objectType === objectType)
          .flatMap((each): [string, unknown][] => {
            const value = initial(each, id);
            return value === undefined ? [] : [[this.#world.id(each.number), value]];
          }),
      );
      this.#set.set(key, values);
    }
    return values;
  }

  /** @throws {AshbyFailure} when there is no such field, or the value is not of its type. */
  set(objectType: FieldObject, id: string, changes: readonly { fieldId: string; fieldValue: unknown }[]): void {
    for (const { fieldId, fieldValue } of changes) this.#check(objectType, fieldId, fieldValue);
    const values = this.of(objectType, id) as Stored;
    for (const { fieldId, fieldValue } of changes)
      if (fieldValue === null) values.delete(fieldId);
      else values.set(fieldId, fieldValue);
  }

  /** As records show them: only fields that have a value. */
  shown(objectType: FieldObject, recordId: string, privateFields: boolean): object[] {
    const values = this.of(objectType, recordId);
    return this.definitions().flatMap((each) => {
      const { id } = each;
      const value = values.get(id);
      if (value === undefined || (each.isPrivate && !privateFields)) return [];
      const label = (one: unknown) => labels.get(each.number)?.get(one);
      const valueLabel = each.options && (Array.isArray(value) ? value.map(label) : label(value));
      const { title, isPrivate } = each;
      return [{ id, title, isPrivate, value, ...(valueLabel && { valueLabel }) }];
    });
  }

  #check(objectType: FieldObject, fieldId: string, value: unknown): void {
    const field = this.definitions().find((each) => each.objectType === objectType && each.id === fieldId);
    if (!field) throw invalidInput("fieldId: there is no such custom field of this object type");
    if (value !== null && !fits(field, value)) throw invalidInput(`fieldValue: not a ${field.fieldType}`);
  }
}

function initial({ title, fieldType, options = [] }: FieldDefinition, id: string): unknown {
  const draw = Number.parseInt(id.slice(0, 6), 16);
  if (title === "Nearest depot") return draw % 2 === 0 ? optionValue({}, options[draw % options.length]!) : undefined;
  if (title === "Badge" || (fieldType === "String" && draw % 3 === Number(title === "Remarks")))
    return `ref-${id.slice(0, 8)}`;
  if (fieldType === "Number") return draw % 5 < 2 ? draw % 10 : undefined;
  if (title === "Second shift") return ["second-days", "second-weekends", "second-nights"][(draw >> 3) % 6];
  if (fieldType === "ValueSelect") return ["days", "nights", "weekends"][draw % 6];
  if (fieldType === "Boolean" && draw % 2 === 0) return draw % 4 === 0;
  if (fieldType === "Date" && draw % 2 === 0) return "2026-12-01";
  if (title === "Travel allowance") return draw % 8 < 3 ? { value: 400 + (draw % 7), currencyCode: "GBP" } : undefined;
  if (fieldType === "Currency" && draw % 2 === 0)
    return { value: 18 + (draw % 20), currencyCode: draw % 4 === 0 ? "EUR" : "USD" };
  if (fieldType === "NumberRange" && draw % 4 === 0) return { type: "number-range", minValue: 1, maxValue: 5 };
  return undefined;
}

function fits(field: FieldDefinition, value: unknown): boolean {
  const isOption = (one: unknown) => field.options?.some((label) => optionValue(field, label) === one) ?? false;
  switch (field.fieldType) {
    case "Boolean":
      return typeof value === "boolean";
    case "Number":
      return typeof value === "number";
    case "Currency":
      return (
        typeof (value as { value?: unknown }).value === "number" &&
        /^[A-Z]{3}$/.test(String((value as { currencyCode?: unknown }).currencyCode))
      );
    case "NumberRange":
      return (value as { type?: unknown }).type === "number-range";
    case "ValueSelect":
      return isOption(value);
    case "MultiValueSelect":
      return Array.isArray(value) && value.every(isOption);
    default:
      return typeof value === "string";
  }
}
