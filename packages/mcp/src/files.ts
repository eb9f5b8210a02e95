import { FileInput } from "@anyats/core";
import { partsOf } from "@anyats/core/redaction";
import type { z } from "zod";

type Schema = z.core.$ZodType;

/** Sources of a file that an agent cannot send as JSON, or that would be read from the server's own disk. */
const ownSources = ["path", "bytes", "blob", "stream"];

/** Whether a value names, where a file may stand, one on the server's own disk: it holds keys that no agent may read. */
export function namesOwnFile(schema: Schema, value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (schema === FileInput) return "path" in value;
  const parts = partsOf(schema);
  switch (parts.kind) {
    case "fields":
      return Object.entries(parts.fields).some(([name, field]) => namesOwnFile(field, (value as Held)[name]));
    case "items":
    case "values":
      return Object.values(value).some((held) => namesOwnFile(parts.inner, held));
    case "same":
      return namesOwnFile(parts.inner, value);
    case "choices":
      return parts.choices.some((choice) => namesOwnFile(choice, value));
    default:
      return false;
  }
}

type Held = Readonly<Record<string, unknown>>;

/** What of a file's JSON Schema an agent can give: its content as base64, or an address. */
export function withoutOwnSources({ zodSchema, jsonSchema }: Overridden): void {
  if (zodSchema !== FileInput) return;
  const choices = jsonSchema["anyOf"] as readonly { readonly properties?: object }[];
  jsonSchema["anyOf"] = choices.filter(
    ({ properties }) => properties && !ownSources.some((source) => source in properties),
  );
  jsonSchema["description"] = "Exactly one of base64 or url, with a name where it has none.";
}

/** What zod gives for each part of a schema while it makes a JSON Schema of it. */
export interface Overridden {
  readonly zodSchema: Schema;
  readonly jsonSchema: Record<string, unknown>;
}
