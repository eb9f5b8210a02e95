import {
  toDay,
  toInstant,
  type CustomFieldContent,
  type CustomFieldDefinition,
  type CustomFieldType,
} from "@anyats/core";
import { orElse, parsedLeniently, type Drift } from "@anyats/http";
import { z } from "zod/mini";
import { odooTime } from "../rpc/domain.ts";
import { list } from "../reading/values.ts";
import type { Field, Fields } from "../rpc/server.ts";
import type { Row } from "../rpc/odoo.ts";

/** Odoo's types in the one vocabulary. Others, such as links to records, are read as what they show, and not written. */
const types: Readonly<Record<string, CustomFieldType>> = {
  char: "text",
  text: "long-text",
  html: "long-text",
  integer: "number",
  float: "number",
  monetary: "currency",
  boolean: "boolean",
  date: "date",
  datetime: "date-time",
  selection: "single-select",
  tags: "multi-select",
};
export const fieldType = (odooType: string): CustomFieldType => types[odooType] ?? "unknown";

/** A choice of a select field: the key that Odoo stores, and the label that people read. */
export type Choice = readonly [key: string, label: string];

/** What a choice is called: its label, or its key where several have that label. */
export const nameOf = ([key, label]: Choice, all: readonly Choice[]): string =>
  all.filter((other) => other[1] === label).length > 1 ? key : label;

/** One value of the customer's: of a field, or of a property. */
export interface Held {
  readonly type: string;
  readonly choices: readonly Choice[];
  readonly value?: unknown;
}

/**
 * What a value says in its type; `undefined` for one of another form. Odoo writes `false` for what is empty, and 0 for
 * an empty number.
 */
export function readValue({ type, choices, value }: Held): CustomFieldContent | undefined {
  if (value === undefined && type === "boolean") return false;
  if (typeof value === "boolean" && type === "boolean") return value;
  if (value === false || value === null || value === undefined) return null;
  switch (fieldType(type)) {
    case "number":
    case "currency":
      return typeof value === "number" ? value : undefined;
    case "date":
      return toDay(String(value));
    case "date-time":
      return toInstant(String(value));
    case "single-select":
      return typeof value === "string" ? nameOfKey(value, choices) : undefined;
    case "multi-select":
      return Array.isArray(value) && value.every((key) => typeof key === "string")
        ? value.map((key) => nameOfKey(key, choices))
        : undefined;
    case "unknown":
      return shown(value);
    default:
      return typeof value === "string" ? value : undefined;
  }
}

const nameOfKey = (key: string, choices: readonly Choice[]): string => {
  const choice = choices.find(([each]) => each === key);
  return choice ? nameOf(choice, choices) : key;
};

const isLink = (value: unknown): value is readonly [id: number, label: string] =>
  Array.isArray(value) && value.length === 2 && typeof value[0] === "number" && typeof value[1] === "string";

/** The id of a link; anything else as it is. */
const linkedId = (value: unknown): unknown => (isLink(value) ? value[0] : value);

/** A link to a record as its label, several as their ids. */
function shown(value: unknown): CustomFieldContent | undefined {
  if (isLink(value)) return value[1];
  if (Array.isArray(value)) {
    const ids = value.map(linkedId);
    return ids.every((id) => typeof id === "number" || typeof id === "string") ? ids.map(String) : undefined;
  }
  return typeof value === "object" ? undefined : String(value as string | number);
}

const wireProperty = z.looseObject({
  name: z.string(),
  type: z.string(),
  string: orElse(z.string(), ""),
  selection: list(z.tuple([z.string(), z.string()])),
  tags: list(z.tuple([z.string(), z.string()], z.unknown())),
});
export type Property = z.output<typeof wireProperty>;

/**
 * The properties of a record, or their definitions on a job; separators between them are none.
 * @param drift Called for what has another form, and is left out.
 * @param at Where they stand.
 */
export function propertiesIn(value: unknown, drift: Drift = () => {}, at = "$"): readonly Property[] {
  if (!Array.isArray(value)) {
    if (value) drift(at, "unreadable-value");
    return [];
  }
  return value.flatMap((each) => {
    const { success, data } = parsedLeniently(wireProperty, each, drift, `${at}[]`);
    if (!success) drift(at, "unreadable-value");
    return success && data.type !== "separator" ? [data] : [];
  });
}

/** What a property holds, as it is written again. Odoo reads links with their labels, and empties one that is written so. */
export function asWritten({ value }: Property): unknown {
  if (Array.isArray(value) && !isLink(value)) return value.map(linkedId);
  return linkedId(value) ?? false;
}

export const choicesOf = ({ type, selection, tags }: Property): readonly Choice[] =>
  type === "tags" ? tags.map(([key, label]): Choice => [key, label]) : selection;

/** The customer's own values of a record, by the names of the fields; those of properties by `properties.name`. */
export function customValues(
  row: Row,
  drift: Drift,
  fields: Fields | undefined,
  properties?: string,
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  const read = (name: string, held: Held): void => {
    const content = readValue(held);
    if (content === undefined) drift(`$.${name}`, "unreadable-value");
    values[name] = content ?? null;
  };
  for (const [name, field] of fields?.customs ?? []) if (name in row) read(name, heldBy(field, row[name]));
  if (properties === undefined) return values;
  for (const each of propertiesIn(row[properties], drift, `$.${properties}`))
    read(`${properties}.${each.name}`, { type: each.type, choices: choicesOf(each), value: each.value });
  return values;
}

export const heldBy = ({ type, selection }: Field, value: unknown): Held => ({ type, choices: selection, value });

/** A value as Odoo takes it. A text that is not a key is an error there, and a point in time with a zone, too. */
export function writeValue(
  { type }: Pick<CustomFieldDefinition, "type">,
  content: CustomFieldContent,
  choices: readonly Choice[],
): unknown {
  if (content === null) return false;
  const keyOf = (name: string) => choices.find((choice) => nameOf(choice, choices) === name)?.[0];
  if (type === "single-select") return keyOf(String(content));
  if (type === "multi-select") return (content as readonly string[]).map(keyOf);
  return type === "date-time" ? odooTime(String(content)) : content;
}
