// Usage: ./dev adapter <name> [--kind kombo|native]
// The scaffold of `anyats new adapter`, as a package of this repository: its settings are those of its siblings.
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values, positionals } = parseArgs({
  options: {
    help: { type: "boolean", short: "h" },
    kind: { type: "string", default: "kombo" },
    into: { type: "string", default: join(root, "packages") },
  },
  allowPositionals: true,
});
const [name] = positionals;
const sibling = { kombo: "greenhouse", native: "ashby" }[values.kind];
if (!name || !sibling) {
  console.error("Usage: ./dev adapter <name> [--kind kombo|native]");
  process.exit(2);
}

const folder = join(values.into, name);
if (existsSync(folder)) {
  console.error(`packages/${name} is there already: choose another name, or remove it.`);
  process.exit(1);
}
const scaffold = ["packages/cli/src/main.ts", "new", "adapter", name, "--kind", values.kind, "--directory", folder];
const { status, stderr } = spawnSync(process.execPath, ["--conditions=@anyats/source", ...scaffold], {
  cwd: root,
  encoding: "utf8",
});
if (status !== 0) {
  console.error(stderr.trim());
  process.exit(status ?? 1);
}

for (const file of ["vitest.config.ts", ".gitignore", "tsconfig.json", "tsconfig.build.json", "package.json"])
  rmSync(join(folder, file), { force: true });
for (const file of ["LICENSE", "tsconfig.json", "tsconfig.build.json", "turbo.json"])
  copyFileSync(join(root, "packages", sibling, file), join(folder, file));
const manifest = JSON.parse(readFileSync(join(root, "packages", sibling, "package.json"), "utf8"));
const inRepository = { ...manifest, name: `@anyats/${name}`, description: `The ${name} adapter of AnyATS.` };
writeFileSync(join(folder, "package.json"), `${JSON.stringify(inRepository, null, 2)}\n`);
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (!/\.(ts|md)$/.test(entry.name)) continue;
  const path = join(entry.parentPath, entry.name);
  // The commands of the scaffold's README are those of a package of its own.
  const text = readFileSync(path, "utf8")
    .replaceAll(`anyats-${name}`, `@anyats/${name}`)
    .replace(/\n```sh\n[^`]*```\n/g, "");
  writeFileSync(path, entry.name === "version.ts" ? text.replace(/"[\d.]+"/, `"${manifest.version}"`) : text);
}

console.log(`packages/${name} is written. Outside it, edit:

  packages/cli/package.json     "@anyats/${name}": "workspace:^" among the dependencies
  packages/cli/src/adapters.ts  a line for "${name}"
  .oxlintrc.json                its folder beside ${sibling}'s, in the rule for adapters

Then, before any other command: ./dev install --no-frozen-lockfile
After it: npm run update && ./dev test ${name}`);
