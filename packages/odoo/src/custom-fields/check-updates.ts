import type { CustomFieldContent, CustomFieldUpdates } from "@anyats/core";
import { checkCustomFieldUpdates, type FieldRule } from "@anyats/http";
import type { Defined } from "./definitions.ts";

/** The largest whole number of a field; beyond it, the whole write fails. */
const int32 = 2_147_483_647;

/** Odoo would cut a fraction off and say nothing. */
const wholeNumbers: FieldRule = ({ nativeType }, value) =>
  nativeType !== "integer" || (Number.isInteger(value) && Math.abs(Number(value)) <= int32)
    ? undefined
    : `must be a whole number up to ${int32}`;

/**
 * Checks updates against the customer's fields.
 * @throws {InvalidInput} with every problem there is, before anything is sent.
 */
export function checkUpdates(
  updates: CustomFieldUpdates,
  all: readonly Defined[],
): readonly (readonly [Defined, CustomFieldContent])[] {
  const byId = new Map(all.map((each) => [each.definition.id, each]));
  const definitions = all.map(({ definition }) => definition);
  return checkCustomFieldUpdates(updates, definitions, wholeNumbers).map(({ definition, value }) => [
    byId.get(definition.id)!,
    value,
  ]);
}
