import { isCapabilityId } from "../capabilities/catalogue.ts";
import type { AnyCapability } from "../capabilities/capability.ts";
import { operationTexts, recordTexts } from "./texts.generated.ts";

/** Descriptions of a JSON Schema's parts, by their place. */
export type Texts = Readonly<Record<string, string>>;

/** What is said of an operation of the catalogue. */
export interface OperationTexts {
  readonly summary: string;
  readonly details?: string;
  readonly input: Texts;
  /** The texts of the output, or the record that it is: `Job`, or `Job[]` for a list. */
  readonly output: Texts | string;
}

/** What is said of an operation to people and agents. */
export interface Said {
  /** One line: what the operation does. */
  readonly summary: string;
  /** Longer semantics that a caller must know, such as which nested changes count for `updatedAfter`. */
  readonly details?: string;
}

/** What is said of a capability: of one of the catalogue here, of another what it says itself. */
export function textsOf(capability: AnyCapability): Said {
  if (isCapabilityId(capability.id)) return operationTexts[capability.id]!;
  const { id, summary = id, details } = capability;
  return { summary, ...(details !== undefined && { details }) };
}

type Schema = Readonly<Record<string, unknown>>;

function mapped(value: unknown, map: (schema: Schema, key: string) => Schema): unknown {
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, schema]) => [key, map(schema as Schema, key)]));
}

function placed(schema: Schema, texts: Texts, path: string): Schema {
  if (typeof schema !== "object" || schema === null) return schema;
  const entries = Object.entries(schema).map(([key, value]): [string, unknown] => {
    if (key === "properties") return [key, mapped(value, (each, name) => placed(each, texts, `${path}.${name}`))];
    if (key === "items" || key === "additionalProperties") return [key, placed(value as Schema, texts, `${path}[]`)];
    if (!["anyOf", "allOf", "oneOf"].includes(key)) return [key, value];
    return [key, (value as readonly Schema[]).map((each, index) => placed(each, texts, `${path}|${index}`))];
  });
  const description = texts[path];
  if (description === undefined || "description" in schema) return Object.fromEntries(entries);
  return Object.fromEntries([["description", description], ...entries]);
}

/**
 * A JSON Schema of a capability's input or output, made by `z.toJSONSchema`, with the descriptions of the catalogue. A
 * description that is there stays.
 */
export function described(capability: AnyCapability, part: "input" | "output", schema: Schema): Schema {
  if (!isCapabilityId(capability.id)) return schema;
  const texts = operationTexts[capability.id]![part];
  if (typeof texts !== "string") return placed(schema, texts, "");
  if (!texts.endsWith("[]")) return placed(schema, recordTexts[texts]!, "");
  return { ...schema, items: placed(schema["items"] as Schema, recordTexts[texts.slice(0, -2)]!, "") };
}
