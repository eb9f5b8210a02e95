import { StatementFailed, type Database, type Queryable } from "@anyats/postgres";
import { PgBoss, type Db } from "pg-boss";
import type { Target } from "./work-once.ts";

/** The two queues: what people wait for, and complete passes. */
export type Lane = "fresh" | "whole";
const queues: Readonly<Record<Lane, string>> = { fresh: "anyats-fresh", whole: "anyats-whole" };

/** Jobs of pg-boss that wake workers up, in order. All of them could be lost, or done twice: it would only take longer. */
export class WakeUps {
  readonly #boss: PgBoss;

  private constructor(boss: PgBoss) {
    this.#boss = boss;
  }

  /** The schema of pg-boss, beside ours. */
  static schema(schema: string): string {
    return `${schema}_jobs`;
  }

  /** Creates or changes the tables of pg-boss. A step of the deployment. */
  static async migrate(database: Database, schema: string): Promise<void> {
    const boss = bossOf(database, schema, true);
    boss.on("error", () => {}); // What fails here throws; what runs in the background is tried again by workers.
    await boss.start();
    for (const name of Object.values(queues))
      if (!(await boss.getQueue(name)))
        await boss.createQueue(name, { policy: "short", retryLimit: 0, expireInSeconds: 60, deleteAfterSeconds: 60 });
    await boss.stop({ graceful: false });
  }

  static async start(database: Database, schema: string, failed: (error: Error) => void): Promise<WakeUps> {
    const boss = bossOf(database, schema, false);
    boss.on("error", failed);
    await boss.start();
    return new WakeUps(boss);
  }

  /** Queues targets at the tail; one that waits already is not queued twice. */
  async send(lane: Lane, targets: readonly Target[]): Promise<void> {
    if (targets.length === 0) return;
    const jobs = targets.map(({ connection, stream }) => ({
      data: { connection, stream },
      singletonKey: `${connection}/${stream}`,
    }));
    await this.#boss.insert(queues[lane], jobs);
  }

  /** Takes targets from the head. The job is done with that: whether the work is, stands in the stream's row. */
  async take(lane: Lane, most: number): Promise<readonly Target[]> {
    const jobs = await this.#boss.fetch<Target>(queues[lane], { batchSize: most });
    if (jobs.length > 0)
      await this.#boss.deleteJob(
        queues[lane],
        jobs.map(({ id }) => id),
      );
    return jobs.map(({ data }) => data);
  }

  /** Forgets every job. Nothing but time is lost. */
  async clear(): Promise<void> {
    await this.#boss.deleteAllJobs();
  }

  async stop(): Promise<void> {
    await this.#boss.stop({ graceful: false });
  }
}

function bossOf(database: Database, schema: string, migrate: boolean): PgBoss {
  return new PgBoss({
    db: bossDatabase(database),
    schema: WakeUps.schema(schema),
    migrate,
    createSchema: migrate,
    schedule: false,
    supervise: !migrate,
    superviseIntervalSeconds: 120,
    maintenanceIntervalSeconds: 3_600,
    registerInstance: false,
    persistQueueStats: false,
    openTelemetry: { enabled: false },
  });
}

/** pg-boss over our port. It looks at PostgreSQL's codes, which our errors carry under another name. */
function bossDatabase(database: Queryable): Db {
  return {
    async executeSql(text, values) {
      try {
        return await database.query<never>(text, values);
      } catch (error) {
        if (!(error instanceof StatementFailed)) throw error;
        throw Object.assign(new Error(error.message), { code: error.sqlState });
      }
    },
  };
}
