import { execFile } from "node:child_process";
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { Client } from "pg";
import { packagedBinaries } from "../server/binaries.ts";
import {
  addressOf,
  type Cluster,
  createCluster,
  freePort,
  type Postmaster,
  postmasterFileOf,
  postmasterOf,
  recordedPid,
  startServer,
} from "../server/cluster.ts";
import { EmbeddedInUse, EmbeddedUnavailable } from "../server/errors.ts";
import { runAs } from "../server/run-as.ts";
import { holdServer, type Hold } from "./users.ts";

/** The version of PostgreSQL whose files the store has. */
const version = "18";

export interface EmbeddedOptions {
  /** Where the files are; `.anyats` in the working directory unless given. */
  readonly folder?: string;
  /** How long to wait for another process that starts or stops the store, in milliseconds; 30,000 unless given. */
  readonly waitMs?: number;
}

/** A running store that this process uses. */
export interface EmbeddedStore {
  readonly url: string;
  /** Stops counting this process. The server stops when no process uses it. */
  release(): void;
}

const run = promisify(execFile);

const settings = { max_connections: 100, shared_buffers: "64MB", jit: "off", log_checkpoints: "off" };

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on("error", () => {});
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

/** The version of the files; undefined where there are none. */
async function versionOf(data: string): Promise<string | undefined> {
  try {
    return (await readFile(join(data, "PG_VERSION"), "utf8")).trim();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    if (code === "EACCES") throw new EmbeddedUnavailable(`its files in ${data} belong to another user`);
    throw error;
  }
}

async function prepared(home: string): Promise<Cluster> {
  if (process.platform === "win32") throw new EmbeddedUnavailable("it was not tried on Windows");
  const data = join(home, "data");
  await mkdir(home, { recursive: true, mode: 0o711 });
  await writeFile(join(home, ".gitignore"), "*\n");
  const binaries = await packagedBinaries(home);
  const cluster: Cluster = { folder: data, binaries, as: runAs([data, binaries.postgres]) };
  if ((await versionOf(data)) === undefined) await createCluster(cluster, true);
  const found = await versionOf(data);
  if (found !== version)
    throw new EmbeddedUnavailable(
      `its files in ${data} are those of PostgreSQL ${found}, and the programs are ${version}`,
      "Move the folder away to begin again, install the programs of that version",
    );
  return cluster;
}

/** The port of the last time, so that an app's other processes find the store again. */
async function portOf(home: string): Promise<number> {
  const file = join(home, "port");
  const last = Number(await readFile(file, "utf8").catch(() => ""));
  if (last > 0) return last;
  const port = await freePort();
  await writeFile(file, `${port}\n`);
  return port;
}

/** As root, the user who runs the server is another one after the app's folder was closed to others or opened to them. */
async function giveTo({ as, folder }: Cluster): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = as.owner ?? { uid: 0, gid: 0 };
  if ((await stat(folder)).uid !== uid) await run("chown", ["-R", `${uid}:${gid}`, folder]);
}

/** Starts the server: at the port of the last time, or at another where something else has that one. */
async function started(cluster: Cluster, home: string): Promise<Postmaster | undefined> {
  const port = await portOf(home);
  await giveTo(cluster);
  try {
    return await startServer(cluster, settings, { port });
  } catch (error) {
    if (!(error instanceof EmbeddedUnavailable)) throw error;
    const other = await startServer(cluster, settings, {});
    if (other) await writeFile(join(home, "port"), `${other.port}\n`);
    return other;
  }
}

/** Takes hold of a running server. Undefined when it does not answer or is about to stop. */
async function joined(cluster: Cluster, home: string, { pid, port }: Postmaster): Promise<EmbeddedStore | undefined> {
  const hold: Hold | undefined = await holdServer(home, postmasterFileOf(cluster.folder), pid);
  const url = await addressOf(cluster.folder, port);
  const usable = (await answers(url)) && (hold === undefined || hold.counts);
  if (usable) return { url, release: () => hold?.release() };
  hold?.release();
  return undefined;
}

/**
 * Opens the store in a folder, which any number of processes may use at the same time: the first one starts the server,
 * and it stops after the last, however they end.
 * @throws {EmbeddedUnavailable | EmbeddedInUse}
 */
export async function openEmbedded(options: EmbeddedOptions = {}): Promise<EmbeddedStore> {
  const home = resolve(options.folder ?? ".anyats", "postgres");
  const waitMs = options.waitMs ?? 30_000;
  const cluster = await prepared(home);
  const deadline = performance.now() + waitMs;
  let silent = 0;
  do {
    const running = await postmasterOf(cluster.folder);
    if (running?.ready) {
      const store = await joined(cluster, home, running);
      if (store) return store;
      silent += 1;
    }
    // A server that does not answer is stopping, or its process id belongs to another program; the lock decides.
    if (running === undefined || silent > 2) {
      const own = await started(cluster, home);
      const store = own && (await joined(cluster, home, own));
      if (store) return store;
      silent = 0;
    }
    await pause(50);
  } while (performance.now() < deadline);
  throw new EmbeddedInUse(home, await recordedPid(cluster.folder), `it cannot be reached after ${waitMs} ms`);
}
