import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { connectDatabase, type Database } from "@anyats/postgres";
import { startTestServer } from "@anyats/postgres/testing";
import { migrateSync } from "@anyats/sync";

const execArgv = ["--conditions=@anyats/source", "--expose-gc"];

/** What a run needs: a PostgreSQL that flushes its commits, a server of pages, and processes beside this one. */
export class Stage implements AsyncDisposable {
  readonly url: string;
  readonly database: Database;
  readonly pages: string;
  readonly #close: () => Promise<void>;
  readonly #children = new Set<ChildProcess>();

  private constructor(url: string, database: Database, pages: string, close: () => Promise<void>) {
    this.url = url;
    this.database = database;
    this.pages = pages;
    this.#close = close;
  }

  static async open(): Promise<Stage> {
    const server = await startTestServer({ version: 15, durable: true, settings: { max_wal_size: "4GB" } }).catch(() =>
      startTestServer({ version: 18, durable: true, settings: { max_wal_size: "4GB" } }),
    );
    const url = await server.freshDatabase();
    const database = await connectDatabase({ url, pool: { max: 10 } });
    await migrateSync({ database });
    const pageServer = fork(join(import.meta.dirname, "../page-server.ts"), { execArgv });
    const [{ port }] = (await once(pageServer, "message")) as [{ port: number }];
    return new Stage(url, database, `http://127.0.0.1:${port}`, async () => {
      pageServer.disconnect();
      await database.close();
      await server.stop();
    });
  }

  /** Starts a process of a role and waits for its first message. */
  async process(role: string, ...args: readonly string[]): Promise<Peer> {
    const child = fork(join(import.meta.dirname, "process.ts"), [role, this.url, ...args], { execArgv });
    this.#children.add(child);
    const [first] = (await once(child, "message")) as [unknown];
    return {
      first,
      ask: async (question) => {
        child.send(question);
        return ((await once(child, "message")) as [unknown])[0];
      },
      end: async () => {
        this.#children.delete(child);
        if (child.exitCode !== null) return;
        child.disconnect();
        await once(child, "exit");
      },
    };
  }

  /**
   * CPU that PostgreSQL has used, in milliseconds: of every process of the server. Other work on the machine does not count,
   * as it does in the time that passes. Null where the kernel does not tell.
   */
  async postgresCpu(): Promise<number | null> {
    const backend = await this.number("select pg_backend_pid()::float8 as n");
    const statOf = (pid: number | string) =>
      readFileSync(`/proc/${pid}/stat`, "utf8")
        .replace(/^.*\) /s, "")
        .split(" ");
    try {
      const server = statOf(backend)[1]!;
      let ticks = 0;
      for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
        let stat: string[];
        try {
          stat = statOf(pid);
        } catch {
          continue; // It has ended meanwhile.
        }
        if (pid === server) ticks += stat.slice(11, 15).reduce((sum, one) => sum + Number(one), 0);
        else if (stat[1] === server) ticks += Number(stat[11]) + Number(stat[12]);
      }
      return ticks * 10;
    } catch {
      return null;
    }
  }

  async number(sql: string, parameters: readonly unknown[] = []): Promise<number> {
    const { rows } = await this.database.query<{ n: number }>(sql, parameters);
    return rows[0]!.n;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#children) child.kill("SIGKILL");
    await this.#close();
  }
}

/** A process that was started for a run. */
export interface Peer {
  readonly first: unknown;
  ask(question: "cpu"): Promise<unknown>;
  end(): Promise<void>;
}
