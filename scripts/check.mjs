// The checks besides the tests, as many side by side as there are cores; each must pass.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const node = (...args) => ["node", ...args];

/** What is checked, and with which command. The slowest come first, so that no core waits for one at the end. */
const checks = {
  lint: ["oxlint", "--type-aware", "--deny-warnings"],
  "documentation site": ["pnpm", "--silent", "--filter", "@anyats/site", "run", "check"],
  "installed, on Node 22, 24 and 26": node("scripts/runtimes.mjs"),
  types: node("scripts/types.mjs"),
  "the kit against seeded bugs": node("--conditions=@anyats/source", "prove/src/start.ts"),
  "regular expressions": node("scripts/expressions.mjs"),
  format: ["oxfmt", "--check"],
  prose: node("scripts/prose.mjs"),
  boundaries: ["turbo", "boundaries"],
  build: ["turbo", "run", "build", "--output-logs=errors-only"],
  packaging: node("scripts/packaging.mjs"),
  "texts of the catalogue": node("--conditions=@anyats/source", "scripts/texts.mjs", "--check"),
  "hover documentation": node("--conditions=@anyats/source", "scripts/hover-docs.mjs"),
  "public types": node("scripts/api-report.mjs", "--check"),
  "size and start": node("scripts/size.mjs"),
  "unused code": ["knip"],
  "memory of reading": node("--conditions=@anyats/source", "benchmarks/src/memory.ts"),
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
  "generated files": node("--conditions=@anyats/source", "docs/generate.ts", "--check"),
};

/** It measures times, so nothing else may run beside it. */
const alone = "size and start";

const only = process.argv.slice(2);
const unknown = only.filter((name) => !Object.hasOwn(checks, name));
if (unknown.length > 0) {
  console.error(`check: no check is called ${unknown.join(", ")}; there are: ${Object.keys(checks).join(", ")}`);
  process.exit(2);
}
const wanted = Object.keys(checks).filter((name) => only.length === 0 || only.includes(name));
const results = new Map();

/** Runs one check. What it says is shown when it ends, unless it is the only one. */
async function run(name) {
  const [command, ...args] = checks[name];
  const inherit = wanted.length === 1;
  const started = performance.now();
  if (inherit) console.log(`\n== ${name}`);
  const child = spawn(command, args, {
    cwd: root,
    stdio: inherit ? "inherit" : ["ignore", "pipe", "pipe"],
    shell: process.platform === "win32",
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (said += chunk));
  const failed = new Promise((resolve) => child.once("error", (error) => resolve(`${command}: ${error.message}`)));
  const status = await Promise.race([once(child, "close").then(([code]) => code), failed]);
  if (typeof status === "string") said += status;
  if (!inherit)
    console.log(`\n== ${name} (${((performance.now() - started) / 1_000).toFixed(0)} s)\n${said.trimEnd()}`);
  results.set(name, status === 0);
}

/** Runs checks side by side, one for each core. */
async function runAll(names) {
  const waiting = [...names];
  const next = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) await run(name);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, next));
}

// Half of them look at what the build makes.
await runAll(wanted.filter((name) => name === "build"));
await runAll(wanted.filter((name) => name !== "build" && name !== alone));
await runAll(wanted.filter((name) => name === alone));

const passed = wanted.filter((name) => results.get(name)).length;
console.log(`\nchecks: ${wanted.map((name) => `${name} ${results.get(name) ? "ok" : "FAILED"}`).join(", ")}`);
console.log(`checks: ${passed} passed, ${wanted.length - passed} failed`);
process.exitCode = passed < wanted.length ? 1 : 0;
