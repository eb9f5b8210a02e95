import { z } from "zod";
import { personal } from "./personal.ts";

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

/** A field that the customer added to a kind of record. Definitions differ from customer to customer. */
export const CustomFieldDefinition = z
  .object({
    id: z.string(),
    name: z.string(),
    type: CustomFieldType,
    /** The type in the ATS's own word. */
    nativeType: z.string().describe("The type in the ATS's own word."),
    required: z.boolean(),
    readOnly: z.boolean(),
    /** The choices of a select field; null for the others. */
    options: z.array(z.string()).nullable().describe("The choices of a select field; null for the others."),
    raw: z.unknown().optional(),
  })
  .describe("A field that the customer added to a kind of record.");
export type CustomFieldDefinition = Readonly<z.output<typeof CustomFieldDefinition>>;

/**
 * A value of a custom field: text for most types, a number for `number` and `currency`, yes or no for `boolean`,
 * `2026-11-23` for `date`, ISO 8601 with a zone for `date-time`, a list for `multi-select`.
 */
export const CustomFieldContent = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]).nullable();
export type CustomFieldContent = z.output<typeof CustomFieldContent>;

/** A custom field of one record, with its value. */
export const CustomFieldValue = z
  .object({
    definitionId: z.string(),
    name: z.string(),
    type: CustomFieldType,
    value: personal(CustomFieldContent),
    /** The value as the ATS has it; always there when it could not be read. */
    raw: z.unknown().optional().describe("The value as the ATS has it; always there when it could not be read."),
  })
  .describe("A custom field of one record, with its value.");
export type CustomFieldValue = Readonly<z.output<typeof CustomFieldValue>>;

/** New values, by the definition's id or its name. `null` clears a field. */
export const CustomFieldUpdates = z
  .record(z.string().min(1), personal(CustomFieldContent))
  .refine((updates) => Object.keys(updates).length > 0, "must name at least one field")
  .describe("New values by the definition's id or name; null clears a field.");
export type CustomFieldUpdates = Readonly<z.output<typeof CustomFieldUpdates>>;
