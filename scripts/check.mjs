// The checks besides the tests, one after the other; each must pass.
import { spawnSync } from "node:child_process";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const node = (...args) => ["node", ...args];

/** What is checked, and with which command. */
const checks = {
  types: node("scripts/types.mjs"),
  lint: ["oxlint", "--type-aware", "--deny-warnings"],
  "regular expressions": node("scripts/expressions.mjs"),
  format: ["oxfmt", "--check"],
  prose: node("scripts/prose.mjs"),
  boundaries: ["turbo", "boundaries"],
  build: ["turbo", "run", "build", "--output-logs=errors-only"],
  packaging: node("scripts/packaging.mjs"),
  "installed, on Node 22, 24 and 26": node("scripts/runtimes.mjs"),
  "texts of the catalogue": node("--conditions=@anyats/source", "scripts/texts.mjs", "--check"),
  "hover documentation": node("--conditions=@anyats/source", "scripts/hover-docs.mjs"),
  "public types": node("scripts/api-report.mjs", "--check"),
  "size and start": node("scripts/size.mjs"),
  "documentation site": ["pnpm", "--silent", "--filter", "@anyats/site", "run", "check"],
  "unused code": ["knip"],
  "coverage since the last release": node(
    "--conditions=@anyats/source",
    "packages/cli/src/main.ts",
    "coverage",
    "--diff",
    "docs/coverage/released.json",
  ),
  "claims and evidence": node(
    "--conditions=@anyats/source",
    "packages/cli/src/main.ts",
    "coverage",
    "--check",
    "--pages",
    "docs/coverage",
  ),
  "the kit against seeded bugs": node("--conditions=@anyats/source", "prove/src/start.ts"),
  "generated files": node("--conditions=@anyats/source", "docs/generate.ts", "--check"),
};

const only = process.argv.slice(2);
const results = [];
for (const [name, [command, ...args]] of Object.entries(checks)) {
  if (only.length > 0 && !only.includes(name)) continue;
  console.log(`\n== ${name}`);
  const { status } = spawnSync(command, args, { cwd: root, stdio: "inherit", shell: process.platform === "win32" });
  results.push({ name, passed: status === 0 });
}
const failed = results.filter(({ passed }) => !passed);
console.log(`\nchecks: ${results.map(({ name, passed }) => `${name} ${passed ? "ok" : "FAILED"}`).join(", ")}`);
console.log(`checks: ${results.length - failed.length} passed, ${failed.length} failed`);
process.exitCode = failed.length > 0 ? 1 : 0;
