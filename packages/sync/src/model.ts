import { catalogue, type AnyCapability } from "@anyats/core";
import type { z } from "zod/mini";

/** The type of a column, as PostgreSQL names it. */
export type ColumnType = "text" | "boolean" | "double precision" | "timestamptz";

/** A field of a canonical model that is a column of its table. */
export interface Column {
  /** The field's name in the record, such as `requisitionCode`. */
  readonly field: string;
  /** The column's name, such as `requisition_code`. */
  readonly name: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
}

/** A column that holds the id of a record of another table. */
export interface Reference {
  readonly column: string;
  readonly field: string;
  readonly table: string;
}

/** A kind of record that a stream gives, and the table that keeps it. */
export interface Model {
  /** The capability, such as `jobs.stream`. */
  readonly stream: string;
  /** The table, such as `jobs`. */
  readonly table: string;
  readonly columns: readonly Column[];
  readonly references: readonly Reference[];
  /** The field that tells which of two versions is the newer one. */
  readonly version: "changedAt" | "updatedAt";
  readonly capability: AnyCapability;
}

interface Definition {
  readonly type: string;
  readonly innerType?: z.core.$ZodType;
  readonly options?: readonly z.core.$ZodType[];
  readonly format?: string;
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
}

function definitionOf(schema: z.core.$ZodType): Definition {
  return schema._zod.def as unknown as Definition;
}

function scalar(schema: z.core.$ZodType): ColumnType | undefined {
  const { type, innerType, options, format } = definitionOf(schema);
  if (type === "nullable" || type === "optional") return scalar(innerType!);
  if (type === "string") return format === "datetime" ? "timestamptz" : "text";
  if (type === "enum") return "text";
  if (type === "boolean") return "boolean";
  if (type === "number") return "double precision";
  if (type === "union") return options!.every((option) => scalar(option) === "text") ? "text" : undefined;
  return undefined;
}

/** `requisitionCode` becomes `requisition_code`. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function columnsOf(output: z.core.$ZodType): readonly Column[] {
  return Object.entries(definitionOf(output).shape ?? {}).flatMap(([field, schema]) => {
    const type = scalar(schema);
    const nullable = definitionOf(schema).type === "nullable";
    return type === undefined ? [] : [{ field, name: snakeCase(field), type, nullable }];
  });
}

const streams = Object.values(catalogue as Readonly<Record<string, AnyCapability>>).filter(
  ({ id, kind }) => kind === "stream" && id.endsWith(".stream"),
);
const tables = new Set(streams.map(({ id }) => id.slice(0, -".stream".length)));

/** Every kind of record that the catalogue streams. Derived from the canonical models: a new field is a new column. */
export const models: readonly Model[] = streams.map((capability) => {
  const columns = columnsOf(capability.output);
  const references = columns.flatMap(({ field, name }) => {
    const table = `${field.replace(/Id$/, "")}s`;
    return field.endsWith("Id") && tables.has(table) ? [{ column: name, field, table }] : [];
  });
  const version = columns.some(({ field }) => field === "changedAt") ? "changedAt" : "updatedAt";
  return {
    stream: capability.id,
    table: capability.id.slice(0, -".stream".length),
    columns,
    references,
    version,
    capability,
  };
});

const byStream = new Map(models.map((model) => [model.stream, model]));

/** The model of a stream; `undefined` when no table keeps it. */
export function modelOf(stream: string): Model | undefined {
  return byStream.get(stream);
}
