import { outOfRange, valueError } from "../errors.ts";
import type { FieldDefinition } from "./fields.ts";

/** A stored value. `undefined` is NULL. Points in time are text with microseconds. */
export type Stored = string | number | boolean | readonly number[] | readonly Property[] | undefined;

export interface Property {
  readonly name: string;
  readonly type: string;
  readonly string: string;
  readonly [more: string]: unknown;
}

const int32 = 2_147_483_647;
const moment = /^\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?$/;

/** `2026-11-25 21:04:49.123456`: the column has microseconds, answers do not. */
export const stampOf = (milliseconds: number, microseconds: number): string =>
  `${new Date(milliseconds).toISOString().slice(0, 23).replace("T", " ")}${String(microseconds % 1000).padStart(3, "0")}`;

/** A value as it is kept. What Odoo loses in silence is lost here, too. @throws {OdooFailure} */
export function stored(field: FieldDefinition, value: unknown, before: Stored): Stored {
  switch (field.type) {
    case "boolean":
      return Boolean(value); // Any text is true.
    case "integer":
      return whole(value);
    case "float":
    case "monetary":
      return value === false || value === null ? 0 : Number(value);
    case "many2one":
      return linkedTo(value);
    case "selection":
      if (value === false || value === null) return undefined;
      if (field.selection?.some(([key]) => key === value)) return value as string;
      throw valueError(`Wrong value for the selection: ${JSON.stringify(value)}`);
    case "date":
    case "datetime":
      return pointInTime(field, value);
    case "properties":
      return propertiesWith(before as readonly Property[] | undefined, value);
    case "properties_definition":
      return value as readonly Property[];
    case "html":
      return value === false || value === null || value === undefined ? undefined : asParagraph(String(value));
    default:
      return value === false || value === null || value === undefined ? undefined : String(value as string | number);
  }
}

const asParagraph = (text: string) => (text === "" || text.includes("<") ? sanitised(text) : `<p>${text}</p>`);

function whole(value: unknown): number {
  const number = value === false || value === null ? 0 : Math.trunc(Number(value));
  if (Number.isNaN(number)) throw valueError("invalid literal for int()");
  if (Math.abs(number) > int32) throw outOfRange("integer out of range");
  return number;
}

/** A link that is written as `[id, "label"]` or as text becomes empty, and the answer is true. */
function linkedTo(value: unknown): number | undefined {
  if (typeof value !== "number") return undefined;
  if (value > int32) throw outOfRange("integer out of range");
  return value;
}

function pointInTime({ type }: FieldDefinition, value: unknown): string | undefined {
  if (value === false || value === null || value === undefined || value === "") return undefined;
  if (typeof value !== "string" || !moment.test(value))
    throw valueError(`time data ${JSON.stringify(value)} does not match format`);
  if (type === "date") return value.slice(0, 10);
  return value.length === 10 ? `${value} 00:00:00` : value;
}

/** A written dict replaces all: what is left out is emptied, and an unknown key empties everything. */
function propertiesWith(before: readonly Property[] | undefined, value: unknown): readonly Property[] {
  const known = before ?? [];
  if (Array.isArray(value)) return value as Property[];
  const given = (value ?? {}) as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(given).some((key) => !known.some(({ name }) => name === key));
  const kept = ({ type, name }: Property) => (type === "many2one" ? linkedTo(given[name]) : given[name]) ?? false;
  return known.map((property) => ({ ...property, value: unknown ? false : kept(property) }));
}

/** What is left of HTML. */
export function sanitised(given: string): string {
  return given
    .replaceAll(/<(script|iframe|form|object|style)\b[\s\S]*?<\/\1\s*>/gi, "")
    .replaceAll(/\son\w+\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/gi, "")
    .replaceAll(/(href|src)\s*=\s*(["']?)javascript:[^"'>\s]*\2/gi, "");
}

export const escaped = (given: string): string =>
  given.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
