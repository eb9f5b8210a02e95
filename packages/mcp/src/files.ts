import { FileInput } from "@anyats/core";
import type { z } from "zod";

type Schema = z.core.$ZodType;

/** Sources of a file that an agent cannot send as JSON, or that would be read from the server's own disk. */
const ownSources = ["path", "bytes", "blob", "stream"];

/** Whether a value names, where a file may stand, one on the server's own disk: it holds keys that no agent may read. */
export function namesOwnFile(schema: Schema, value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (schema === FileInput) return "path" in value;
  const { shape, element, valueType, innerType, in: from, options } = (schema as Definition)._zod.def;
  if (shape) return Object.entries(shape).some(([name, field]) => namesOwnFile(field, (value as Held)[name]));
  const item = element ?? valueType;
  if (item) return Object.values(value).some((held) => namesOwnFile(item, held));
  return [innerType, from, ...(options ?? [])].some((same) => same && namesOwnFile(same, value));
}

interface Definition extends Schema {
  readonly _zod: Schema["_zod"] & {
    readonly def: {
      readonly shape?: Readonly<Record<string, Schema>>;
      readonly element?: Schema;
      readonly valueType?: Schema;
      readonly innerType?: Schema;
      readonly in?: Schema;
      readonly options?: readonly Schema[];
    };
  };
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
