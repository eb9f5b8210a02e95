import { z } from "zod/mini";

/** Whether a schema is marked as personal, or as not personal; undefined when it says nothing. */
export function markOf(schema: z.core.$ZodType): boolean | undefined {
  const mark = z.globalRegistry.get(schema)?.["personal"];
  return typeof mark === "boolean" ? mark : undefined;
}

/** What a schema is made of, as far as it matters for what may be shown. */
export type Parts =
  | { readonly kind: "fields"; readonly fields: Readonly<Record<string, z.core.$ZodType>> }
  | { readonly kind: "items" | "values" | "same"; readonly inner: z.core.$ZodType }
  | { readonly kind: "choices"; readonly choices: readonly z.core.$ZodType[] }
  /** A text, a number, yes or no: something that has a form, and no parts. */
  | { readonly kind: "plain" }
  /** Anything may be in it. */
  | { readonly kind: "anything" };

/** Takes a schema apart. Of one that transforms, it is what goes in. */
export function partsOf(schema: z.core.$ZodType): Parts {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case "object":
      return { kind: "fields", fields: def.shape };
    case "array":
      return { kind: "items", inner: def.element };
    case "record":
      return { kind: "values", inner: def.valueType };
    case "union":
      return { kind: "choices", choices: def.options };
    case "nullable":
    case "optional":
    case "default":
    case "prefault":
    case "nonoptional":
    case "readonly":
    case "catch":
      return { kind: "same", inner: def.innerType };
    case "pipe":
      return { kind: "same", inner: def.in };
    case "lazy":
      return { kind: "same", inner: def.getter() };
    case "string":
    case "number":
    case "bigint":
    case "boolean":
    case "date":
    case "enum":
    case "literal":
      return { kind: "plain" };
    default:
      return { kind: "anything" };
  }
}
