import { spawnSync, type SpawnOptions } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { EmbeddedUnavailable } from "./errors.ts";

/** How the programs of PostgreSQL are started, which refuse to run as root. */
export interface RunAs {
  /** Put before the program. */
  readonly prefix: readonly string[];
  readonly options: Pick<SpawnOptions, "uid" | "gid">;
  /** Who must own the data, where that is another user. */
  readonly owner: { readonly uid: number; readonly gid: number } | undefined;
}

interface User {
  readonly uid: number;
  readonly gid: number;
}

/** A user without rights of its own: `postgres` where there is one, else `nobody`. */
function unprivileged(): User {
  const users = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  for (const name of ["postgres", "nobody"]) {
    const fields = users.find(([user]) => user === name);
    const [uid, gid] = [Number(fields?.[2]), Number(fields?.[3])];
    if (uid > 0 && gid >= 0) return { uid, gid };
  }
  throw new EmbeddedUnavailable(
    "it does not run as root, and this machine has neither a user postgres nor a user nobody",
    "Run the app as another user",
  );
}

/** Whether others may pass through every folder on the way to a path. */
function reachable(path: string): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

/**
 * Chooses how to start PostgreSQL. As root: under another user id; where that user could not reach the files, in a user
 * namespace in which root has another id.
 * @param paths What the programs must reach.
 * @throws {EmbeddedUnavailable}
 */
export function runAs(paths: readonly string[]): RunAs {
  if (process.getuid?.() !== 0) return { prefix: [], options: {}, owner: undefined };
  const user = unprivileged();
  if (paths.every(reachable)) return { prefix: [], options: user, owner: user };
  const prefix = ["unshare", "--user", `--map-user=${user.uid}`, `--map-group=${user.gid}`, "--"];
  if (spawnSync("unshare", [...prefix.slice(1), "true"]).status === 0) return { prefix, options: {}, owner: undefined };
  throw new EmbeddedUnavailable(
    "it does not run as root, and no other user may enter this folder",
    "Run the app as another user or move it to a folder that others may enter",
  );
}
