import { Checkpoint } from "@anyats/core";
import { randomUUID } from "node:crypto";
import { link, readFile, rename, unlink } from "node:fs/promises";
import { resolve } from "node:path";
import { z } from "zod";
import { UsageError } from "./failure.ts";
import { codeOf, createFile, readOwnFile, writeOwnFile } from "./own-file.ts";

const kept = z.strictObject({
  checkpoint: z.nullable(Checkpoint),
  /** Ids of the records of the page after the checkpoint that were written already. */
  writtenIds: z.array(z.string()),
});

/** Where an earlier run stopped. */
export type Kept = Readonly<z.output<typeof kept>>;

/** The place before the first record. */
export const beginning: Kept = { checkpoint: null, writtenIds: [] };

/** Reads where an earlier run stopped; a missing file is a beginning. @throws {UsageError} */
export function readCheckpointFile(file: string): Promise<Kept> {
  return readOwnFile("checkpoint", file, kept, beginning);
}

/** @throws {UsageError} */
export async function writeCheckpointFile(file: string, content: Kept): Promise<void> {
  await writeOwnFile("checkpoint", file, content);
}

/** How many runs of this process hold or make each lock. */
const claims = new Map<string, number>();

function claim(lock: string): () => void {
  claims.set(lock, (claims.get(lock) ?? 0) + 1);
  return () => void claims.set(lock, claims.get(lock)! - 1);
}

/**
 * Holds a checkpoint file for this process, by a file beside it with the process id. A lock whose process has ended is
 * taken over.
 * @throws {UsageError} with the process id when another run holds it.
 */
export async function lockCheckpointFile(file: string): Promise<AsyncDisposable> {
  const lock = `${file}.lock`;
  const own = `${process.pid}\n`;
  for (;;) {
    const release = claim(resolve(lock));
    try {
      await createLock(lock, own);
      return {
        [Symbol.asyncDispose]: () =>
          unlink(lock)
            .catch(() => {})
            .finally(release),
      };
    } catch (error) {
      release();
      if (codeOf(error) !== "EEXIST")
        throw new UsageError(`the checkpoint file ${file} cannot be written (${codeOf(error)})`);
    }
    await takeAway(file, lock);
  }
}

/** Where a file system has no second names for a file. */
const noLinks: ReadonlySet<string> = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"]);

/** Creates a lock with its content in one step: another run would treat an empty one as a lock that was left. */
async function createLock(lock: string, own: string): Promise<void> {
  const prepared = `${lock}.${randomUUID()}`;
  await createFile(prepared, own);
  try {
    await link(prepared, lock);
  } catch (error) {
    if (!noLinks.has(codeOf(error))) throw error;
    await createFile(lock, own);
  } finally {
    await unlink(prepared).catch(() => {});
  }
}

/** Removes a lock whose process has ended. @throws {UsageError} when it has not. */
async function takeAway(file: string, lock: string): Promise<void> {
  const holder = await holderOf(lock);
  if (holder === null) return; // It was released meanwhile.
  // In a container every run has the same process id: a lock with this one that this process does not hold was left.
  if (holder === process.pid ? claims.get(resolve(lock))! > 0 : isAlive(holder))
    throw new UsageError(
      `the checkpoint file ${file} is in use by process ${holder}; wait until it ends, or delete ${lock} if that process is not a stream`,
    );
  // Of several that find the lock abandoned, one gets it out of the way; a new lock is put back.
  const aside = `${lock}.${randomUUID()}`;
  await rename(lock, aside).catch(() => {});
  const taken = await holderOf(aside);
  if (taken !== null && taken !== holder) await rename(aside, lock);
  else await unlink(aside).catch(() => {});
}

/** The process in a lock; null where there is no lock, 0 where it names none. */
async function holderOf(lock: string): Promise<number | null> {
  try {
    const pid = Number(await readFile(lock, "utf8"));
    return Number.isSafeInteger(pid) && pid > 0 ? pid : 0;
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  if (pid === 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM"; // It is there, of another user.
  }
}
