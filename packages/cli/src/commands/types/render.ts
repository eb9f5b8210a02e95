import type { CustomFieldDefinition, CustomFieldType } from "@anyats/core";
import type { Definitions } from "./definitions.ts";

/** What would end a line or a string, or show text in another order than it has. */
const risky = /[\u2028\u2029\u007f-\u009f]|\p{Bidi_Control}/gu;

/** Text of a tenant as JSON on one line, which is TypeScript as well. */
const literal = (value: unknown): string =>
  JSON.stringify(value).replaceAll(risky, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);

const plainTypes: Readonly<Partial<Record<CustomFieldType, string>>> = {
  number: "number",
  currency: "number",
  boolean: "boolean",
  unknown: "string | number | boolean | string[]",
};

function valueType({ type, options }: CustomFieldDefinition): string {
  const named = options && options.length > 0 ? options.map(literal).join(" | ") : "string";
  if (type === "single-select") return named;
  if (type === "multi-select") return `readonly (${named})[]`;
  return plainTypes[type] ?? "string";
}

/** What of a definition the types follow from: one list for each field. */
type Facts = readonly [id: string, name: string, type: string, readOnly: boolean, options: readonly string[] | null];
export type FactsByField = Readonly<Record<string, Readonly<Record<string, Facts>>>>;

export function factsOf(definitions: Definitions): FactsByField {
  return Object.fromEntries(
    Object.entries(definitions).map(([resource, fields]) => [
      resource,
      Object.fromEntries(
        Object.entries(fields).map(([key, { id, name, type, readOnly, options }]) => [
          key,
          [id, name, type, readOnly, options] as const,
        ]),
      ),
    ]),
  );
}

const marker = "// definitions: ";

/** The file that `anyats types` writes. Its last line holds the definitions, for `--check`. */
export function renderTypes(name: string, adapter: string, definitions: Definitions): string {
  const resources = Object.entries(definitions).map(([resource, fields]) => {
    const lines = Object.entries(fields).map(
      ([key, field]) =>
        `    readonly ${literal(key)}: { readonly id: ${literal(field.id)}; readonly name: ${literal(field.name)}; ` +
        `readonly type: ${literal(field.type)}; readonly value: ${valueType(field)}; readonly readOnly: ${field.readOnly} };`,
    );
    return [`  readonly ${resource}: {`, ...lines, "  };"].join("\n");
  });
  return [
    `// Written by \`anyats types --adapter ${adapter}\`. Do not edit; \`anyats types --check\` compares it with the tenant.`,
    `/** The custom fields of one tenant: connect<typeof ${adapter.replaceAll(/\W/g, "")}, ${name}>(…). */`,
    `export interface ${name} {`,
    ...resources,
    "}",
    marker + literal(factsOf(definitions)),
    "",
  ].join("\n");
}

/** The definitions that a written file was made from; undefined when it is not one of ours. */
export function factsIn(text: string): FactsByField | undefined {
  const line = text.split("\n").find((one) => one.startsWith(marker));
  try {
    return line === undefined ? undefined : (JSON.parse(line.slice(marker.length)) as FactsByField);
  } catch {
    return undefined;
  }
}
