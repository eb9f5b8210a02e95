import { lstat, mkdir, readdir, rmdir, unlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { UsageError } from "../failure.ts";
import { codeOf } from "../own-file.ts";
import type { NewFile } from "./template.ts";

/** Writes a package into a folder that is new or empty; never over anything. @throws {UsageError} */
export async function writePackage(folder: string, files: readonly NewFile[]): Promise<void> {
  await refuseOccupied(folder);
  const written: string[] = [];
  const inNewFolders: string[] = [];
  try {
    for (const { path, text } of files) {
      const file = join(folder, path);
      if ((await mkdir(dirname(file), { recursive: true })) !== undefined) inNewFolders.push(path);
      await writeFile(file, text, { flag: "wx" });
      written.push(path);
    }
  } catch (error) {
    // Half a package would be in the way of the next try. What somebody else wrote meanwhile stays.
    for (const path of written) await unlink(join(folder, path)).catch(() => {});
    for (const inner of foldersOf(inNewFolders)) await rmdir(join(folder, inner)).catch(() => {});
    throw new UsageError(`nothing can be written to ${folder} (${codeOf(error)})`);
  }
}

/** The folders in which files lie, the innermost first. */
function foldersOf(paths: readonly string[]): readonly string[] {
  const all = paths.flatMap((path) => {
    const parts = dirname(path).split("/");
    return parts.map((_part, depth) => parts.slice(0, depth + 1).join("/"));
  });
  return [...new Set(all)].filter((path) => path !== ".").toSorted((one, other) => other.length - one.length);
}

async function refuseOccupied(folder: string): Promise<void> {
  const found = await lstat(folder).catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return undefined;
    throw new UsageError(`nothing can be written to ${folder} (${codeOf(error)})`);
  });
  if (!found) return;
  if (!found.isDirectory()) throw new UsageError(`${folder} is there already, and it is not a folder`);
  if ((await readdir(folder)).length > 0) throw new UsageError(`${folder} is not empty: nothing was written`);
}
