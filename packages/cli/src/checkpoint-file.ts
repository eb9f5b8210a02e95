import { Checkpoint } from "@anyats/core";
import { readFile, rename, writeFile } from "node:fs/promises";
import { z } from "zod";
import { UsageError } from "./failure.ts";

const kept = z.object({
  checkpoint: Checkpoint.nullable(),
  /** How many records of the page after the checkpoint were written already. */
  written: z.int().min(0),
});

/** Where an earlier run stopped. */
export type Kept = z.output<typeof kept>;

/** Reads where an earlier run stopped; a file that is not there is a beginning. @throws {UsageError} */
export async function readCheckpointFile(file: string): Promise<Kept> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if ((error as { code?: unknown }).code === "ENOENT") return { checkpoint: null, written: 0 };
    throw new UsageError(`the checkpoint file ${file} cannot be read`);
  }
  try {
    return kept.parse(JSON.parse(text));
  } catch {
    throw new UsageError(`${file} is no checkpoint file; delete it or name another`);
  }
}

/** Writes it in one step, so that a crash leaves the old one or the new one. @throws {UsageError} */
export async function writeCheckpointFile(file: string, content: Kept): Promise<void> {
  try {
    await writeFile(`${file}.tmp`, `${JSON.stringify(content)}\n`);
    await rename(`${file}.tmp`, file);
  } catch (error) {
    const { code = "" } = error as { readonly code?: string };
    throw new UsageError(`the checkpoint file ${file} cannot be written (${code})`);
  }
}
