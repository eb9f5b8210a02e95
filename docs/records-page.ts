import { readFileSync } from "node:fs";
import { join } from "node:path";

interface Field {
  /** With the fields around it: `salary.amount`, `postings[].title`. */
  place: string;
  /** As TypeScript writes it; of a field that holds fields, what follows them: `[]`, `| null`. */
  type: string;
  readonly description: string;
}

interface Model {
  readonly name: string;
  readonly description: string;
  readonly fields: Field[];
}

const comment = /^\s*\/\*\* (?<text>.*) \*\/$/;
const opening = /^export interface (?<name>\w+)Record \{$/;
const property = /^\s+readonly (?<name>\w+)\??:(?<type>.*)$/;
const closing = /^\s+\}(?<type>.*);$/;

/** The models that the generated types describe, each field with its comment. */
function modelsIn(source: string): readonly Model[] {
  const models: Model[] = [];
  let [description, model]: [string, Model | undefined] = ["", undefined];
  /** The fields whose own fields, or whose type, are on the lines that follow. */
  const open: Field[] = [];
  for (const line of source.split("\n")) {
    const said = comment.exec(line)?.groups?.["text"];
    const named = opening.exec(line)?.groups?.["name"];
    const field = property.exec(line)?.groups;
    const closed = closing.exec(line)?.groups?.["type"];
    const last = open.at(-1);
    if (said !== undefined) description = said;
    else if (named !== undefined) models.push((model = { name: named, description, fields: [] }));
    else if (line === "}") model = undefined;
    else if (!model) continue;
    else if (field) {
      const around = last ? `${last.place}.` : "";
      const [place, type] = [`${around}${field["name"]}`, field["type"]!.trim()];
      const found: Field = { place, type: type.replace(/;$/, ""), description };
      model.fields.push(found);
      if (!type.endsWith(";")) open.push(found);
    } else if (closed !== undefined && last) {
      open.pop();
      last.type = `{}${closed}`;
      if (!closed.startsWith("[]")) continue;
      for (const inner of model.fields)
        if (inner.place.startsWith(`${last.place}.`)) inner.place = inner.place.replace(last.place, `${last.place}[]`);
    } else if (last) {
      last.type += ` ${line.trim().replace(/;$/, "")}`;
      if (line.endsWith(";")) open.pop();
    }
  }
  return models;
}

const words: Readonly<Record<string, string>> = {
  string: "text",
  number: "number",
  boolean: "true, false",
  null: "null",
  unknown: "anything",
  "{}": "fields",
  "(string & {})": "another word of the ATS",
  "Record<string, unknown>": "values by name",
  "Record<string, string[]>": "lists of texts by name",
};

const anchorOf = (name: string) => name.toLowerCase();

/** What a field holds, in words: `text or null`, `list of Stage`. */
function inWords({ place, type }: Field, names: ReadonlySet<string>): string {
  const parts = type.split(" | ").map((part) => part.trim().replace(/^\| /, ""));
  const told = parts.flatMap((part) => {
    if (part === "undefined" || part === "") return [];
    const isList = part.endsWith("[]");
    const one = isList ? part.slice(0, -2) : part;
    const link = names.has(one) ? `[${one}](#${anchorOf(one)})` : undefined;
    const instant = one === "string" && place.endsWith("At") ? "instant" : undefined;
    const word = link ?? instant ?? words[one] ?? `\`${one.replaceAll('"', "")}\``;
    return [isList ? `list of ${one === "{}" ? "entries" : word}` : word];
  });
  return told.join(", ").replace(/, ([^,]*)$/, " or $1");
}

function section({ name, description, fields }: Model, names: ReadonlySet<string>): string {
  const rows = fields.map(
    (field) => `| \`${field.place}\` | ${field.description.replaceAll("|", "\\|")} | ${inWords(field, names)} |`,
  );
  return [`### ${name}`, "", description, "", "| field | what it is | value |", "| --- | --- | --- |", ...rows].join(
    "\n",
  );
}

/** The page of all models and their fields, from the types that the schemas give. */
export function recordsPage(root: string): string {
  const source = readFileSync(join(root, "packages/core/src/models/records.generated.ts"), "utf8");
  const models = modelsIn(source);
  const names = new Set(models.map(({ name }) => name));
  const isRecord = ({ fields }: Model) => fields.some(({ place }) => place === "changedAt");
  const sections = (chosen: readonly Model[]) => chosen.map((model) => section(model, names));
  return `${[
    "<!-- Generated from the schemas by `npm run update`. -->",
    "# Fields of records",
    [
      "What every adapter gives, whatever the ATS calls it. Each field is there in every record: what an ATS does not have is",
      "null, or an empty list. Which of them an ATS fills is said in the [coverage matrix](coverage/matrix.html). An instant is",
      "ISO 8601 in UTC, such as `2026-11-23T09:00:00.000Z`. Where *another word of the ATS* may come, it is data and no error.",
    ].join("\n"),
    "## Records",
    ...sections(models.filter(isRecord)),
    "## Parts and answers",
    ...sections(models.filter((model) => !isRecord(model))),
  ].join("\n\n")}\n`;
}
