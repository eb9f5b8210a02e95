import {
  InvalidInput,
  toInstant,
  type CustomFieldContent,
  type CustomFieldUpdates,
  type InputIssue,
} from "@anyats/core";
import type { Defined } from "./definitions.ts";

const isDay = (value: string) => /^\d{4}-\d{2}-\d{2}$/.test(value) && toInstant(value) !== undefined;
/** The largest whole number of a field; beyond it, the whole write fails. */
const int32 = 2_147_483_647;

function numberProblem(value: CustomFieldContent, nativeType: string): string | undefined {
  if (typeof value !== "number" || !Number.isFinite(value)) return "must be a number";
  if (nativeType !== "integer") return undefined;
  // Odoo would cut a fraction off and say nothing.
  return Number.isInteger(value) && Math.abs(value) <= int32 ? undefined : `must be a whole number up to ${int32}`;
}

function problemOf(
  { definition: { type, nativeType, readOnly, options } }: Defined,
  value: CustomFieldContent,
): string | undefined {
  if (readOnly) return "is read-only";
  if (value === null) return undefined;
  switch (type) {
    case "boolean":
      // Any text is true in Odoo.
      return typeof value === "boolean" ? undefined : "must be true or false";
    case "number":
    case "currency":
      return numberProblem(value, nativeType);
    case "multi-select":
      return Array.isArray(value) && value.every((each) => options?.includes(each)) ? undefined : oneOf(options);
    case "single-select":
      return typeof value === "string" && (value === "" || options?.includes(value)) ? undefined : oneOf(options);
    case "date":
      return typeof value === "string" && (value === "" || isDay(value))
        ? undefined
        : "must be a day such as 2026-11-23";
    case "date-time":
      return typeof value === "string" && (value === "" || toInstant(value) !== undefined)
        ? undefined
        : "must be a point in time";
    default:
      return typeof value === "string" ? undefined : "must be text";
  }
}

const oneOf = (options: readonly string[] | null) =>
  `must be of the options: ${(options ?? []).slice(0, 50).join(", ")}`;

/**
 * Checks updates against the customer's fields.
 * @throws {InvalidInput} with every problem there is, before anything is sent.
 */
export function checkUpdates(
  updates: CustomFieldUpdates,
  all: readonly Defined[],
): readonly (readonly [Defined, CustomFieldContent])[] {
  const issues: InputIssue[] = [];
  const checked = new Map<string, readonly [Defined, CustomFieldContent]>();
  for (const [key, value] of Object.entries(updates)) {
    const path = `updates.${key}`;
    const byName = all.filter(({ definition }) => definition.name === key);
    const found = all.find(({ definition }) => definition.id === key) ?? (byName.length === 1 ? byName[0] : undefined);
    const unknown =
      byName.length > 1 ? "is the name of several fields; use the id" : "is not a custom field of this kind of record";
    const problem = found ? problemOf(found, value) : unknown;
    const twice = found && checked.has(found.definition.id) ? "is named twice, by its id and by its name" : undefined;
    if (problem ?? twice) issues.push({ path, message: (problem ?? twice)! });
    else checked.set(found!.definition.id, [found!, value]);
  }
  if (issues.length > 0) throw new InvalidInput("The update of custom fields", issues);
  return [...checked.values()];
}
