import type { z } from "zod/mini";
import { markOf, partsOf } from "./parts.ts";

/**
 * Where a schema holds what is personal, such as `emailAddresses[].address`; for a record of processing activities.
 * What may hold anything, such as custom fields and `raw`, counts as such. `[]` stands for the items of a list, `*` for
 * the values of a record of values.
 */
export function personalFields(schema: z.core.$ZodType): readonly string[] {
  return [...new Set(leavesOf(schema, ""))].toSorted((a, b) => (a < b ? -1 : 1));
}

function leavesOf(schema: z.core.$ZodType, at: string): readonly string[] {
  const mark = markOf(schema);
  if (mark !== undefined) return mark ? [at] : [];
  const parts = partsOf(schema);
  switch (parts.kind) {
    case "same":
      return leavesOf(parts.inner, at);
    case "choices":
      return parts.choices.flatMap((choice) => leavesOf(choice, at));
    case "items":
      return leavesOf(parts.inner, `${at}[]`);
    case "values":
      return leavesOf(parts.inner, join(at, "*"));
    case "fields":
      return Object.entries(parts.fields).flatMap(([name, field]) => leavesOf(field, join(at, name)));
    case "anything":
      return [at];
    case "plain":
      return [];
  }
}

const join = (at: string, name: string) => (at === "" ? name : `${at}.${name}`);
