import type { AnyCapability } from "@anyats/core";
import { described } from "@anyats/core/texts";
import { z } from "zod";
import { withoutOwnSources, type Overridden } from "./files.ts";
import type { Policy } from "./options.ts";

/** A JSON Schema of an object, as MCP wants it for what a tool takes and gives. */
export interface ObjectSchema {
  readonly type: "object";
  readonly [key: string]: unknown;
}

/** What an agent may leave out of, or add to, the input of a capability. */
const streamInput = {
  limit: { type: "integer", minimum: 1, description: "The most records to return." },
  cursor: { type: "string", description: "`nextCursor` of an earlier answer to the same filter: continues after it." },
};
const commandInput = {
  idempotencyKey: {
    type: "string",
    minLength: 1,
    maxLength: 200,
    description:
      "Names this write. Calling again with the same key never writes twice. Default: derived from the input, so the same input is written once; give a new key to write it again on purpose.",
  },
};

/** Marks what no agent can send, such as a function that is called on progress. */
const notJson = "x-not-json";

/** Says how a value that JSON lacks is written in it. */
function asJson({ zodSchema, jsonSchema }: Overridden): void {
  const { type } = (zodSchema as z.core.$ZodTypes)._zod.def;
  if (type === "date") Object.assign(jsonSchema, { type: "string", format: "date-time" });
  if (type === "custom") jsonSchema[notJson] = true;
}

type Json = Readonly<Record<string, unknown>>;

/**
 * An input that is one of several objects, as one object: services behind an agent reject a tool whose schema is a choice at
 * its root, and with it the whole request. The input is checked by its own schema; which fields go together is said in words.
 */
function asOneObject(schema: Json): Json {
  const { anyOf, oneOf, ...rest } = schema;
  const given = (anyOf ?? oneOf) as readonly Json[] | undefined;
  if (!given) return schema;
  const choices = given.map(asOneObject);
  const fields = choices.map((choice) => (choice["properties"] ?? {}) as Json);
  const properties: Record<string, unknown> = {};
  for (const name of new Set(fields.flatMap((each) => Object.keys(each)))) {
    const forms = fields.flatMap((each) => each[name] ?? []);
    const [form, ...others] = [...new Map(forms.map((each) => [JSON.stringify(each), each])).values()];
    properties[name] = others.length === 0 ? form : { anyOf: [form, ...others] };
  }
  const required = choices.map((choice) => (choice["required"] ?? []) as readonly string[]);
  const ways = required
    .map((names) => names.map((name) => `\`${name}\``).join(" and "))
    .filter((names) => names !== "");
  const description = [rest["description"], `Give ${ways.join(", or ")}.`].filter(Boolean).join(" ");
  return {
    ...rest,
    type: "object",
    description,
    properties,
    required: required[0]!.filter((name) => required.every((names) => names.includes(name))),
    additionalProperties: choices.some((choice) => choice["additionalProperties"] !== false),
  };
}

/**
 * What a tool takes: the capability's own input, and what paging or a write needs besides.
 * @param isOnce Whether a write that is repeated may do more than one.
 */
export function inputSchema(capability: AnyCapability, isOnce: boolean): ObjectSchema {
  const { input, kind } = capability;
  const override = (part: Overridden) => {
    withoutOwnSources(part);
    asJson(part);
  };
  const json = z.toJSONSchema(input, { io: "input", unrepresentable: "any", override });
  const schema = asOneObject(described(capability, "input", json));
  const more = kind === "stream" ? streamInput : isOnce ? commandInput : {};
  const { $schema: _dialect, ...rest } = schema;
  const own = Object.entries((rest["properties"] ?? {}) as Json).filter(([, field]) => !(field as Json)[notJson]);
  return { ...rest, type: "object", properties: { ...Object.fromEntries(own), ...more } };
}

/** A field about a person, which reads `[personal]` unless shown, has no form that a client could check. */
function hidePersonal({ zodSchema, jsonSchema }: Overridden): void {
  if (z.globalRegistry.get(zodSchema)?.["personal"] !== true) return;
  for (const key of Object.keys(jsonSchema)) delete jsonSchema[key];
  jsonSchema["description"] = "About a person; hidden.";
}

/** Values travel as JSON and enums stay open: a client that checks forms must not refuse what an ATS really sends. */
function loosen(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(loosen);
  if (typeof schema !== "object" || schema === null) return schema;
  const entries = Object.entries(schema)
    .filter(([key]) => !["format", "pattern", "additionalProperties", "$schema"].includes(key))
    .map(([key, value]) => [key, key === "properties" ? mapValues(value as object) : loosen(value)] as const);
  return Object.fromEntries(entries);
}

function mapValues(properties: object): object {
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, loosen(value)]));
}

/** What a tool gives: the records of a page, or the answer of a call. */
export function outputSchema(capability: AnyCapability, { showsPersonal }: Policy): ObjectSchema {
  const { output, kind } = capability;
  const override = showsPersonal ? () => undefined : hidePersonal;
  const schema = z.toJSONSchema(output, { io: "output", unrepresentable: "any", override });
  const given = loosen(described(capability, "output", schema));
  const { $defs, ...answer } = given as Record<string, unknown>;
  const definitions = $defs === undefined ? {} : { $defs };
  const truncated = { type: "boolean", description: "Whether the answer was cut to fit the bounds of this server." };
  if (kind !== "stream")
    return {
      type: "object",
      properties: { result: answer, truncated, hint: { type: "string" } },
      required: ["result"],
      ...definitions,
    };
  return {
    type: "object",
    properties: {
      records: { type: "array", items: answer },
      nextCursor: { type: ["string", "null"], description: "Give it as `cursor` to continue; null at the end." },
      unreadable: { type: "integer", description: "Records on the way that could not be read and are left out." },
      truncated,
    },
    required: ["records", "nextCursor", "unreadable"],
    ...definitions,
  };
}
