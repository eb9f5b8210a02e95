import type { CustomFieldType } from "@anyats/core";

/**
 * Avionté's data types in the one vocabulary. No public page lists them: the words are those of the emulator and their
 * usual synonyms, to be corrected after the first live call. Compared without case, spaces and hyphens.
 */
const types: Readonly<Record<string, CustomFieldType>> = {
  text: "text",
  string: "text",
  multilinetext: "long-text",
  textarea: "long-text",
  memo: "long-text",
  integer: "number",
  number: "number",
  numeric: "number",
  decimal: "number",
  currency: "currency",
  money: "currency",
  boolean: "boolean",
  checkbox: "boolean",
  yesno: "boolean",
  date: "date",
  datetime: "date-time",
  dropdown: "single-select",
  picklist: "single-select",
  singleselect: "single-select",
  multiselect: "multi-select",
  email: "email",
  phone: "phone",
  url: "url",
  user: "user",
};

/** The type that a native word stands for; `unknown` for a word that is not in the table. */
export function fieldType(nativeType: string): CustomFieldType {
  const word = nativeType.toLowerCase().replaceAll(/[\s_-]/g, "");
  return Object.hasOwn(types, word) ? types[word]! : "unknown";
}

/** Whether a native word stands for whole numbers only. */
export function isWholeNumber(nativeType: string): boolean {
  return nativeType.toLowerCase() === "integer";
}
