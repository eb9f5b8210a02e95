// Writes the public types of every published package to docs/api/, so that a change of them shows in a review and
// none is made by accident. With --check it compares and writes nothing; the packages must be built then.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { publicDeclarations } from "./declarations.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, "docs", "api");
const check = process.argv.includes("--check");
const block = (parts) => ["```typescript", parts.join("\n\n"), "```"].join("\n");

function sectionOf(specifier, types) {
  const { given, inner } = publicDeclarations(types);
  const section = [`## \`${specifier}\``, block(given)];
  if (inner.length > 0) section.push("Not given out by name, but part of the above:", block(inner));
  return section.join("\n\n");
}

if (!check) {
  const { status } = spawnSync("turbo", ["run", "build", "--output-logs=errors-only"], { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
mkdirSync(folder, { recursive: true });
const different = [];
for (const name of readdirSync(join(root, "packages"))) {
  const manifest = JSON.parse(readFileSync(join(root, "packages", name, "package.json"), "utf8"));
  if (manifest.private) continue;
  const entries = Object.entries(manifest.publishConfig.exports);
  const sections = entries.map(([path, { types }]) =>
    sectionOf(posix.join(manifest.name, path), join(root, "packages", name, types)),
  );
  const about = "Written by `npm run update` from the built types, without their comments; the checks compare it.";
  const text = [`# The public types of ${manifest.name}`, about, ...sections].join("\n\n") + "\n";
  const file = join(folder, `${name}.md`);
  if (existsSync(file) && readFileSync(file, "utf8") === text) continue;
  different.push(name);
  if (!check) writeFileSync(file, text);
}
if (different.length > 0) console.log(`${check ? "differ from" : "written to"} docs/api: ${different.join(", ")}`);
if (check && different.length > 0) {
  console.log("Where the change of public types is meant, run `npm run update`, and name it in a changeset.");
  process.exitCode = 1;
}
