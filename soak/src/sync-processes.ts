import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { avionte } from "@anyats/avionte";
import { startEmulator, type RunningEmulator } from "@anyats/emulator";
import { connectDatabase, DatabaseUnavailable, type Database } from "@anyats/postgres";
import { startTestServer, type TestServer } from "@anyats/postgres/testing";
import { createSync, migrateSync } from "@anyats/sync";
import { watch } from "./sync-histories/place.ts";
import { Random } from "./sync-histories/random.ts";
import type { WorkerSettings } from "./sync-processes/worker.ts";

/** What real processes went through, and what was not as promised. */
export interface SyncProcesses {
  readonly rounds: number;
  readonly stopped: number;
  readonly killed: number;
  readonly restarts: number;
  /** The longest wait from the last blow to an equal copy, in milliseconds. */
  readonly longestMs: number;
  readonly wrong: readonly string[];
}

/** What strikes in a round, in this order. */
export type Blow = "stop" | "kill" | "database";

const leaseMs = 1_500;
const kinds = ["jobs", "applications", "candidates"] as const;

/** Worker processes and what they stand on. */
class Round implements AsyncDisposable {
  readonly #server: TestServer;
  readonly #emulator: RunningEmulator;
  readonly #url: string;
  readonly #workers: ChildProcess[] = [];
  #started = 0;
  readonly database: Database;

  private constructor(server: TestServer, emulator: RunningEmulator, url: string, database: Database) {
    this.#server = server;
    this.#emulator = emulator;
    this.#url = url;
    this.database = database;
  }

