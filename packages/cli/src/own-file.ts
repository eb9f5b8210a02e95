import { randomUUID } from "node:crypto";
import { open, readFile, rename, unlink } from "node:fs/promises";
import { z } from "zod";
import { UsageError } from "./failure.ts";

export const codeOf = (error: unknown): string => (error as { readonly code?: string }).code ?? "";

/**
 * Reads a file that this command wrote.
 * @param missing What a file that is not there stands for.
 * @throws {UsageError}
 */
export async function readOwnFile<T>(kind: string, file: string, schema: z.core.$ZodType<T>, missing: T): Promise<T> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return missing;
    throw new UsageError(`the ${kind} file ${file} cannot be read (${codeOf(error)})`);
  }
  try {
    return z.parse(schema, JSON.parse(text));
  } catch {
    throw new UsageError(`${file} is not a valid ${kind} file; delete it or name another`);
  }
}

/**
 * Writes a file in one step, so that a crash leaves the old one or the new one. The temporary file has a name that nobody
 * can guess and must not exist, so nobody can place a link there; only this user may read the result.
 * @throws {UsageError}
 */
export async function writeOwnFile(kind: string, file: string, content: object): Promise<void> {
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    await createFile(temporary, `${JSON.stringify(content)}\n`);
    await rename(temporary, file);
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw new UsageError(`the ${kind} file ${file} cannot be written (${codeOf(error)})`);
  }
}

/** Creates a file that must not exist, for this user only, and waits until the disk has it. */
export async function createFile(file: string, text: string): Promise<void> {
  const handle = await open(file, "wx", 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
