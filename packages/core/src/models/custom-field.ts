import { z } from "zod/mini";
import { personal } from "./personal.ts";
import type * as records from "./records.generated.ts";

/** The one vocabulary of custom field types. */
export const customFieldTypes = [
  "text",
  "long-text",
  "number",
  "currency",
  "boolean",
  "date",
  "date-time",
  "single-select",
  "multi-select",
  "email",
  "phone",
  "url",
  "user",
  "unknown",
] as const;
export const CustomFieldType = z.enum(customFieldTypes);
export type CustomFieldType = z.output<typeof CustomFieldType>;

/**
 * A field that the customer added to a kind of record.
 *
 * Definitions differ from customer to customer.
 */
export const CustomFieldDefinition = z.object({
  /** The id of the definition. */
  id: z.string(),
  /** The name that the customer gave the field. */
  name: z.string(),
  /** What values the field takes. */
  type: CustomFieldType,
  /** The type in the ATS's own word. */
  nativeType: z.string(),
  /** Whether the ATS insists on a value. */
  required: z.boolean(),
  /** Whether the field cannot be written. */
  readOnly: z.boolean(),
  /** The choices of a select field; null for the others. */
  options: z.nullable(z.array(z.string())),
  /** The definition as it came over the wire; only when asked for with `raw: true`. */
  raw: z.optional(z.unknown()),
});
export interface CustomFieldDefinition extends records.CustomFieldDefinitionRecord {}

/**
 * A value of a custom field: text for most types, a number for `number` and `currency`, yes or no for `boolean`,
 * `2026-11-23` for `date`, ISO 8601 with a zone for `date-time`, a list for `multi-select`.
 */
export const CustomFieldContent = z.nullable(z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]));
export type CustomFieldContent = z.output<typeof CustomFieldContent>;

/** A custom field of one record, with its value. */
export const CustomFieldValue = z.object({
  /** The id of the field's definition. */
  definitionId: z.string(),
  /** The name that the customer gave the field. */
  name: z.string(),
  /** What values the field takes. */
  type: CustomFieldType,
  /** The value, in the form of the field's type. */
  value: personal(CustomFieldContent),
  /** The value as the ATS has it; always there when it could not be read. */
  raw: z.optional(z.unknown()),
});
export interface CustomFieldValue extends records.CustomFieldValueRecord {}

/** New values by the definition's id or name; null clears a field. */
export const CustomFieldUpdates = z
  .record(z.string().check(z.minLength(1)), personal(CustomFieldContent))
  .check(z.refine((updates) => Object.keys(updates).length > 0, "must name at least one field"));
export type CustomFieldUpdates = Readonly<z.output<typeof CustomFieldUpdates>>;
