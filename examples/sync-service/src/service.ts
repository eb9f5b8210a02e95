import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { startEmulator, type RunningEmulator } from "@anyats/emulator";
import { openDatabase, type Database } from "@anyats/postgres";
import { migrateSync, type Sync } from "@anyats/sync";
import { serve } from "@hono/node-server";
import { createApi } from "./api.ts";
import { openSync, schema } from "./open-sync.ts";
import type { Tenant } from "./tenants.ts";

const secret = "webhook-secret";

/** The whole service with two tenants on two emulators: API, webhooks and worker processes. */
export class Service {
  readonly emulators: Readonly<Record<string, RunningEmulator>>;
  readonly sync: Sync;
  readonly database: Database;
  readonly url: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #server: ReturnType<typeof serve>;
  readonly #workers = new Set<ChildProcess>();

  private constructor(
    parts: Pick<Service, "emulators" | "sync" | "database" | "url">,
    env: NodeJS.ProcessEnv,
    server: ReturnType<typeof serve>,
  ) {
    this.emulators = parts.emulators;
    this.sync = parts.sync;
    this.database = parts.database;
    this.url = parts.url;
    this.#env = env;
    this.#server = server;
  }

  /** @param databaseUrl Without it, the embedded PostgreSQL. */
  static async start({
    databaseUrl,
    candidates = 200,
  }: {
    readonly databaseUrl?: string | undefined;
    readonly candidates?: number;
  }): Promise<Service> {
    const time = { runningClock: true, now: new Date(), candidates } as const;
    const emulators = {
      acme: await startEmulator({ tool: "avionte", ...time }),
      globex: await startEmulator({ tool: "bullhorn", seed: 2, ...time }),
    };
    const tenant = (adapter: Tenant["adapter"], emulator: RunningEmulator) => ({ adapter, ...emulator.settings() });
    const tenants = { acme: tenant("avionte", emulators.acme), globex: tenant("bullhorn", emulators.globex) };
    process.env["TENANTS"] = JSON.stringify(tenants);
    const database = await openDatabase(databaseUrl === undefined ? {} : { url: databaseUrl });
    await migrateSync({ database, schema });
    const sync = await openSync(database);
    const api = createApi(sync, database, secret);
    const server = await new Promise<ReturnType<typeof serve>>((resolve) => {
      const started = serve({ fetch: api.fetch, port: 0, hostname: "127.0.0.1" }, () => resolve(started));
    });
    const url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
    for (const [id, emulator] of Object.entries(emulators)) {
      emulator.webhooks.subscribe({ url: `${url}/webhooks`, secret });
      const { adapter, integrationId } = tenants[id as keyof typeof tenants];
      // The emulators start empty each time, and so do their copies.
      const known = (await sync.connections.list()).some((connection) => connection.id === id);
      if (known) await sync.connections.remove(id, { data: "delete" });
      await sync.connections.add({ id, adapter, integrationId });
    }
    const env = { ...process.env, ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }) };
    return new Service({ emulators, sync, database, url }, env, server);
  }

  /** Starts a worker process and waits until it works. @throws {Error} when it ends before. */
  async startWorker(): Promise<ChildProcess> {
    const file = fileURLToPath(new URL("worker.ts", import.meta.url));
    const worker = spawn(process.execPath, ["--conditions=@anyats/source", file], {
      env: this.#env,
      stdio: ["ignore", "pipe", "inherit", "ipc"],
    });
    this.#workers.add(worker);
    const ended = once(worker, "exit").then(() => Promise.reject(new Error("The worker ended; its output is above.")));
    await Promise.race([once(worker.stdout!, "data"), ended]);
    return worker;
  }

  /** Ends a worker as a power cut would. */
  async kill(worker: ChildProcess): Promise<void> {
    this.#workers.delete(worker);
    worker.kill("SIGKILL");
    await once(worker, "exit");
  }

  async get(path: string): Promise<unknown> {
    return (await fetch(`${this.url}${path}`)).json();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const worker of this.#workers) worker.kill("SIGTERM");
    await Promise.all([...this.#workers].map(async (worker) => worker.exitCode ?? once(worker, "exit")));
    this.#server.close();
    await this.sync.close();
    await this.database.close();
    for (const emulator of Object.values(this.emulators)) await emulator.close();
  }
}
