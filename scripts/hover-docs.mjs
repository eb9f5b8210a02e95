// Asks the language server of the TypeScript in use what an editor shows: every operation and every field of a record
// has its description on hover, records have names, and the known values of a filter are completed.
import { join } from "node:path";
import { capabilityIds, catalogue } from "../packages/core/src/index.ts";
import { languageServer } from "./language-server.mjs";
import { operationTexts, recordTexts } from "../packages/core/src/texts/texts.generated.ts";
import { textsOf } from "../packages/core/src/texts.ts";

const root = join(import.meta.dirname, "..");
const file = join(root, "packages/core/test/hovered.ts");
const lines = [
  'import type { CapabilityId, Client } from "../src/index.ts";',
  'import type * as core from "../src/index.ts";',
];
lines.push("declare const ats: Client<CapabilityId>;");
/** Places to look at: the line, what stands before the place, and what must be shown. */
const places = [];
const look = (line, expected) => {
  const at = line.lastIndexOf("/*here*/");
  places.push({ line: lines.length, character: at - 1, expected, code: line });
  lines.push(line);
};

for (const id of capabilityIds) look(`void ats.${id}/*here*/;`, textsOf(catalogue[id]).summary);
for (const [name, texts] of Object.entries(recordTexts)) {
  lines.push(`declare const its${name}: core.${name};`);
  for (const [path, text] of Object.entries(texts)) {
    // A field, by properties, items and the part of a union that is not null.
    if (!/\w$/.test(path) || /\|[1-9]/.test(path) || !/\.\w+$/.test(path)) continue;
    const code = path
      .replaceAll("|0", "")
      .replaceAll("[]", "[0]")
      .replaceAll(/(?<=[\w\]])[.[]/g, "!$&");
    look(`void its${name}${code}/*here*/;`, text);
  }
}
const withRecords = capabilityIds.filter((id) => typeof operationTexts[id].output === "string");
for (const id of withRecords) {
  const record = operationTexts[id].output;
  const stream = catalogue[id].kind === "stream";
  const result = stream ? `ats.${id}({}).toArray()` : `ats.${id}(null!)`;
  const shown = stream ? `${record}[]` : record.endsWith("[]") ? `readonly ${record}` : record;
  look(`const one_${id.replace(".", "_")}/*here*/ = await ${result};`, `: ${shown} \`\`\``);
}
for (const id of capabilityIds) {
  const name = id.replaceAll(/(?:^|\.)(\w)/g, (_dot, letter) => letter.toUpperCase());
  lines.push(`declare const input${name}: core.${name}Input;`);
  for (const [path, text] of Object.entries(operationTexts[id].input))
    if (/^\.\w+$/.test(path)) look(`void input${name}${path}/*here*/;`, text);
}
const completed = { line: lines.length, character: 'void ats.jobs.stream({ statuses: ["'.length };
lines.push('void ats.jobs.stream({ statuses: [""] });', "export {};");

const server = await languageServer(root);
server.open(file, lines.join("\n"));
const missing = [];
const plain = (text) => text.replaceAll("core.", "").replaceAll(/\s+/g, " ").replaceAll("\\", "");
for (const { line, character, expected, code } of places) {
  const shown = await server.hover(file, line, character);
  if (!plain(shown).includes(plain(expected).trimEnd()))
    missing.push(`${code}\n  expected: ${expected}\n  shown: ${shown.slice(0, 300)}`);
}
const offered = await server.completions(file, completed.line, completed.character);
for (const status of ["OPEN", "CLOSED", "DRAFT", "ARCHIVED"])
  if (!offered.some((label) => label.includes(status))) missing.push(`statuses: does not complete ${status}`);
// A name that does not exist would be a place without a description, so nothing else may be wrong but the empty status.
const wrong = (await server.diagnostics(file)).filter((message) => !/never read|Type '""'/.test(message));
missing.push(...wrong);
await server.close();

console.log(`hover documentation: ${places.length - missing.length} of ${places.length} places show what they should`);
for (const each of missing.slice(0, 20)) console.error(each);
if (missing.length > 0) process.exitCode = 1;
