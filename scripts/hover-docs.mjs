// Writes the description of each field of a schema above the field, where editors show it on hover. The description
// stands in `.describe(…)` only; with --check, a comment that is out of date is an error.
import { globSync, readFileSync, writeFileSync } from "node:fs";

const files = globSync("packages/core/src/models/*.ts").filter((file) => !file.endsWith(".test.ts"));
const field = /^(\s+)(\w+): (.*)$/;
const widest = 120;

/** The lines of a property's value, from the line on which the property begins. */
function extent(lines, start) {
  let depth = 0;
  for (let at = start; at < lines.length; at += 1) {
    const bare = lines[at].replace(
      /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`|\/(?:[^/\\\s]|\\.)+\/[a-z]*(?=[,)])/g,
      "",
    );
    for (const sign of bare) {
      if ("([{".includes(sign)) depth += 1;
      if (")]}".includes(sign)) depth -= 1;
    }
    const next = lines[at + 1]?.trimStart() ?? "";
    if (depth === 0 && bare.trimEnd().endsWith(",") && !next.startsWith(".")) return at;
    if (depth < 0) return at - 1;
  }
  return start;
}

/** The description at the end of a value, when it belongs to the whole of it. */
function descriptionOf(value) {
  return /\.describe\(\s*"((?:[^"\\]|\\.)*)",?\s*\)(?:\.optional\(\)|\.nullable\(\))*,?\s*$/.exec(value)?.[1];
}

function comment(indent, text) {
  const plain = JSON.parse(`"${text}"`).replaceAll("*/", "* /");
  const single = `${indent}/** ${plain} */`;
  if (single.length <= widest) return [single];
  const lines = [`${indent}/**`];
  let line = `${indent} *`;
  for (const word of plain.split(" ")) {
    if (line.length + 1 + word.length > widest) {
      lines.push(line);
      line = `${indent} *`;
    }
    line += ` ${word}`;
  }
  return [...lines, line, `${indent} */`];
}

/** The source with the comments renewed. */
function documented(source) {
  const lines = source.split("\n");
  const result = [];
  for (let at = 0; at < lines.length; at += 1) {
    const [, indent] = field.exec(lines[at]) ?? [];
    const text = indent === undefined ? undefined : descriptionOf(lines.slice(at, extent(lines, at) + 1).join("\n"));
    if (text !== undefined) {
      const last = result.length - 1;
      if (result[last]?.trim().endsWith("*/") && result[last].startsWith(`${indent}/**`)) result.pop();
      else if (result[last] === `${indent} */`) {
        while (!result.at(-1).trimStart().startsWith("/**")) result.pop();
        result.pop();
      }
      result.push(...comment(indent, text));
    }
    result.push(lines[at]);
  }
  return result.join("\n");
}

const check = process.argv.includes("--check");
const stale = [];
for (const file of files) {
  const source = readFileSync(file, "utf8");
  const renewed = documented(source);
  if (renewed === source) continue;
  stale.push(file);
  if (!check) writeFileSync(file, renewed);
}
if (check && stale.length > 0) {
  console.error(`The hover documentation is out of date: ${stale.join(", ")}. Run npm run update.`);
  process.exitCode = 1;
}
