import { catalogue, type AnyCapability } from "@anyats/core";
import { personalFields } from "@anyats/core/redaction";

const capabilities: readonly AnyCapability[] = Object.values(catalogue);

const code = (fields: readonly string[]) => fields.map((field) => `\`${field}\``).join(", ");

/** A table of what each capability gives or takes; those that have nothing of a person are named below it. */
function table(title: string, heading: string, fieldsOf: (of: AnyCapability) => readonly string[]): readonly string[] {
  const rows = capabilities.map((of) => ({ id: of.id, fields: fieldsOf(of) }));
  const free = rows.filter(({ fields }) => fields.length === 0).map(({ id }) => id);
  return [
    `## ${title}`,
    "",
    `| operation | ${heading} |`,
    "| --- | --- |",
    ...rows.filter(({ fields }) => fields.length > 0).map(({ id, fields }) => `| \`${id}\` | ${code(fields)} |`),
    "",
    `Nothing: ${code(free)}.`,
    "",
  ];
}

/** The page that lists the personal fields of each operation, from the marks in the schemas. */
export function personalDataPage(): string {
  return [
    "<!-- Generated from the schemas by `npm run update`. -->",
    "",
    "# Personal data",
    "",
    "These fields identify a person, were written about or by a person, or open a person's files. Use the list for your",
    "record of processing activities and to decide what to keep. The schemas mark the fields, and a test covers every text",
    "field of every operation. `[]` stands for the items of a list, `*` for values under any name. `customFields`, `raw` and",
    "`native` may hold anything. Ids, states and dates are not listed: they identify nobody without the records.",
    "",
    "`redacted(schema, value)` of `@anyats/core/redaction` returns a copy without personal data, for logs and support tickets.",
    "Field names stay, such as those of custom fields, unless they are e-mail addresses.",
    "`anyats stream candidates --redacted` prints such copies.",
    "",
    ...table("What comes from the ATS", "fields of the record or answer", ({ output }) => personalFields(output)),
    ...table("What goes to the ATS", "fields of the input", ({ input }) => personalFields(input)),
  ].join("\n");
}
