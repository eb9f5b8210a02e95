// Refreshes every generated file, in the order in which they depend on each other: texts of the catalogue, evidence (left
// by the conformance tests), then pages and tables, then the reports of public types.
import { spawnSync } from "node:child_process";
import { globSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const conformance = globSync("{packages,examples}/*/test/*.conformance*.test.ts", { cwd: root });
const steps = [
  ["texts of the catalogue", "node", ["--conditions=@anyats/source", "scripts/texts.mjs"]],
  ["regular expressions", "node", ["scripts/expressions.mjs", "--write"]],
  ["evidence", "vitest", ["run", ...conformance], { ANYATS_EVIDENCE: "write" }],
  ["pages", "node", ["--conditions=@anyats/source", "docs/generate.ts"]],
  ["public types", "node", ["scripts/api-report.mjs"]],
  ["format", "oxfmt", []],
];

for (const [name, command, args, env] of steps) {
  console.log(`\n== ${name}`);
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, ...env },
    shell: process.platform === "win32",
  });
  if (status !== 0) {
    console.error(`update: "${name}" failed; the files that follow it were not refreshed`);
    process.exit(status ?? 1);
  }
}
