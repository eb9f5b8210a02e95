import { randomUUID } from "node:crypto";
import { chmod, mkdtemp, rm, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Pool, type PoolClient } from "pg";
import { type Binaries, copiedBinaries, packagedBinaries } from "../server/binaries.ts";
import { addressOf, createCluster, startServer, stopServer, type Cluster } from "../server/cluster.ts";
import { EmbeddedUnavailable } from "../server/errors.ts";
import { runAs } from "../server/run-as.ts";
import { postgres15 } from "./debian.ts";

/** The versions of PostgreSQL that the tests run on. */
export type Version = 15 | 18;

export interface TestServerOptions {
  /** 18 unless given. */
  readonly version?: Version;
  /** Whether files are flushed to the disk. Only tests of an operating system's crash would need it. */
  readonly durable?: boolean;
  /** Whether clients connect by a socket in the file system, which costs a third less than TCP. */
  readonly socket?: boolean;
  /** Further settings of PostgreSQL. */
  readonly settings?: Readonly<Record<string, string | number>>;
}

/** A PostgreSQL server of a test's own, which may be killed and started again. */
export interface TestServer extends AsyncDisposable {
  readonly version: Version;
  /** The address of a database; that of the server's own database unless given. */
  url(database?: string): string;
  /** Creates a database, empty or as a copy of a template. @returns Its address. */
  freshDatabase(template?: Template): Promise<string>;
  /** Ends it at once, as a crash. */
  kill(): Promise<void>;
  /** Ends it in good order. */
  halt(): Promise<void>;
  /** Starts it again, at the same address. */
  start(): Promise<void>;
  /** Ends it and deletes its files. */
  stop(): Promise<void>;
}

// A commit must survive the death of the server, though not that of the machine.
const fast = { fsync: "off", full_page_writes: "off" };
const common = { max_connections: 200, shared_buffers: "64MB", jit: "off", max_wal_size: "128MB" };

/** A database that others are copied from: migrations run once for all of them. */
export interface Template {
  /** A plain word; templates of one name have the same content. */
  readonly name: string;
  prepare(url: string): Promise<unknown>;
}

function withDatabase(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

const pools = new Map<string, Pool>();

/** Does something on a server by a connection that is kept: making one takes longer than most of what is done by it. */
async function onServer<Result>(url: string, work: (client: PoolClient) => Promise<Result>): Promise<Result> {
  let pool = pools.get(url);
  if (!pool) {
    pool = new Pool({ connectionString: url, allowExitOnIdle: true });
    // A server of a test's own may be killed; the next connection is another one.
    pool.on("error", () => {});
    pools.set(url, pool);
  }
  const client = await pool.connect();
  try {
    return await work(client);
  } finally {
    client.release();
  }
}

/** Creates a database on a server, empty or as a copy of a template. @returns Its address. */
export function createDatabase(serverUrl: string, template?: Template): Promise<string> {
  return onServer(serverUrl, async (client) => {
    const name = `test_${randomUUID().replaceAll("-", "")}`;
    const origin = template ? `template ${await made(client, serverUrl, template)}` : "";
    // Copying the files takes a quarter of the time that logging their pages does.
    await client.query(`create database ${name} ${origin} strategy file_copy`);
    return withDatabase(serverUrl, name);
  });
}

/** Drops a database, also one that is still in use. */
export function dropDatabase(serverUrl: string, url: string): Promise<unknown> {
  const name = new URL(url).pathname.slice(1);
  return onServer(serverUrl, (client) => client.query(`drop database ${name} with (force)`));
}

/** Makes a template where there is none yet. Others that want it meanwhile wait. */
async function made(client: PoolClient, serverUrl: string, { name, prepare }: Template): Promise<string> {
  const database = `template_${name}`;
  const lock = [`test template ${name}`];
  await client.query("select pg_advisory_lock(hashtext($1))", lock);
  try {
    const { rows } = await client.query<{ ready: boolean }>(
      "select datistemplate as ready from pg_database where datname = $1",
      [database],
    );
    if (rows[0]?.ready) return database;
    if (rows[0]) await client.query(`drop database ${database} with (force)`);
    await client.query(`create database ${database}`);
    await prepare(withDatabase(serverUrl, database));
    await client.query(`alter database ${database} is_template true`);
    return database;
  } finally {
    await client.query("select pg_advisory_unlock(hashtext($1))", lock);
  }
}

/** As root, in a checkout that no other user may enter, the programs are copied into a folder that it may. */
async function clusterIn(folder: string, home: string, binaries: Binaries): Promise<Cluster> {
  try {
    return { folder, binaries, as: runAs([folder, binaries.postgres]) };
  } catch (error) {
    if (!(error instanceof EmbeddedUnavailable)) throw error;
    const copy = await copiedBinaries(home);
    return { folder, binaries: copy, as: runAs([folder, copy.postgres]) };
  }
}

const memory = "/dev/shm";
/** What the servers of a whole run need at most is a fraction of it. */
const roomInMemory = 4 * 1024 ** 3;

/** A folder for a server's data: in memory where there is room, since each database is some three hundred files. */
async function dataFolder(durable: boolean): Promise<string> {
  const room = durable
    ? 0
    : await statfs(memory).then(
        ({ bavail, bsize }) => bavail * bsize,
        () => 0,
      );
  const isRoom = Math.min(room, process.availableMemory()) >= roomInMemory;
  return mkdtemp(join(isRoom ? memory : tmpdir(), "anyats-data-"));
}

/** Starts a server whose files are deleted with it. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const version = options.version ?? 18;
  const home = await mkdtemp(join(tmpdir(), `anyats-postgres-${version}-`));
  const durable = options.durable ?? false;
  const data = await dataFolder(durable);
  for (const place of [home, data]) await chmod(place, 0o711);
  const folder = join(data, "data");
  const cluster = await clusterIn(folder, home, version === 15 ? await postgres15() : await packagedBinaries(home));
  const socket = options.socket ? { unix_socket_directories: folder } : {};
  const settings = { ...common, ...(durable ? {} : fast), ...socket, ...options.settings };
  await createCluster(cluster, durable);
  let port: number | undefined;
  let pid = 0;
  let address = "";
  const start = async () => {
    const running = await startServer(cluster, settings, { port });
    if (running === undefined) throw new Error("Another server runs in the folder of this test.");
    ({ pid, port } = running);
    address = await addressOf(folder, port);
    if (options.socket) address = `${address}?host=${encodeURIComponent(folder)}`;
  };
  await start();
  const stop = async () => {
    await stopServer(pid, "immediate");
    for (const place of [home, data]) await rm(place, { recursive: true, force: true });
  };
  return {
    version,
    url: (database) => (database === undefined ? address : withDatabase(address, database)),
    freshDatabase: (template) => createDatabase(address, template),
    kill: () => stopServer(pid, "immediate"),
    halt: () => stopServer(pid, "fast"),
    start,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
