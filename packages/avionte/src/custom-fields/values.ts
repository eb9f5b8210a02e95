import { toInstant, type CustomFieldContent, type CustomFieldDefinition, type CustomFieldType } from "@anyats/core";
import { exactNumber, plainDecimal } from "./plain-decimal.ts";

/** A value as Avionté's own API has it. Unverified: see `nativeCustomDetail`. */
export type NativeValue = string | null | readonly string[];

/** The words for yes and no. */
const truths: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["false", false],
  ["yes", true],
  ["no", false],
  ["1", true],
  ["0", false],
]);

/** The year 1 stands for "no date" in .NET. */
const noDate = /^0001-/;

/**
 * What a native value says in the field's type; `undefined` when it does not say that.
 * @param options The choices of a select field.
 */
export function readValue(
  type: CustomFieldType,
  native: unknown,
  options: readonly string[] | null = null,
): CustomFieldContent | undefined {
  if (native === null || native === undefined || native === "") return null;
  switch (type) {
    case "number":
    case "currency":
      return readNumber(native);
    case "boolean":
      return typeof native === "object" ? undefined : truths.get(String(native).trim().toLowerCase());
    case "date":
      return readDay(native);
    case "date-time":
      return readInstant(native);
    case "multi-select":
      return readChoices(native, options ?? []);
    case "single-select":
      return readChoice(native, options ?? []);
    case "email":
      return typeof native === "string" ? native : undefined;
    case "url":
      return readUrl(native);
    case "unknown":
      return readAnything(native);
    default:
      return typeof native === "number" ? plainDecimal(String(native)) : readText(native);
  }
}

/** The values of select fields that no option explains, each with its field. */
export function unknownOptions(
  details: readonly { readonly definitionId: string; readonly value?: unknown }[],
  definitions: readonly Pick<CustomFieldDefinition, "id" | "type" | "options">[],
): readonly string[] {
  return details.flatMap(({ definitionId, value }) => {
    const { type, options } = definitions.find(({ id }) => id === definitionId) ?? {};
    const isKnown = !type || !options || readValue(type, value, options) !== undefined;
    return isKnown ? [] : [JSON.stringify([definitionId, value])];
  });
}

const isText = (value: unknown): value is string => typeof value === "string";
const readText = (native: unknown) => (isText(native) ? native : undefined);
const areTexts = (native: unknown): native is string[] => Array.isArray(native) && native.every(isText);

/** A field whose type is not known keeps its value as it came. */
function readAnything(native: unknown): CustomFieldContent | undefined {
  if (areTexts(native)) return [...native];
  return isText(native) || typeof native === "number" || typeof native === "boolean" ? native : undefined;
}

function readNumber(native: unknown): number | undefined {
  if (typeof native === "number") return Number.isFinite(native) ? native : undefined;
  return isText(native) ? exactNumber(native) : undefined;
}

/** A link that a browser may follow; people leave out the scheme. */
function readUrl(native: unknown): string | undefined {
  if (!isText(native)) return undefined;
  return /^(?:https?:\/\/|(?![a-z][a-z\d+.-]*:(?!\d)))/i.test(native.trim()) ? native : undefined;
}

function readDay(native: unknown): string | null | undefined {
  const epoch = epochOf(native);
  if (epoch !== undefined) {
    // Of another time than midnight it is not known in which zone it is meant, so neither is the day.
    return epoch.endsWith("T00:00:00.000Z") ? epoch.slice(0, 10) : undefined;
  }
  if (!isText(native) || toInstant(native) === undefined) return undefined;
  return noDate.test(native.trim()) ? null : native.trim().slice(0, 10);
}

function readInstant(native: unknown): string | null | undefined {
  const epoch = epochOf(native);
  if (epoch !== undefined) return epoch;
  if (!isText(native)) return undefined;
  return noDate.test(native.trim()) ? null : toInstant(native);
}

/**
 * Seconds or milliseconds since 1970, as a number or in digits. Only where it is certain which of the two is meant, and
 * that it is neither a serial day nor a day such as 20261123.
 */
function epochOf(native: unknown): string | undefined {
  const [, digits] =
    /^(?:\/Date\()?([1-9]\d{8,12})(?:\)\/)?$/.exec(
      typeof native === "number" || isText(native) ? String(native).trim() : "",
    ) ?? [];
  const number = Number(digits);
  if (number < 1e10) return toInstant(new Date(number * 1000));
  return number >= 1e11 ? toInstant(new Date(number)) : undefined;
}

function readChoice(native: unknown, options: readonly string[]): string | undefined {
  if (isText(native)) return native;
  if (areTexts(native)) return native.length === 1 ? native[0] : undefined;
  return options.find((option) => option === String(native));
}

/** What people and systems write between several choices; a comma last, since choices hold commas. */
const separators = [";", "|", "\n", ","];

function readChoices(native: unknown, options: readonly string[]): string[] | undefined {
  if (areTexts(native)) return [...native];
  if (!isText(native)) return undefined;
  if (options.includes(native)) return [native];
  const listed = listIn(native);
  const ways = [...(listed ? [listed] : []), ...separators.map((separator) => native.split(separator))];
  const choices = ways.map((way) => way.map((choice) => choice.trim()).filter((choice) => choice !== ""));
  const offered = new Set(options);
  const known = choices.find((way) => way.length > 0 && way.every((choice) => offered.has(choice)));
  // One choice that is not offered any more is still a choice; several in one text are told apart by the options only.
  return known ?? (listed || choices.some((way) => way.length > 1) ? undefined : [native]);
}

function listIn(native: string): string[] | undefined {
  try {
    const list: unknown = JSON.parse(native);
    return areTexts(list) ? list : undefined;
  } catch {
    return undefined;
  }
}

/** The native form of a value that was checked against its definition. */
export function writeValue(type: CustomFieldType, content: CustomFieldContent): NativeValue {
  if (content === null) return null;
  if (Array.isArray(content)) return content;
  if (type === "date-time" && typeof content === "string") return toInstant(content) ?? content;
  if (typeof content === "number") return plainDecimal(String(content)) ?? null;
  return typeof content === "string" ? content : String(content);
}