  static async start(server: TestServer, seed: number, candidates: number): Promise<Round> {
    const url = await server.freshDatabase();
    await migrateSync({ database: url });
    const database = await connectDatabase({ url, applicationName: "admin" });
    await database.query(watch);
    const emulator = await startEmulator({ seed, candidates, runningClock: true, now: new Date() });
    // A page takes a while, so that a blow strikes in its middle.
    emulator.faults.inject({ kind: "latency", ms: 15, times: Infinity });
    const sync = await createSync({ database, adapters: [avionte], settings: () => emulator.settings() });
    await sync.connections.add({ id: "acme", adapter: "avionte" });
    await sync.close();
    const round = new Round(server, emulator, url, database);
    await Promise.all([round.#work(), round.#work()]);
    return round;
  }

  async #work(): Promise<ChildProcess> {
    this.#started += 1;
    const settings: WorkerSettings = {
      database: `${this.#url}?application_name=worker-${this.#started}`,
      source: this.#emulator.settings(),
      leaseMs,
    };
    const child = spawn(
      process.execPath,
      ["--conditions=@anyats/source", join(import.meta.dirname, "sync-processes/worker.ts"), JSON.stringify(settings)],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    this.#workers.push(child);
    await Promise.race([
      once(child.stdout!, "data"),
      once(child, "exit").then(([code]) => {
        throw new Error(`A worker ended with ${String(code)} before it worked.`);
      }),
    ]);
    return child;
  }

  /** Waits until the copy has grown: a blow is to strike in mid-work. */
  async grown(by: number): Promise<void> {
    const from = await this.#stored();
    for (let tries = 0; tries < 200 && (await this.#stored()) < from + by; tries += 1) await pause(10);
  }

  async #stored(): Promise<number> {
    const { rows } = await this.database.query<{ n: number }>(
      "select coalesce(sum(feed_seq), 0)::int as n from anyats.connections",
    );
    return rows[0]!.n;
  }

  async strike(blow: Blow): Promise<void> {
    if (blow === "database") {
      await this.#server.kill();
      await this.#server.start();
      await this.#reachable();
      return;
    }
    const victim = this.#workers.shift()!;
    if (blow === "kill") {
      victim.kill("SIGKILL");
      await this.#work();
      return;
    }
    victim.kill("SIGSTOP");
    // Its lease ends, and the other takes over.
    await pause(leaseMs + 700);
    victim.kill("SIGCONT");
    this.#workers.push(victim);
  }

  async #reachable(): Promise<void> {
    for (;;)
      try {
        await this.database.query("select 1");
        return;
      } catch (error) {
        if (!(error instanceof DatabaseUnavailable)) throw error;
        await pause(50);
      }
  }

  change(random: Random): void {
    const { jobs, candidates } = this.#emulator.world;
    const living = jobs.all().filter((row) => row.remote_deleted_at === null);
    jobs.update(random.one(living).id, { name: `Changed ${random.below(1_000)}` });
    jobs.delete(random.one(living).id);
    candidates.insert({ ...random.one(candidates.all()), ...this.#emulator.world.newRow() });
  }

  /** Asks for what was changed, as a webhook does, and waits until the copy is the source. */
  async settled(withinMs: number): Promise<number> {
    const began = performance.now();
    const sync = await createSync({
      database: this.database,
      adapters: [avionte],
      settings: () => this.#emulator.settings(),
    });
    await sync.connections.refresh("acme");
    await sync.close();
    while (performance.now() - began < withinMs) {
      const { rows } = await this.database.query<{ n: number }>(
        "select count(*)::int as n from anyats.streams where first_done_at is null or wanted > served or fresh_pass is not null",
      );
      if (rows[0]!.n === 0) break;
      await pause(50);
    }
    return performance.now() - began;
  }

  async wrong(): Promise<string[]> {
    const wrong: string[] = [];
    for (const kind of kinds) {
      const { rows } = await this.database.query<{ id: string }>(
        `select id from anyats.${kind} where deleted_at is null`,
      );
      const truth = this.#emulator.world[kind].all().filter((row) => row.remote_deleted_at === null);
      const [copy, source] = [new Set(rows.map(({ id }) => id)), new Set<string>(truth.map(({ id }) => id))];
      const [lost, left] = [truth.filter(({ id }) => !copy.has(id)), rows.filter(({ id }) => !source.has(id))];
      if (lost.length + left.length > 0) wrong.push(`${kind}: ${lost.length} are lost, ${left.length} are left`);
    }
    const { rows: feed } = await this.database.query<{ seq: number; op: string; key: string }>(
      "select seq::int as seq, op, model || ' ' || id as key from anyats.feed order by seq",
    );
    if (feed.some(({ seq }, place) => seq !== place + 1)) wrong.push("the feed has a gap");
    const created = feed.filter(({ op }) => op === "created").map(({ key }) => key);
    if (new Set(created).size !== created.length) wrong.push("a record was created twice");
    const { rows: trespasses } = await this.database.query<{ app: string; owner: string }>(
      "select app, owner from history_trespass",
    );
    for (const { app, owner } of trespasses) wrong.push(`${app} committed what ${owner} had taken over`);
    const { rows: owners } = await this.database.query<{ n: number }>(
      "select count(*)::int as n from history_owner where app like 'worker-%'",
    );
    if (owners[0]!.n < kinds.length) wrong.push("nobody saw who committed what");
    for (const worker of this.#workers)
      if (worker.exitCode !== null) wrong.push(`a worker ended with ${worker.exitCode}`);
    return wrong;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const worker of this.#workers) {
      worker.kill("SIGCONT");
      worker.kill("SIGKILL");
    }
    await this.database.close();
    await this.#emulator.close();
  }
}

/** Lets real worker processes copy a source while they are stopped and killed, and their database with them. */
export async function syncProcesses({
  rounds = 1,
  version = 18,
  blows = ["stop", "kill", "database", "stop"],
  candidates = 60,
}: {
  readonly rounds?: number;
  readonly version?: 15 | 18;
  readonly blows?: readonly Blow[];
  readonly candidates?: number;
} = {}): Promise<SyncProcesses> {
  await using server = await startTestServer({ version });
  const wrong: string[] = [];
  let longestMs = 0;
  for (let seed = 1; seed <= rounds; seed += 1) {
    const random = new Random(seed);
    await using round = await Round.start(server, seed, candidates);
    for (const blow of blows) {
      await round.grown(1 + random.below(30));
      round.change(random);
      await round.strike(blow);
    }
    const tookMs = await round.settled(60_000);
    longestMs = Math.max(longestMs, tookMs);
    wrong.push(...(await round.wrong()).map((each) => `round ${seed}: ${each}`));
  }
  const count = (blow: Blow) => rounds * blows.filter((each) => each === blow).length;
  return { rounds, stopped: count("stop"), killed: count("kill"), restarts: count("database"), longestMs, wrong };
}
