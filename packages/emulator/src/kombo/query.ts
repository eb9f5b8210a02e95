import { compile, z } from "zod";
import { invalid } from "./errors.ts";

/** Kombo's pattern for dates that come in: no offset other than `Z`. */
export const dateInput = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?)?Z?$/;

/** An instant, as text that compares with the timestamps of records. */
export const instant = z
  .string()
  .regex(dateInput, "Expected a date such as 2024-01-01 or 2024-01-01T10:00:00.000Z")
  .transform((text, context) => {
    const date = new Date(
      text.includes("T") && !text.endsWith("Z") ? `${text}Z` : text.replace(/^(\d{4}-\d{2}-\d{2})Z$/, "$1"),
    );
    if (!Number.isNaN(date.getTime()) && date.toISOString().startsWith(text.slice(0, 10))) return date.toISOString();
    context.addIssue({ code: "custom", message: "This day does not exist" });
    return z.NEVER;
  });

/** Values with commas between them; a blank list is not a filter. */
export const list = z.string().transform((text) => (text === "" ? undefined : new Set(text.split(","))));

/** Like `list`, with values out of a set; a blank one means all. */
export function listOf<const Value extends string>(values: readonly Value[]) {
  return z.string().transform((text, context) => {
    if (text === "") return undefined;
    const chosen = text.split(",");
    const unknown = chosen.find((value) => !values.includes(value as Value));
    if (unknown === undefined) return new Set<string>(chosen);
    context.addIssue({ code: "custom", message: `"${unknown}" is none of ${values.join(", ")}` });
    return z.NEVER;
  });
}

/** Like `listOf`, for a parameter that takes one value. */
export function oneOf<const Value extends string>(values: readonly Value[]) {
  return z.enum(values).transform((value) => new Set<string>([value]));
}

const flag = z.enum(["true", "false"]).transform((text) => text === "true");

/** What every list takes. */
export const commonParameters = {
  cursor: z.string().optional(),
  page_size: z
    .string()
    .regex(/^\d+$/, "Expected an integer")
    .transform(Number)
    .pipe(z.number().min(1).max(250))
    .default(100),
  updated_after: instant.optional(),
  include_deleted: flag.default(false),
  ignore_unsupported_filters: flag.default(false),
  ids: list.optional(),
  remote_ids: list.optional(),
};

/** How much a schema reads before it is compiled: for less, compiling costs more than it gains. */
const few = 50;
const uses = new WeakMap<z.ZodType, { read: number; quickest: z.ZodType }>();

function quickest<Schema extends z.ZodType>(schema: Schema): Schema {
  const use = uses.get(schema) ?? { read: 0, quickest: schema };
  use.read += 1;
  if (use.read === few) use.quickest = compile(schema);
  uses.set(schema, use);
  return use.quickest as Schema;
}

/**
 * Reads query parameters or a body.
 * @throws {KomboFailure} `PLATFORM.INPUT_INVALID` that names the first wrong member.
 */
export function parsed<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const result = quickest(schema).safeParse(input);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw invalid(`${issue?.path.join(".") || "(body)"}: ${issue?.message ?? "not valid"}`);
}
