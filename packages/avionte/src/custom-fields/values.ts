import { toInstant, type CustomFieldContent, type CustomFieldType } from "@anyats/core";

/** A value as Avionté's own API has it. Unverified: see `nativeCustomDetail`. */
export type NativeValue = string | null | readonly string[];

/** The words for yes and no. */
const truths: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["false", false],
  ["yes", true],
  ["no", false],
]);

/** What a native value says in the field's type; `undefined` when it does not say that. */
export function readValue(type: CustomFieldType, native: unknown): CustomFieldContent | undefined {
  if (native === null || native === undefined || native === "") return null;
  if (type === "multi-select") return readChoices(native);
  if (typeof native === "boolean") return type === "boolean" ? native : undefined;
  if (typeof native === "number") return type === "number" || type === "currency" ? native : String(native);
  if (typeof native !== "string") return undefined;
  switch (type) {
    case "number":
    case "currency":
      return readNumber(native);
    case "boolean":
      return truths.get(native.toLowerCase());
    case "date":
      return /^\d{4}-\d{2}-\d{2}/.exec(native)?.[0];
    case "date-time":
      return toInstant(native);
    default:
      return native;
  }
}

function readChoices(native: unknown): string[] | undefined {
  if (typeof native === "string") return [native];
  return Array.isArray(native) && native.every((choice) => typeof choice === "string") ? [...native] : undefined;
}

/** A number, only where it can be written back as the same number: digits beyond its precision must not get lost. */
function readNumber(native: string): number | undefined {
  const match = /^(-?)0*(\d+)(?:\.(\d*?)0*)?$/.exec(native.trim());
  if (!match) return undefined;
  const [, sign = "", whole = "0", fraction = ""] = match;
  const value = Number(native);
  const plain = `${sign}${whole}${fraction ? `.${fraction}` : ""}`;
  return Number.isFinite(value) && (String(value) === plain || value === 0) ? value : undefined;
}

/** The native form of a value that was checked against its definition. */
export function writeValue(type: CustomFieldType, content: CustomFieldContent): NativeValue {
  if (content === null) return null;
  if (Array.isArray(content)) return content;
  if (type === "date-time" && typeof content === "string") return toInstant(content) ?? content;
  return typeof content === "string" ? content : String(content);
}
