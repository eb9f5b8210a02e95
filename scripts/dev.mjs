#!/usr/bin/env node
// Runs a task of this repository on a machine that has only Node.js 20 or newer and npm.
// Node.js and pnpm of the pinned versions come from the npm registry into .tools/, once, and are checked by their hashes.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { checkIntegrity } from "./integrity.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { packageManager, toolchain } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const tools = join(root, ".tools");
const bin = join(tools, "node_modules", ".bin");
const windows = process.platform === "win32";

/** Each task as arguments of pnpm; the rest of the command line is appended. */
const tasks = {
  start: (rest) => {
    const [example, ...others] = existsSync(join(root, "examples", rest[0] ?? "", "src"))
      ? rest
      : ["quickstart", ...rest];
    return ["--silent", "--filter", `@anyats-examples/${example}`, "run", "start", ...others];
  },
  test: (rest) => ["exec", "vitest", "run", ...rest.map(testsOf)],
  watch: (rest) => ["exec", "vitest", "watch", ...rest.map(testsOf)],
  check: (rest) => ["exec", "node", "scripts/check.mjs", ...rest],
  update: (rest) => ["exec", "node", "scripts/update.mjs", ...rest],
  docs: (rest) => ["--silent", "--filter", "@anyats/site", "run", "dev", ...rest],
  version: () => ["exec", "node", "scripts/release.mjs", "version"],
  publish: (rest) => ["exec", "node", "scripts/release.mjs", "publish", ...rest],
  bench: (rest) => ["--silent", "--filter", "@anyats/benchmarks", "run", "start", ...rest],
  prove: (rest) => ["--silent", "--filter", "@anyats/prove", "run", "start", ...rest],
  soak: (rest) => ["--silent", "--filter", "@anyats/soak", "run", "start", ...rest],
  adapter: (rest) => ["exec", "node", "scripts/new-adapter.mjs", ...rest],
};

/** `core` selects the tests of `packages/core`, `quickstart` those of `examples/quickstart`; anything else passes through. */
function testsOf(word) {
  const folder = ["packages", "examples", "."].find((parent) => existsSync(join(root, parent, word, "package.json")));
  const isName = folder !== undefined && /^[a-z][a-z-]*$/.test(word);
  return isName ? `${folder === "." ? word : `${folder}/${word}`}/` : word;
}

function fail(message) {
  console.error(`dev: ${message}`);
  process.exit(1);
}
/** Where a shell is needed, since npm and pnpm are scripts there, a path such as `C:\Program Files` is two words without quotes. */
const quoted = (word) => (/[\s&()^]/.test(word) ? `"${word}"` : word);
function run(command, args, env, stdio = "inherit", cwd = root) {
  const options = { cwd, env, stdio };
  const { status, error } = windows
    ? spawnSync([command, ...args].map(quoted).join(" "), { ...options, shell: true })
    : spawnSync(command, args, options);
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

/** Refuses a package of its own among those of the workspace: its ranges are not in the lockfile, and no command would work. */
function refuseScaffold(args) {
  const options = { directory: { type: "string" }, kind: { type: "string" }, provider: { type: "string" } };
  const { values, positionals } = parseArgs({ args, options, strict: false, allowPositionals: true });
  const [command, what, name = "<name>"] = positionals;
  const parent = dirname(resolve(String(values.directory ?? name)));
  if (command !== "new" || what !== "adapter" || parent !== join(root, "packages")) return;
  const kind = values.kind ? ` --kind ${values.kind}` : "";
  fail(
    `packages/ is this repository's workspace: \`./dev adapter ${name}${kind}\` writes the package with its versions.`,
  );
}
const [name = "start", ...rest] = process.argv.slice(2);
const isCommandLine = name === "anyats";
if (isCommandLine) refuseScaffold(rest);

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
  const { differs, unpinned } = checkIntegrity(tools, toolchain.integrity);
  if (differs.length > 0) {
    rmSync(tools, { recursive: true, force: true });
    fail(`the registry served ${differs.join(", ")} with another hash than package.json pins. Nothing of it was run.`);
  }
  if (unpinned.length > 0) console.error(`dev: no hash is pinned for ${unpinned.join(", ")} on this platform`);
  // pnpm's own install step: put the native binary in the place of the stub.
  if (run(process.execPath, [join(".tools", "node_modules", "pnpm", "install.js")], env, quiet) !== 0)
    fail("pnpm's install step failed: delete .tools/ and run the same command again.");
  writeFileSync(stamp, JSON.stringify(want));
}
env.PATH = [bin, join(root, "node_modules", ".bin"), process.env.PATH].join(delimiter);
env.TURBO_TELEMETRY_DISABLED ??= "1";
// With NODE_USE_ENV_PROXY, requests to the emulator on this machine would go to the proxy.
env.no_proxy = [env.no_proxy ?? env.NO_PROXY, "localhost", "127.0.0.1"].filter(Boolean).join(",");
env.NO_PROXY = env.no_proxy;
// Halves the start of every process that runs from sources, of which the tests start many.
env.NODE_COMPILE_CACHE ??= join(root, "node_modules", ".cache", "node");
const pnpm = join(bin, windows ? "pnpm.cmd" : "pnpm");
const task = Object.hasOwn(tasks, name) ? tasks[name](rest) : [name, ...rest];
// Commands that change what is installed come with an install of their own.
if (
  Object.hasOwn(tasks, name) ||
  isCommandLine ||
  !task.some((word) => ["install", "add", "remove", "update"].includes(word))
) {
  const install = ["install", "--frozen-lockfile", "--prefer-offline", "--reporter=append-only", "--loglevel=warn"];
  // The documentation site brings hundreds of packages that nothing else needs.
  if (!["docs", "check", "version", "publish"].includes(name)) install.unshift("--filter=!@anyats/site");
  if (run(pnpm, install, env, quiet) !== 0)
    fail(
      "the dependencies could not be installed. If you added a package or a dependency (ours are `workspace:^`, as `./dev adapter` writes them): ./dev install --no-frozen-lockfile. Else: is the npm registry in reach? Then run the same command again.",
    );
}
// The command line takes paths, and creates folders, where it is called; pnpm runs everything else in the root.
const ofCommandLine = ["--conditions=@anyats/source", join(root, "packages", "cli", "src", "main.ts"), ...rest];
process.exit(isCommandLine ? run("node", ofCommandLine, env, "inherit", process.cwd()) : run(pnpm, task, env));
