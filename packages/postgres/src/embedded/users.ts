import { spawn, spawnSync } from "node:child_process";
import { closeSync, constants, fstatSync, openSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/**
 * Waits until no process holds the pipe, which the system closes for a killed one, too; then stops the server. The
 * pipe goes first: a process that begins then starts a server of its own.
 */
const guard = `
cat "$0" > /dev/null
rm -f "$0"
[ "$(head -n 1 "$1")" = "$2" ] && kill -INT "$2"
`;

/** Keeps a server running for as long as this process lives. */
export class Hold {
  readonly #fd: number;
  readonly #pipe: string;
  #released = false;

  constructor(fd: number, pipe: string) {
    this.#fd = fd;
    this.#pipe = pipe;
  }

  /** Whether the server's guard still counts this process. */
  get counts(): boolean {
    try {
      return fstatSync(this.#fd).ino === statSync(this.#pipe).ino;
    } catch {
      return false;
    }
  }

  release(): void {
    // A second close could hit a file that got the same number.
    if (!this.#released) closeSync(this.#fd);
    this.#released = true;
  }
}

function open(pipe: string): Hold | undefined {
  try {
    return new Hold(openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK), pipe);
  } catch (error) {
    // Not there yet, or without a guard that reads it.
    if (["ENOENT", "ENXIO"].includes((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw error;
  }
}

/**
 * Counts this process among the users of a server. The first one starts a guard, which stops the server after the last.
 * @returns Undefined when the guard is gone: the server stops, or lost its guard.
 */
export async function holdServer(home: string, postmasterFile: string, pid: number): Promise<Hold | undefined> {
  const pipe = join(home, `in-use-${pid}`);
  if (spawnSync("mkfifo", ["-m", "600", pipe], { stdio: "ignore" }).status === 0)
    spawn("sh", ["-c", guard, pipe, postmasterFile, String(pid)], {
      detached: true,
      stdio: "ignore",
      cwd: "/",
    }).unref();
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const hold = open(pipe);
    if (hold) return hold;
    await pause(20);
  }
  return undefined;
}
