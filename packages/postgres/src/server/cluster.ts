import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { chmod, chown, mkdir, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Binaries } from "./binaries.ts";
import { EmbeddedUnavailable } from "./errors.ts";
import type { RunAs } from "./run-as.ts";

/** The only user of a cluster that this package makes. */
export const clusterUser = "anyats";
/** Beside PostgreSQL's own files, which it leaves alone. */
const passwordFile = "anyats-password";

/** What PostgreSQL writes of its running server. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  readonly ready: boolean;
}

/** A folder of data, and how its server is started. */
export interface Cluster {
  readonly folder: string;
  readonly binaries: Binaries;
  readonly as: RunAs;
}

function start(program: string, args: readonly string[], as: RunAs, log: number): ChildProcess {
  const [command, ...rest] = [...as.prefix, program, ...args] as [string, ...string[]];
  // In a group of its own, so that Ctrl-C reaches the app and not the database under it.
  return spawn(command, rest, {
    ...as.options,
    detached: true,
    cwd: "/",
    env: { PATH: process.env["PATH"], LC_ALL: "C", TZ: "UTC" },
    stdio: ["ignore", log, log],
  });
}

/** Ends when a process has ended. */
function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code));
  });
}

/**
 * Creates the data of a cluster. Safe when several processes do it at the same time: one of them wins, whole.
 * @param durable Whether files are flushed to the disk.
 */
