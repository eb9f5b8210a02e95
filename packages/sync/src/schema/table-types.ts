import { models, type Column, type Model } from "../model.ts";

/** The library that the types are for. */
export type TypesFor = "kysely" | "drizzle";

interface Field extends Pick<Column, "name" | "nullable"> {
  readonly type: Column["type"] | "jsonb" | "bigint";
  /** The type of what is inside a jsonb. */
  readonly holds?: string;
}

/** What every table of records has besides the fields of its model. */
const own: readonly Field[] = [
  { name: "connection_id", type: "text", nullable: false },
  { name: "record", type: "jsonb", nullable: true, holds: "record" },
  { name: "custom_fields", type: "jsonb", nullable: true, holds: "Record<string, unknown>" },
  { name: "raw", type: "jsonb", nullable: true, holds: "unknown" },
  { name: "content_hash", type: "text", nullable: false },
  { name: "version", type: "timestamptz", nullable: true },
  { name: "pass", type: "bigint", nullable: false },
  { name: "stored_at", type: "timestamptz", nullable: false },
  { name: "deletion", type: "jsonb", nullable: true, holds: "Record<string, unknown>" },
];

/** An erased or older record may lack a field: only the id is certain. */
function fieldsOf({ columns }: Model): readonly Field[] {
  const given = columns.map(({ name, type }): Field => ({ name, type, nullable: name !== "id" }));
  return [...own.slice(0, 1), ...given, ...own.slice(1)];
}

/** The view `application_details`. */
const details: readonly Field[] = [
  { name: "connection_id", type: "text", nullable: false },
  { name: "id", type: "text", nullable: false },
  ...["remote_id", "outcome"].map((name): Field => ({ name, type: "text", nullable: true })),
  ...["created_at", "changed_at", "rejected_at"].map((name): Field => ({ name, type: "timestamptz", nullable: true })),
  ...["rejection_reason_name", "candidate_id", "job_id", "stage_id"].map((name): Field => ({
    name,
    type: "text",
    nullable: true,
  })),
  { name: "custom_fields", type: "jsonb", nullable: true, holds: "Record<string, unknown>" },
  { name: "record", type: "jsonb", nullable: true, holds: "Application" },
  ...["candidate_first_name", "candidate_last_name"].map((name): Field => ({ name, type: "text", nullable: true })),
  { name: "candidate", type: "jsonb", nullable: true, holds: "Candidate" },
  ...["job_title", "job_status"].map((name): Field => ({ name, type: "text", nullable: true })),
  { name: "job", type: "jsonb", nullable: true, holds: "Job" },
  { name: "stage_name", type: "text", nullable: true },
  { name: "stage", type: "jsonb", nullable: true, holds: "Record<string, unknown>" },
  { name: "candidate_awaited", type: "boolean", nullable: false },
  { name: "job_awaited", type: "boolean", nullable: false },
];

const feed: readonly Field[] = [
  { name: "connection_id", type: "text", nullable: false },
  { name: "seq", type: "bigint", nullable: false },
  { name: "at", type: "timestamptz", nullable: false },
  { name: "model", type: "text", nullable: false },
  { name: "id", type: "text", nullable: false },
  { name: "op", type: "text", nullable: false },
  { name: "previous_id", type: "text", nullable: true },
];

const pascal = (name: string) => name.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
const camel = (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** The type of a whole record, as the client's stream gives it. */
const recordType = ({ stream }: Model) => `RecordOf<${JSON.stringify(stream)}>`;

function head(schema: string): string {
  return `// Written by \`anyats sync types\`; do not edit. The tables of @anyats/sync in the schema \`${schema}\`.
import type { Application, Candidate, catalogue, Job, OutputOf } from "@anyats/core";
`;
}

const recordOf = `
/** A record as it is stored: dates are texts, and what a later version adds may be missing. */
type RecordOf<Stream extends keyof typeof catalogue> = Readonly<OutputOf<(typeof catalogue)[Stream]>>;
`;

/** How \`pg\` gives each type. */
const inTypeScript: Readonly<Record<Exclude<Field["type"], "jsonb">, string>> = {
  text: "string",
  boolean: "boolean",
  "double precision": "number",
  timestamptz: "Date",
  bigint: "string",
};

function kysely(schema: string): string {
  const typeOf = ({ type, nullable, holds }: Field, record: string) => {
    const inner = type === "jsonb" ? (holds === "record" ? record : holds!) : inTypeScript[type];
    return nullable && inner !== "unknown" ? `${inner} | null` : inner;
  };
  const table = (name: string, fields: readonly Field[], record: string, doc: string) =>
    `\n/** ${doc} */\nexport interface ${pascal(name)}Table {\n${fields
      .map((field) => `  ${field.name}: ${typeOf(field, record)};`)
      .join("\n")}\n}\n`;
  const all = [
    ...models.map((model) => ({ name: model.table, fields: fieldsOf(model), record: recordType(model) })),
    { name: "application_details", fields: details, record: "" },
    { name: "feed", fields: feed, record: "" },
  ];
  return `${head(schema)}${recordOf}${all
    .map(({ name, fields, record }) => table(name, fields, record, `\`${schema}.${name}\``))
    .join("")}
/** Give it to Kysely: \`new Kysely<SyncTables>({ dialect })\`, or join it with your own tables. */
export interface SyncTables {
${all.map(({ name }) => `  "${schema}.${name}": ${pascal(name)}Table;`).join("\n")}
}
`;
}

const inDrizzle: Readonly<Record<Field["type"], (name: string) => string>> = {
  text: (name) => `text("${name}")`,
  boolean: (name) => `boolean("${name}")`,
  "double precision": (name) => `doublePrecision("${name}")`,
  timestamptz: (name) => `timestamp("${name}", { withTimezone: true })`,
  bigint: (name) => `bigint("${name}", { mode: "number" })`,
  jsonb: (name) => `jsonb("${name}")`,
};

function drizzle(schema: string): string {
  const field = ({ name, type, nullable, holds }: Field, record: string) => {
    const holding = type === "jsonb" && holds !== "unknown" ? `.$type<${holds === "record" ? record : holds}>()` : "";
    return `  ${camel(name)}: ${inDrizzle[type](name)}${holding}${nullable ? "" : ".notNull()"},`;
  };
  const table = (name: string, fields: readonly Field[], record: string, key: string) =>
    `\n/** \`${schema}.${name}\` */\nexport const ${camel(name)} = tables.table(
  "${name}",
  {\n${fields.map((each) => `  ${field(each, record)}`).join("\n")}\n  },
  (table) => [primaryKey({ columns: [table.connectionId, table.${key}] })],
);\n`;
  return `${head(schema)}import { bigint, boolean, doublePrecision, jsonb, pgSchema, primaryKey, text, timestamp } from "drizzle-orm/pg-core";
${recordOf}
const tables = pgSchema("${schema}");
${models.map((model) => table(model.table, fieldsOf(model), recordType(model), "id")).join("")}${table("feed", feed, "", "seq")}
/** \`${schema}.application_details\`: an application with its candidate, job and stage. */
export const applicationDetails = tables
  .view("application_details", {\n${details.map((each) => `  ${field(each, "")}`).join("\n")}\n  })
  .existing();
`;
}

/**
 * The TypeScript source that describes the tables to a query builder. Save it in your app; it depends on the builder
 * and, for the types of whole records, on `@anyats/core`.
 */
export function tableTypes(library: TypesFor, { schema = "anyats" }: { readonly schema?: string } = {}): string {
  return library === "kysely" ? kysely(schema) : drizzle(schema);
}
