import {
  InvalidInput,
  toInstant,
  type CustomFieldContent,
  type CustomFieldDefinition,
  type CustomFieldUpdates,
  type InputIssue,
} from "@anyats/core";

/** One field to be set. */
export interface CheckedUpdate {
  readonly definition: CustomFieldDefinition;
  /** Null clears the field; a point in time is in canonical form, `2026-11-23T09:00:00.000Z`. */
  readonly value: CustomFieldContent;
}

/** What an ATS asks of a value beyond its type; a text says what is wrong. */
export type FieldRule = (definition: CustomFieldDefinition, value: CustomFieldContent) => string | undefined;

function definitionOf(key: string, definitions: readonly CustomFieldDefinition[]): CustomFieldDefinition | string {
  const byId = definitions.find(({ id }) => id === key);
  if (byId) return byId;
  const byName = definitions.filter(({ name }) => name === key);
  if (byName.length > 1) return "is the name of several fields; use the id";
  return byName[0] ?? "is not a custom field of this kind of record";
}

/** How many options a message names. */
const mostShown = 50;

const isDay = (value: string) => /^\d{4}-\d{2}-\d{2}$/.test(value) && toInstant(value)?.startsWith(value) === true;
const isInstant = (value: string) => toInstant(value) !== undefined;
/** An address has at most 320 characters (RFC 3696). */
const isEmail = (value: string) => /^(?=.{1,320}$)[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/.test(value);
const isUrl = (value: string) => /^https?:$/.test(URL.parse(value)?.protocol ?? "");

/** The options as a message names them: the first of them, since there may be thousands for thousands of values. */
function shown(options: readonly string[] | null): string {
  const first = (options ?? []).slice(0, mostShown).map((option) => option.slice(0, 200));
  const more = (options?.length ?? 0) - first.length;
  return [...first, ...(more > 0 ? [`and ${more} more`] : [])].join(", ");
}

/** What is wrong with a text for a type that is written as text. */
function textProblem({ type, options }: CustomFieldDefinition, value: string): string | undefined {
  switch (type) {
    case "date":
      return isDay(value) ? undefined : "must be a day such as 2026-11-23";
    case "date-time":
      return isInstant(value) ? undefined : "must be a point in time such as 2026-11-23T09:00:00Z";
    case "email":
      return isEmail(value) ? undefined : "must be an e-mail address";
    case "url":
      return isUrl(value) ? undefined : "must be a web address";
    case "phone":
      return /\d{3}/.test(value) && /^[\d\s()+./x-]+$/i.test(value) ? undefined : "must be a phone number";
    case "single-select":
      return options?.includes(value) ? undefined : `must be one of the options: ${shown(options)}`;
    default:
      return undefined;
  }
}

function choicesProblem({ options }: CustomFieldDefinition, value: CustomFieldContent): string | undefined {
  if (!Array.isArray(value)) return "must be a list of options";
  return value.every((choice) => options?.includes(choice))
    ? undefined
    : `must hold only the options: ${shown(options)}`;
}

/** What is wrong with a value for a field's type; `undefined` when nothing is. */
function typeProblem(definition: CustomFieldDefinition, value: CustomFieldContent): string | undefined {
  const { type } = definition;
  if (type === "multi-select") return choicesProblem(definition, value);
  if (type === "boolean") return typeof value === "boolean" ? undefined : "must be true or false";
  if (type === "number" || type === "currency") return Number.isFinite(value) ? undefined : "must be a number";
  return typeof value === "string" ? textProblem(definition, value) : "must be text";
}

/** What is wrong with a value for a field; `undefined` when nothing is. */
function problemOf(definition: CustomFieldDefinition, value: CustomFieldContent, rule: FieldRule): string | undefined {
  const isBlank = value === null || (typeof value === "string" && value.trim() === "");
  if (definition.readOnly) return "is read-only";
  if (definition.required && isBlank) return "is required and cannot be empty";
  return value === null ? undefined : (typeProblem(definition, value) ?? rule(definition, value));
}

/** A value that leaves a field without content clears it. */
const orCleared = (value: CustomFieldContent): CustomFieldContent =>
  value === "" || (Array.isArray(value) && value.length === 0) ? null : value;

/** So that no adapter sees an offset, which the ATS may not know. */
const canonical = ({ type }: CustomFieldDefinition, value: CustomFieldContent): CustomFieldContent =>
  type === "date-time" && typeof value === "string" ? (toInstant(value) ?? value) : value;

/**
 * Checks updates against the tenant's definitions, all of them before anything is sent.
 * @param rule What the ATS asks beyond the types.
 * @throws {InvalidInput} with every problem there is.
 */
export function checkCustomFieldUpdates(
  updates: CustomFieldUpdates,
  definitions: readonly CustomFieldDefinition[],
  rule: FieldRule = () => undefined,
): readonly CheckedUpdate[] {
  const issues: InputIssue[] = [];
  const checked = new Map<string, CheckedUpdate>();
  for (const [key, given] of Object.entries(updates)) {
    const path = `updates.${key}`;
    const definition = definitionOf(key, definitions);
    if (typeof definition === "string") {
      issues.push({ path, message: definition });
      continue;
    }
    const value = orCleared(given);
    const isTwice = checked.has(definition.id);
    const problem = isTwice ? "is named twice, by its id and by its name" : problemOf(definition, value, rule);
    if (problem) issues.push({ path, message: problem });
    checked.set(definition.id, { definition, value: canonical(definition, value) });
  }
  if (issues.length > 0) throw new InvalidInput("The update of custom fields", issues);
  return [...checked.values()];
}

/**
 * Checks something against definitions that a connection may have kept. Customers add fields and options while it lives: what
 * the kept ones do not know is refused only when new ones do not know it either.
 * @param read Gives the definitions; with `true`, those of now.
 * @throws {InvalidInput} as `check` does.
 */
export async function checkedAgainstKept<Definitions, Checked>(
  isKept: boolean,
  read: (refresh: boolean) => Promise<Definitions>,
  check: (definitions: Definitions) => Checked,
): Promise<Checked> {
  const definitions = await read(false);
  try {
    return check(definitions);
  } catch (error) {
    if (!isKept || !(error instanceof InvalidInput)) throw error;
  }
  return check(await read(true));
}