export async function createCluster(cluster: Cluster, durable: boolean): Promise<void> {
  const { folder, binaries, as } = cluster;
  const parent = dirname(folder);
  // Others may pass through, since the server may run as another user; they may not look.
  await mkdir(parent, { recursive: true, mode: 0o711 });
  const making = join(parent, `making-${randomUUID()}`);
  const data = join(making, "data");
  const logFile = join(making, "log");
  await mkdir(data, { recursive: true, mode: 0o700 });
  await chmod(making, 0o711);
  const password = randomBytes(24).toString("base64url");
  const secret = join(making, "password");
  await writeFile(secret, password, { mode: 0o600 });
  if (as.owner) for (const path of [data, secret]) await chown(path, as.owner.uid, as.owner.gid);
  const log = await open(logFile, "a", 0o600);
  try {
    const options = ["--auth=scram-sha-256", "--encoding=UTF8", "--no-locale", `--username=${clusterUser}`];
    const args = [`--pgdata=${data}`, `--pwfile=${secret}`, ...options, ...(durable ? [] : ["--no-sync"])];
    const code = await ended(start(binaries.initdb, args, as, log.fd));
    if (code !== 0) throw new EmbeddedUnavailable(`creating its files failed: ${await lastLine(logFile)}`);
    await rename(secret, join(data, passwordFile));
    await rename(data, folder);
  } catch (error) {
    // Another process was faster.
    if (!["ENOTEMPTY", "EEXIST"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  } finally {
    await log.close();
    await rm(making, { recursive: true, force: true });
  }
}

async function lastLine(file: string): Promise<string> {
  const text = await readFile(file, "utf8").catch(() => "");
  return text.trim().split("\n").at(-1)?.slice(0, 300) ?? "";
}

/** The file in which PostgreSQL says which process serves a folder. */
export function postmasterFileOf(folder: string): string {
  return join(folder, "postmaster.pid");
}

async function postmasterLines(folder: string): Promise<readonly string[]> {
  const text = await readFile(postmasterFileOf(folder), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  return text.split("\n").map((line) => line.trim());
}

/** The process id that the folder names, alive or not; 0 where it names none. */
export async function recordedPid(folder: string): Promise<number> {
  return Number((await postmasterLines(folder))[0]) || 0;
}

/** Whether a process is a PostgreSQL, where the system says so: after a crash, another may have got its id. */
async function isPostgres(pid: number): Promise<boolean> {
  if (!isAlive(pid)) return false;
  const name = await readFile(`/proc/${pid}/comm`, "utf8").catch(() => "postgres");
  return name.startsWith("postgres");
}

/** Reads what the running server says of itself; undefined where none runs. */
export async function postmasterOf(folder: string): Promise<Postmaster | undefined> {
  const lines = await postmasterLines(folder);
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  if (!(pid > 0) || !(await isPostgres(pid))) return undefined;
  return { pid, port, ready: port > 0 && lines[7] === "ready" };
}

/** Whether a process with this id exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/** The address of a database in a running cluster. */
export async function addressOf(folder: string, port: number, database = "postgres"): Promise<string> {
  const password = (await readFile(join(folder, passwordFile), "utf8")).trim();
  return `postgres://${clusterUser}:${password}@127.0.0.1:${port}/${database}`;
}

/** The size of the log, in bytes, from which it begins again when the server starts. */
const longestLog = 1_000_000;

/** The exit code of `flock` when another process holds the lock. */
const lockHeld = 75;

/**
 * Starts the server under a lock of the kernel, which its processes hold as long as one of them lives, in any container.
 * Who holds it knows that a `postmaster.pid` was left by a dead server, even where its process id is in use again.
 */
function underLock(cluster: Cluster, program: readonly string[]): readonly string[] {
  const { stdout } = spawnSync("flock", ["--help"], { encoding: "utf8" });
  if (!(stdout ?? "").includes("--no-fork")) return program;
  const lock = join(cluster.folder, "anyats-lock");
  const script = 'rm -f "$0"; exec "$@"';
  const inner = ["sh", "-c", script, postmasterFileOf(cluster.folder), ...program];
  return ["flock", "--no-fork", "--nonblock", "--conflict-exit-code", String(lockHeld), lock, ...inner];
}

/**
 * Starts the server of a cluster, which goes on when this process ends.
 * @param port A free one unless given.
 * @returns The server, or undefined when one runs already.
 * @throws {EmbeddedUnavailable}
 */
export async function startServer(
  cluster: Cluster,
  settings: Readonly<Record<string, string | number>>,
  { port, timeoutMs = 60_000 }: { readonly port?: number | undefined; readonly timeoutMs?: number } = {},
): Promise<Postmaster | undefined> {
  const { folder, binaries, as } = cluster;
  const logFile = join(dirname(folder), "postgresql.log");
  const { size } = await stat(logFile).catch(() => ({ size: 0 }));
  const log = await open(logFile, size > longestLog ? "w" : "a", 0o600);
  let code: number | null | undefined;
  let pid: number | undefined;
  try {
    // No text of an error goes to the log, because it may quote the data.
    const all = { listen_addresses: "127.0.0.1", unix_socket_directories: "", log_min_messages: "log", ...settings };
    const flags = Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    const [program, ...rest] = underLock(cluster, [
      binaries.postgres,
      "-D",
      folder,
      "-p",
      String(port ?? (await freePort())),
      ...flags,
    ]) as [string, ...string[]];
    const child = start(program, rest, as, log.fd);
    void ended(child).then(
      (exit) => (code = exit),
      () => (code = null),
    );
    child.unref();
    pid = child.pid;
  } finally {
    await log.close();
  }
  const deadline = performance.now() + timeoutMs;
  while (performance.now() < deadline) {
    const running = await postmasterOf(folder);
    if (running?.ready && running.pid === pid) return running;
    if (code === lockHeld || (code !== undefined && running !== undefined)) return undefined;
    if (code !== undefined) throw new EmbeddedUnavailable(`its server ended: ${await lastLine(logFile)}`);
    await pause(20);
  }
  throw new EmbeddedUnavailable(`its server was not ready within ${timeoutMs} ms: ${await lastLine(logFile)}`);
}

/**
 * Stops a server and waits until it is gone.
 * @param how `fast` ends sessions and writes everything; `immediate` is as a crash.
 */
export async function stopServer(pid: number, how: "fast" | "immediate"): Promise<void> {
  try {
    process.kill(pid, how === "fast" ? "SIGINT" : "SIGQUIT");
  } catch {
    return;
  }
  while (isAlive(pid)) await pause(10);
}
