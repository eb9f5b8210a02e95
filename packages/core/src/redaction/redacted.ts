import { z } from "zod/mini";
import { markOf, partsOf } from "./parts.ts";

const hidden = "[personal]";

/** Whether a text has an e-mail address in it, also an escaped one: some ATS use it as the id of a person. */
const isAddress = (text: string): boolean => /@|%40/.test(text);

/**
 * A copy of a record, an answer or an input that may be logged: what its schema marks as personal reads `[personal]`,
 * and so does whatever the schema does not know, such as custom fields and `raw`, and a name, an id or another text with an e-mail
 * address. The other names, ids, states, dates and what is null or empty stay. It is for logs and support tickets; with the ids,
 * who has the records can still tell whom it is about.
 *
 * @example redacted(Candidate, candidate) // { id: "…", firstName: "[personal]", changedAt: "…", … }
 */
export function redacted(schema: z.core.$ZodType, value: unknown): unknown {
  if (value === null || value === undefined) return value;
  const mark = markOf(schema);
  if (mark !== undefined) return mark ? hidden : value;
  const parts = partsOf(schema);
  switch (parts.kind) {
    case "same":
      return redacted(parts.inner, value);
    case "choices": {
      const choice = parts.choices.find((option) => z.safeParse(option, value).success);
      return choice ? redacted(choice, value) : hidden;
    }
    case "items":
      return Array.isArray(value) ? value.map((item) => redacted(parts.inner, item)) : hidden;
    case "fields":
      return eachOf(value, (name) => (Object.hasOwn(parts.fields, name) ? parts.fields[name] : undefined));
    case "values":
      return eachOf(value, () => parts.inner);
    case "plain":
      if (typeof value === "string") return isAddress(value) ? hidden : value;
      return typeof value === "object" && !(value instanceof Date) ? hidden : value;
    case "anything":
      return hidden;
  }
}

function eachOf(value: unknown, schemaOf: (name: string) => z.core.$ZodType | undefined): unknown {
  if (typeof value !== "object" || Array.isArray(value)) return hidden;
  const copies = Object.entries(value as object).map(([name, held]): [string, unknown] => {
    const schema = schemaOf(name);
    return [isAddress(name) ? hidden : name, schema ? redacted(schema, held) : held == null ? held : hidden];
  });
  return Object.fromEntries(copies);
}
