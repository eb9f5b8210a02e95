import type { z } from "zod";

/** A value that no enum has. */
export const unknownValue = "a value that nobody knows";

/** Whether a record holds the unknown value where its schema names known ones: then the app must have been told. */
export function holdsUnknownValue(schema: z.core.$ZodType, value: unknown): boolean {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case "nullable":
    case "optional":
      return holdsUnknownValue(def.innerType, value);
    case "array":
      return Array.isArray(value) && value.some((item) => holdsUnknownValue(def.element, item));
    case "object":
      return (
        typeof value === "object" &&
        value !== null &&
        Object.entries(def.shape).some(([name, field]) =>
          holdsUnknownValue(field, (value as Readonly<Record<string, unknown>>)[name]),
        )
      );
    case "union":
      return def.options.some((option) => option._zod.def.type === "enum") && value === unknownValue;
    default:
      return false;
  }
}
