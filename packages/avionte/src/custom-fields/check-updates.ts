import { toInstant, type CustomFieldDefinition, type CustomFieldUpdates } from "@anyats/core";
import { checkCustomFieldUpdates, type FieldRule } from "@anyats/http";
import { isWholeNumber } from "./field-types.ts";
import { writeValue, type NativeValue } from "./values.ts";

/** One field to be set, in the native form. */
export interface NativeUpdate {
  readonly definitionId: string;
  readonly value: NativeValue;
}

/** The year 1 is how Avionté writes "no date". */
const isNoDate = (value: string) => toInstant(value)?.startsWith("0001-") === true;

const rule: FieldRule = ({ type, nativeType }, value) => {
  if (type === "number" && isWholeNumber(nativeType) && !Number.isInteger(value)) return "must be a whole number";
  if (typeof value !== "string" || !isNoDate(value)) return undefined;
  if (type === "date") return "must be a day such as 2026-11-23";
  return type === "date-time" ? "must be a point in time such as 2026-11-23T09:00:00Z" : undefined;
};

/**
 * Checks updates against the tenant's definitions and puts them into the native form.
 * @throws {InvalidInput} with every problem there is, before anything is sent.
 */
export function checkUpdates(
  updates: CustomFieldUpdates,
  definitions: readonly CustomFieldDefinition[],
): readonly NativeUpdate[] {
  return checkCustomFieldUpdates(updates, definitions, rule).map(({ definition, value }) => ({
    definitionId: definition.id,
    value: writeValue(definition.type, value),
  }));
}
