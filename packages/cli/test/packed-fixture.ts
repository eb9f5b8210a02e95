import { execFile } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const root = join(import.meta.dirname, "../../..");

/** The packages of this repository that some of them need, themselves among them. */
function withDependencies(names: readonly string[], found = new Set<string>()): readonly string[] {
  for (const name of names) {
    if (found.has(name)) continue;
    found.add(name);
    const manifest = readFileSync(join(root, "packages", name, "package.json"), "utf8");
    const { dependencies = {} } = JSON.parse(manifest) as { dependencies?: Readonly<Record<string, string>> };
    const ours = Object.keys(dependencies).filter((dependency) => dependency.startsWith("@anyats/"));
    withDependencies(
      ours.map((dependency) => dependency.replace("@anyats/", "")),
      found,
    );
  }
  return [...found];
}

const published = withDependencies(["cli", "conformance"]);

/** What an author's shell would have: nothing of this repository's own task runner. */
const surroundings = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(npm_|pnpm_config_|CI$|VITEST|NODE_OPTIONS$|NODE_ENV$)/i.test(name),
  ),
);

/** Runs a program; what it printed is in the error when it fails. */
export async function shell(
  cwd: string,
  [command = "", ...args]: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const how = { cwd, env: { ...surroundings, ...env }, shell: process.platform === "win32" };
  try {
    return (await promisify(execFile)(command, args, how)).stdout;
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { readonly stdout?: string; readonly stderr?: string };
    throw new Error(`${[command, ...args].join(" ")} failed\n${stdout}\n${stderr}`, { cause: error });
  }
}

/** The versions that this repository develops with. */
function developedWith(name: string): string {
  const workspace = readFileSync(join(root, "pnpm-workspace.yaml"), "utf8");
  return new RegExp(`^  "?${name}"?: (\\S+)$`, "m").exec(workspace)?.[1] ?? "not in the catalog";
}

/** Builds and packs what is published, as a release would. @returns Overrides for pnpm that name the tarballs. */
export async function packed(folder: string): Promise<Readonly<Record<string, string>>> {
  const filters = published.map((name) => `--filter=@anyats/${name}`);
  await shell(root, ["turbo", "run", "build", "--output-logs=errors-only", ...filters]);
  await Promise.all(
    published.map((name) => shell(join(root, "packages", name), ["pnpm", "pack", "--pack-destination", folder])),
  );
  const tarballs = readdirSync(folder).map((file): [string, string] => {
    const name = published.find((one) => new RegExp(`^anyats-${one}-\\d`).test(file));
    return [`@anyats/${name}`, `file:${join(folder, file)}`];
  });
  const tools = ["vitest", "@vitest/coverage-v8", "typescript", "@types/node"].map((name): [string, string] => [
    name,
    developedWith(name),
  ]);
  return Object.fromEntries([...tarballs, ...tools]);
}

/** Installs a package with the tarballs in the place of what is not published yet. */
export async function install(folder: string, overrides: Readonly<Record<string, string>>): Promise<void> {
  const lines = Object.entries(overrides).map(([name, from]) => `  "${name}": ${JSON.stringify(from)}`);
  writeFileSync(join(folder, "pnpm-workspace.yaml"), ["pmOnFail: ignore", "overrides:", ...lines, ""].join("\n"));
  await shell(folder, ["pnpm", "install", "--prefer-offline", "--no-frozen-lockfile", "--loglevel=warn"]);
}
