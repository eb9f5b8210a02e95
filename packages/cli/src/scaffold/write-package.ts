import { lstat, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { UsageError } from "../failure.ts";
import { codeOf } from "../own-file.ts";
import type { NewFile } from "./template.ts";

/** Writes a package into a folder that is new or empty; never over anything. @throws {UsageError} */
export async function writePackage(folder: string, files: readonly NewFile[]): Promise<void> {
  await refuseOccupied(folder);
  try {
    for (const { path, text } of files) {
      const file = join(folder, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text, { flag: "wx" });
    }
  } catch (error) {
    // Half a package would be in the way of the next try.
    const tops = new Set(files.map(({ path }) => path.split("/", 1)[0]!));
    for (const top of tops) await rm(join(folder, top), { recursive: true, force: true }).catch(() => {});
    throw new UsageError(`nothing can be written to ${folder} (${codeOf(error)})`);
  }
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
