#!/usr/bin/env node
// Runs a task of this repository on a machine that has nothing but Node >= 18 and npm.
// Node and pnpm of the pinned versions come from the npm registry into .tools/, once.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { packageManager, toolchain } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const tools = join(root, ".tools");
const bin = join(tools, "node_modules", ".bin");
const windows = process.platform === "win32";

const fromSources = ["exec", "node", "--conditions=@anyats/source"];
const tasks = {
  start: ["--silent", "--filter", "@anyats-examples/quickstart", "run", "start"],
  test: ["exec", "vitest", "run"],
  check: ["exec", "node", "scripts/check.mjs"],
  bench: ["--silent", "--filter", "@anyats/benchmarks", "run", "start"],
  prove: ["--silent", "--filter", "@anyats/prove", "run", "start"],
  soak: ["--silent", "--filter", "@anyats/soak", "run", "start"],
  anyats: [...fromSources, "packages/cli/src/main.ts"],
  api: ["exec", "node", "scripts/api-report.mjs"],
  generate: [...fromSources, "docs/generate.ts"],
};

function fail(message) {
  console.error(`dev: ${message}`);
  process.exit(1);
}
function run(command, args, env, stdio = "inherit") {
  const { status, error } = spawnSync(command, args, { cwd: root, env, stdio, shell: windows });
  if (error) fail(`${command}: ${error.message}`);
  return status ?? 1;
}
function nodeIsNewEnough() {
  // The Node.js in .tools/ is new enough because it was fetched, so it goes on being wanted.
  if (process.execPath.startsWith(tools + sep)) return false;
  const [major, minor] = process.versions.node.split(".").map(Number);
  // The packages run on Node 22, too; the sources, which nothing lowers here, have `using` in them.
  return major >= 26 || (major === 24 && minor >= 11);
}
function nodePackage() {
  const key = `${process.platform}-${process.arch}`;
  return toolchain.node[key] ?? fail(`no Node.js for ${key} is known here: install Node.js 26, then try again`);
}

// What npm tells its own scripts must not reach pnpm; what the user configured (a registry, a cache) must.
const env = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) =>
      !/^npm_(lifecycle_|package_|command$|execpath$|node_execpath$|config_(user_agent|local_prefix|global_prefix|prefix|npm_version|node_gyp|init_module)$)/i.test(
        name,
      ),
  ),
);

// Set-up talks on stderr: stdout belongs to the task.
const quiet = ["ignore", 2, 2];
const want = [packageManager, ...(nodeIsNewEnough() ? [] : [nodePackage()])];
const stamp = join(tools, "stamp.json");
if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== JSON.stringify(want)) {
  console.error(`dev: fetching ${want.join(" and ")} into .tools/ (once)`);
  rmSync(tools, { recursive: true, force: true });
  mkdirSync(tools, { recursive: true });
  writeFileSync(join(tools, "package.json"), '{ "private": true }\n');
  const npm = [
    "install",
    "--prefix",
    ".tools",
    "--no-save",
    "--no-package-lock",
    "--no-audit",
    "--no-fund",
    "--ignore-scripts",
    "--loglevel=error",
  ];
  if (run("npm", [...npm, ...want], env, quiet) !== 0)
    fail("npm could not fetch the tools. Is the npm registry in reach? Then run the same command again.");
  // pnpm's own install step: put the native binary in the place of the stub.
  if (run(process.execPath, [join(".tools", "node_modules", "pnpm", "install.js")], env, quiet) !== 0)
    fail("pnpm's install step failed: delete .tools/ and run the same command again.");
  writeFileSync(stamp, JSON.stringify(want));
}
env.PATH = [bin, join(root, "node_modules", ".bin"), process.env.PATH].join(delimiter);
env.TURBO_TELEMETRY_DISABLED ??= "1";
const pnpm = join(bin, windows ? "pnpm.cmd" : "pnpm");
const [task = "start", ...rest] = process.argv.slice(2);
// Commands that change what is installed come with an install of their own.
if (![task, ...rest].some((word) => ["install", "add", "remove", "update"].includes(word))) {
  const install = ["install", "--frozen-lockfile", "--prefer-offline", "--reporter=append-only", "--loglevel=warn"];
  if (run(pnpm, install, env, quiet) !== 0)
    fail("the dependencies could not be installed. Is the npm registry in reach? Then run the same command again.");
}
process.exit(run(pnpm, [...(tasks[task] ?? [task]), ...rest], env));
