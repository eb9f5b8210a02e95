// Writes what editors, coverage and agents show of the catalogue. The comments above the operations, fields and
// constants of core's models and capabilities are the one place of these texts; from them follow
// - plain interfaces with the comments: language servers drop comments through mapped types such as `z.infer`;
// - a table of texts that loads with coverage and agents, so that an app does not load them.
// With --check, a file that is out of date is an error.
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseSync } from "oxc-parser";

const root = join(import.meta.dirname, "..");
const core = join(root, "packages/core/src");
const sources = globSync("{models,capabilities}/*.ts", { cwd: core })
  .filter((file) => !/\.(test|generated)\.ts$/.test(file))
  .map((file) => join(core, file));

/** The paragraphs of a comment, without its tags. */
function paragraphsOf({ value }) {
  const lines = value
    .replace(/^\*/, "")
    .split("\n")
    .map((line) => line.replace(/^\s*\* ?/, "").trim());
  const text = lines.join("\n").replace(/^@[^]*/m, "");
  return text
    .trim()
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replaceAll(/\s*\n\s*/g, " "));
}

/** The source in which each schema and operation with a comment carries it as its description. */
function described(file, source) {
  const { program, comments, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0].message}`);
  const inserted = [];
  const before = (start) => {
    const found = comments.findLast(({ end }) => end <= start);
    const isDoc = found?.type === "Block" && found.value.startsWith("*");
    return isDoc && source.slice(found.end, start).trim() === "" ? found : undefined;
  };
  const wrap = (comment, { shorthand, value, start, end }) => {
    if (!comment) return;
    const name = shorthand ? `${value.name}: ` : "";
    inserted.push([value?.start ?? start, `${name}__described(`], [end, `, ${JSON.stringify(paragraphsOf(comment))})`]);
  };
  /** No schema that is made by hand knows its type at run time. */
  const keepType = ({ callee, typeArguments, arguments: given, start, end }) => {
    const [type] = { custom: typeArguments?.params ?? [], instanceof: given }[callee.property?.name] ?? [];
    if (!type) return;
    inserted.push([start, "__typed("], [end, `, ${JSON.stringify(source.slice(type.start, type.end))})`]);
  };
  const visit = (node) => {
    if (typeof node !== "object" || node === null) return;
    if (Array.isArray(node)) return node.forEach(visit);
    if (node.type === "Property" && !node.method) wrap(before(node.start), node);
    if (node.type === "CallExpression") keepType(node);
    for (const child of Object.values(node)) visit(child);
  };
  for (const statement of program.body) {
    const declaration = statement.declaration ?? statement;
    if (declaration.type === "VariableDeclaration")
      for (const { init } of declaration.declarations) if (init) wrap(before(statement.start), init);
    visit(statement);
  }
  // Of several insertions at one place, the outer one opens first and closes last.
  const rank = ([, piece], order) => (piece.startsWith(",") ? -order : order);
  const places = inserted
    .map((each, order) => [...each, rank(each, order)])
    .toSorted((a, b) => b[0] - a[0] || b[2] - a[2]);
  return places.reduce((text, [at, piece]) => text.slice(0, at) + piece + text.slice(at), source);
}

globalThis.__described = (value, [first, ...more]) => {
  if (value?._zod) {
    const copy = z.clone(value);
    z.globalRegistry.add(copy, { ...z.globalRegistry.get(value), description: first });
    return copy;
  }
  if (!value?.kind || !value.effect || !value.input) return value;
  return { ...value, summary: first, ...(more.length > 0 && { details: more.join(" ") }) };
};
const handMade = new WeakMap();
globalThis.__typed = (schema, type) => {
  handMade.set(schema, type);
  return schema;
};
const instrumented = new Set(sources.map((file) => pathToFileURL(file).href));
registerHooks({
  load(url, context, next) {
    if (!instrumented.has(url)) return next(url, context);
    const file = fileURLToPath(url);
    return { format: "module-typescript", shortCircuit: true, source: described(file, readFileSync(file, "utf8")) };
  },
});
const { z } = await import(pathToFileURL(join(root, "packages/core/node_modules/zod/index.js")).href);
const { catalogue } = await import(pathToFileURL(join(core, "capabilities/catalogue.ts")).href);

/** What has a name as a value and as a type: the schema, the name and the file. */
const named = [];
/** Inputs that have a type of their own; every other name is that of an output. */
const namedInputs = new Set(["NoteInput", "FileInput", "CandidateInput"]);
for (const file of sources) {
  const module = await import(pathToFileURL(file).href);
  const source = readFileSync(file, "utf8");
  if (/\.describe\(/.test(source)) throw new Error(`${file}: write the description as a comment above the field`);
  for (const [name, schema] of Object.entries(module))
    if (schema?._zod && new RegExp(`^export (?:type ${name} =|interface ${name} )`, "m").test(source))
      named.push({ name, schema, file });
}

const typeOfSchema = (schema) => schema._zod.def.type;
const isRecord = ({ name, schema }) => typeOfSchema(schema) === "object" && !namedInputs.has(name);
const isGenerated = (entry) => isRecord(entry) || namedInputs.has(entry.name);

/** The name of a schema, which may be a copy with another description. */
function nameOf(schema, io) {
  for (let at = schema; at; at = at._zod.parent) {
    const found = named.find((entry) => entry.schema === at || entry.schema._zod.parent === at);
    if (found && typeOfSchema(found.schema) === typeOfSchema(schema))
      return isRecord(found) === (io === "output") || !isGenerated(found) ? found : undefined;
  }
  return undefined;
}

const descriptionOf = (schema) => z.globalRegistry.get(schema)?.description;

/** What a field says of itself, or else what is said of its type. */
function fieldText(schema) {
  const own = descriptionOf(schema);
  const inner = schema._zod.def.innerType;
  return own ?? (inner ? fieldText(inner) : undefined);
}

function comment(text, indent) {
  if (!text) return "";
  const single = `${indent}/** ${text} */\n`;
  if (single.length <= 120) return single;
  const lines = [];
  let line = `${indent} *`;
  for (const word of text.replaceAll("*/", "* /").split(" ")) {
    if (line.length + 1 + word.length > 120) {
      lines.push(line);
      line = `${indent} *`;
    }
    line += ` ${word}`;
  }
  return [`${indent}/**`, ...lines, line, `${indent} */\n`].join("\n");
}

/** The type that a schema made by `z.custom` or `z.instanceof` was given. */
function handMadeType(schema) {
  for (let at = schema; at; at = at._zod.parent) if (handMade.has(at)) return handMade.get(at);
  throw new Error(`a schema made by hand has no type, in ${place}`);
}
const used = new Set();

const optional = (schema, io) => (io === "input" ? schema._zod.optin : schema._zod.optout) !== undefined;

/** The type of a schema as TypeScript writes it. */
function typeOf(schema, io, indent, own = false) {
  const found = own ? undefined : nameOf(schema, io);
  if (found) {
    used.add(found);
    return found.name;
  }
  const { def } = schema._zod;
  const inner = (each) => typeOf(each, io, indent);
  switch (def.type) {
    case "string":
    case "number":
    case "boolean":
    case "unknown":
    case "null":
    case "undefined":
      return def.type;
    case "int":
      return "number";
    case "date":
      return "Date";
    case "literal":
      return def.values.map((value) => JSON.stringify(value)).join(" | ");
    case "enum":
      return Object.values(def.entries)
        .map((value) => JSON.stringify(value))
        .join(" | ");
    case "nullable":
      return `${inner(def.innerType)} | null`;
    case "optional":
    case "default":
    case "prefault":
    case "readonly":
      return inner(def.innerType);
    case "array": {
      const item = inner(def.element);
      let outside = item;
      while (/\{[^{}]*\}/.test(outside)) outside = outside.replaceAll(/\{[^{}]*\}/g, "");
      return /[|&]/.test(outside) ? `(${item})[]` : `${item}[]`;
    }
    case "record":
      return `Record<${inner(def.keyType)}, ${inner(def.valueType)}>`;
    case "union": {
      const options = [...new Set(def.options.map((option) => inner(option)))];
      // An open enum: the known values are completed, and every other text is taken.
      const open = def.options.length === 2 && typeOfSchema(def.options[0]) === "enum" && options[1] === "string";
      return (open ? [options[0], "(string & {})"] : options).join(" | ");
    }
    case "pipe":
      return inner(io === "input" ? def.in : def.out);
    case "custom":
      return handMadeType(schema).replace(/^(?=.*=>)[^]*$/s, "($&)");
    case "object":
      return objectOf(schema, io, indent);
    default:
      throw new Error(`no type is known for a schema of the kind ${def.type}, in ${place}`);
  }
}

function objectOf(schema, io, indent) {
  const deeper = `${indent}  `;
  // What a loose object takes besides is not said: no interface has an index signature, so no record would be taken.
  const { shape } = schema._zod.def;
  const keys = Object.keys(shape);
  if (keys.length === 0) return "Record<string, never>";
  if (keys.length === 1 && keys[0] === "other") return "OtherValue";
  const fields = keys.map((key) => {
    const maybe = optional(shape[key], io);
    const type = typeOf(shape[key], io, deeper);
    const addition = maybe && type !== "unknown" ? " | undefined" : "";
    const text = fieldText(shape[key]);
    if (!text && io === "output") undescribed.push(`${place}.${key}`);
    return `${comment(text, deeper)}${deeper}readonly ${key}${maybe ? "?" : ""}: ${type}${addition};`;
  });
  return `{\n${fields.join("\n")}\n${indent}}`;
}

const undescribed = [];
let place = "";

const records = named.filter(isGenerated).toSorted((a, b) => (a.name < b.name ? -1 : 1));
const heading = "// Generated from the comments of core's models and capabilities by `npm run update`.\n";

function declaration({ name, schema }) {
  place = name;
  const type = typeOf(schema, namedInputs.has(name) ? "input" : "output", "", true);
  const text = comment(descriptionOf(schema), "");
  return isRecord({ name, schema })
    ? `${text}export interface ${name}Record ${type}`
    : typeOfSchema(schema) === "object"
      ? `${text}export interface ${name} ${type}`
      : `${text}export type ${name} = ${type};`;
}

/** Imports of what these texts name, relative to the folder of the generated file. */
function imports(text, folder, local) {
  const from = new Map();
  const add = (file, name) => from.set(file, [...(from.get(file) ?? []), name]);
  const mentions = (name) => new RegExp(`(?<![\\w."])${name}(?![\\w"])`).test(text);
  for (const { name, file } of used) if (!local.has(name) && mentions(name)) add(file, name);
  for (const [name, file] of [
    ["ByteStream", "models/file.ts"],
    ["OtherValue", "models/open-enum.ts"],
    ["CallOptions", "adapter/call.ts"],
    ["RecordStream", "stream/record-stream.ts"],
    ["StreamOptions", "stream/record-stream.ts"],
  ])
    if (mentions(name)) add(join(core, file), name);
  const relative = (file) => {
    const [there] = file.slice(core.length + 1).split("/");
    return there === folder ? `./${basename(file)}` : `../${there}/${basename(file)}`;
  };
  return [...from]
    .map(([file, names]) => `import type { ${names.toSorted().join(", ")} } from "${relative(file)}";\n`)
    .toSorted()
    .join("");
}

function recordTypes() {
  const text = records.map(declaration).join("\n\n");
  const local = new Set([...namedInputs]);
  return `${heading}${imports(text, "models", local)}\n${text}\n`;
}

/** Whether a schema is an object without a name: then it is written as an interface. */
const isObject = (schema, io) =>
  typeOfSchema(schema) === "object" && Object.keys(schema._zod.def.shape).length > 0 && !nameOf(schema, io);

const pascal = (id) => id.replaceAll(/(?:^|\.)(\w)/g, (_dot, letter) => letter.toUpperCase());

function operationTypes() {
  const pieces = Object.values(catalogue).map(({ id, kind, input, output, summary, details }) => {
    const name = pascal(id);
    place = id;
    const given = typeOf(input, "input", "");
    const ownInput = isObject(input, "input")
      ? `/** What \`${id}\` takes. */\nexport interface ${name}Input ${given}\n\n`
      : `/** What \`${id}\` takes. */\nexport type ${name}Input = ${given};\n\n`;
    const answer = typeOf(output, "output", "");
    const ownAnswer = isObject(output, "output")
      ? `/** What \`${id}\` answers. */\nexport interface ${name}Output ${answer}\n\n`
      : "";
    const list = typeOfSchema(output) === "array" ? "readonly " : "";
    const result = ownAnswer ? `${name}Output` : `${list}${answer}`;
    const required = Object.values(input._zod.def.shape ?? { any: input }).some((field) => !optional(field, "input"));
    const mark = required ? "" : "?";
    const text = details ? `${summary}\n${details}` : summary;
    const doc = text
      .split("\n")
      .map((paragraph) => comment(paragraph, "  ").replace(/^\s*\/\*\*\s?\n?|\s*\*\/\n$/g, ""))
      .map((paragraph) =>
        paragraph
          .split("\n")
          .map((line) => line.replace(/^\s*\*? ?/, "   * "))
          .join("\n"),
      )
      .join("\n   *\n");
    const [options, returned] =
      kind === "stream" ? ["StreamOptions", `RecordStream<${result}>`] : ["CallOptions", `Promise<${result}>`];
    const method = id.slice(id.indexOf(".") + 1);
    return `${ownInput}${ownAnswer}/** \`${id}\` on a client. */\nexport interface ${name} {\n  /**\n${doc}\n   */\n  readonly ${method}: (input${mark}: ${name}Input, options?: ${options}) => ${returned};\n}`;
  });
  const all = Object.keys(catalogue).map((id) => `  readonly "${id}": ${pascal(id)};`);
  const text = pieces.join("\n\n");
  const map = `/** The methods of the catalogue, each by the id of its capability. */\nexport interface CatalogueOperations {\n${all.join("\n")}\n}`;
  return `${heading}${imports(text, "client", new Set())}\n${text}\n\n${map}\n`;
}

/** The descriptions in a JSON Schema, by place. `packages/core/src/texts` finds the places in the same way. */
function textsIn(schema, io) {
  const texts = {};
  const visit = (node, path) => {
    if (typeof node !== "object" || node === null) return;
    if (typeof node.description === "string") texts[path] = node.description;
    for (const [name, property] of Object.entries(node.properties ?? {})) visit(property, `${path}.${name}`);
    for (const part of ["items", "additionalProperties"]) visit(node[part], `${path}[]`);
    for (const part of ["anyOf", "allOf", "oneOf"])
      node[part]?.forEach((option, index) => visit(option, `${path}|${index}`));
  };
  visit(z.toJSONSchema(schema, { io, unrepresentable: "any" }), "");
  return texts;
}

function textTable() {
  const operations = {};
  const shared = {};
  for (const { id, input, output, summary, details } of Object.values(catalogue)) {
    const list = typeOfSchema(output) === "array";
    const record = nameOf(list ? output._zod.def.element : output, "output");
    const whole = record && isRecord(record) && !(list && descriptionOf(output));
    if (whole) shared[record.name] ??= textsIn(record.schema, "output");
    operations[id] = {
      summary,
      ...(details && { details }),
      input: textsIn(input, "input"),
      output: whole ? `${record.name}${list ? "[]" : ""}` : textsIn(output, "output"),
    };
  }
  const json = (value) => JSON.stringify(value, null, 2);
  return `${heading}import type { OperationTexts, Texts } from "./texts.ts";\n\n/** The texts of records, by the record's name and the place in its JSON Schema. */\nexport const recordTexts: Readonly<Record<string, Texts>> = ${json(shared)};\n\n/** The texts of the catalogue's operations, by id. */\nexport const operationTexts: Readonly<Record<string, OperationTexts>> = ${json(operations)};\n`;
}

const files = {
  "models/records.generated.ts": recordTypes(),
  "client/operations.generated.ts": operationTypes(),
  "texts/texts.generated.ts": textTable(),
};
if (undescribed.length > 0) {
  const places = [...new Set(undescribed)].join(", ");
  console.error(`These fields of records have no comment: ${places}`);
  process.exitCode = 1;
}
// The formatter has the last word on both sides, so only words count.
const words = (text) =>
  text
    .replaceAll(/[\s|]+/g, "")
    .replaceAll(/[,;](?=[)}\]])/g, "")
    .replaceAll(/"(\w+)":/g, "$1:");
const check = process.argv.includes("--check");
for (const [name, text] of Object.entries(files)) {
  const file = join(core, name);
  if (existsSync(file) && words(readFileSync(file, "utf8")) === words(text)) continue;
  if (check) {
    console.error(`packages/core/src/${name} is out of date. Run npm run update.`);
    process.exitCode = 1;
  } else writeFileSync(file, text);
}
