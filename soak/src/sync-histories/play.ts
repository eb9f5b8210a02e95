import { avionte } from "@anyats/avionte";
import { AtsError, connect, type Clock } from "@anyats/core";
import { hurriedClock } from "@anyats/core/testing";
import { signedWebhook } from "@anyats/emulator";
import { DatabaseUnavailable, type Database } from "@anyats/postgres";
import { createSync, type Sync } from "@anyats/sync";
import { wrongIn } from "./check.ts";
import { GatedDatabase } from "./gated-database.ts";
import { columnsOf, mostProcesses, readSql, type Place } from "./place.ts";
import type { Kind, Plan, Step } from "./plan.ts";
import { Random } from "./random.ts";
import { Crash, Process, Scheduler } from "./scheduler.ts";
import { Source } from "./source.ts";

/** What is counted in a history, before anything happened. */
export const noCounts = {
  moves: 0,
  crashes: 0,
  cuts: 0,
  freezes: 0,
  /** How often the server was killed. */
  kills: 0,
  requests: 0,
  entries: 0,
};

/** How a history ended. */
export interface Played extends Readonly<typeof noCounts> {
  /** What was not as promised; empty when everything was. */
  readonly wrong: readonly string[];
}

/** A wait of this length (in milliseconds) is the deadline of a call, not a pause before a repeat. */
const deadlineMs = 25_000;
const leaseMs = 30_000;
const secrets = "history-secret";
let histories = 0;

/** A process under way: what it runs, and what became of it. */
class Running {
  readonly process: Process;
  readonly database: GatedDatabase;
  sync: Sync | undefined;
  working = false;
  activities = 0;

  constructor(process: Process, database: GatedDatabase) {
    this.process = process;
    this.database = database;
  }
}

class History {
  readonly #plan: Plan;
  readonly #place: Place;
  readonly #random: Random;
  readonly #scheduler: Scheduler;
  readonly #source: Source;
  readonly #processes: Running[];
  readonly #id: string;
  readonly #wrong: string[] = [];
  readonly #notes: string[] = [];
  /** Persons whose erasure has not ended: it is asked for again, as an app would. */
  readonly #toErase = new Set<string>();
  readonly #count = { moves: 0, crashes: 0, cuts: 0, freezes: 0, kills: 0 };

  constructor(plan: Plan, place: Place) {
    this.#plan = plan;
    this.#place = place;
    this.#random = new Random(plan.seed ^ 0x0dd5);
    this.#scheduler = new Scheduler(this.#random, () => place.blocked());
    this.#source = new Source(plan.seed, plan.candidates);
    this.#processes = Array.from({ length: mostProcesses + 1 }, (_, index) => this.#fresh(index));
    histories += 1;
    this.#id = `history-${histories}`;
  }

  #fresh(index: number): Running {
    const process = new Process(index);
    return new Running(process, new GatedDatabase(this.#place.processes[index]!, this.#scheduler, process));
  }

  #clock(error: number): Clock {
    const { emulator } = this.#source;
    return hurriedClock({
      now: () => emulator.clock.now().getTime() + this.#plan.skewMs + error,
      pass: (milliseconds) => emulator.clock.advance(milliseconds),
      deadlineMs,
    });
  }

  /** The requests of a process wait at gates, too. */
  #fetch(process: Process): typeof globalThis.fetch {
    return async (input, init) => {
      const { lastStep } = await this.#scheduler.gate(process);
      const done = this.#scheduler.busy();
      try {
        const response = await this.#source.emulator.fetch(input, init);
        if (lastStep) this.#scheduler.kill(process);
        process.live();
        return response;
      } finally {
        done();
      }
    };
  }

  #open(database: Database, clock: Clock, fetch: typeof globalThis.fetch): Promise<Sync> {
    const stream = { every: "15m", verify: "7d" } as const;
    return createSync({
      database,
      adapters: [avionte],
      settings: () => ({ ...this.#source.emulator.settings(), fetch }),
      clock,
      streams: { "jobs.stream": stream, "applications.stream": stream, "candidates.stream": stream },
      pageSize: this.#plan.pageSize,
      slice: { ms: 3_600_000, pages: this.#plan.slicePages },
      secret: "secret",
      leaseMs,
      raw: this.#plan.raw,
      ...(this.#plan.brake ? { brake: { atLeast: 2, share: 0.3 } } : { brake: { atLeast: 1_000 } }),
    });
  }

  async #syncOf(index: number): Promise<Running> {
    let running = this.#processes[index]!;
    if (running.process.dead) running = this.#processes[index] = this.#fresh(index);
    if (!running.sync) {
      const clock = this.#clock(index * 700);
      const open = () => this.#open(running.database, clock, this.#fetch(running.process));
      // A process that starts while its connections end is started again.
      running.sync = await open().catch((error: unknown) => {
        if (error instanceof DatabaseUnavailable) return open();
        throw error;
      });
      running.database.ungated = false;
    }
    return running;
  }

  /** Something that a process does, whose end nobody waits for. */
  #act(running: Running, what: string, work: (sync: Sync) => Promise<unknown>): void {
    running.activities += 1;
    work(running.sync!)
      .catch((error: unknown) => {
        if (error instanceof Crash || running.process.dead) return;
        const code = AtsError.is(error) ? error.code : String(error);
        const isForeseen =
          /^(?:database\.unavailable|sync\.(?:cursor-moved|nothing-held|connection-not-open))$/.test(code) ||
          // A statement that stood in another's way is made again by its maker.
          (AtsError.is(error) && error.code === "database.statement-failed" && error.retry === "safe");
        if (!isForeseen) this.#wrong.push(`${what} ended with ${code}`);
      })
      .finally(() => (running.activities -= 1));
  }

  #isRunning(): boolean {
    return this.#processes.some(({ activities }) => activities > 0);
  }

  /** Whether a pass is under way, in a process or in the rows that it will go on from. */
  async #isReading(): Promise<boolean> {
    if (this.#isRunning()) return true;
    const { rowCount } = await this.#place.admin.query(
      `select from anyats.streams where connection_id = $1
         and (first_done_at is null or fresh_pass is not null or whole_pass is not null)`,
      [this.#id],
    );
    return rowCount > 0;
  }

  async play(): Promise<Played> {
    const { admin } = this.#place;
    const people = this.#clock(0);
    const plain = await this.#open(admin, people, this.#source.emulator.fetch);
    await plain.connections.add({
      id: this.#id,
      adapter: "avionte",
      integrationId: this.#source.emulator.settings().integrationId,
    });
    try {
      for (const step of this.#plan.steps) {
        await this.#happen(step);
        await this.#scheduler.calm();
      }
      await this.#end();
      for (const candidateId of this.#toErase) await plain.erase({ connection: this.#id, candidateId });
      const checked = await wrongIn({
        sync: plain,
        database: admin,
        source: this.#source,
        id: this.#id,
        brake: this.#plan.brake,
        notes: this.#notes,
        thorough: this.#plan.seed % 8 === 0,
        fresh: async () => {
          const client = await connect(avionte, { ...this.#source.emulator.settings() });
          return client as never;
        },
      });
      return {
        ...this.#count,
        wrong: [...this.#wrong, ...checked.wrong],
        requests: this.#source.emulator.requests.count(),
        entries: checked.entries,
      };
    } finally {
      for (const { process, sync } of this.#processes) {
        this.#scheduler.kill(process);
        await sync?.close().catch(() => {});
      }
      await plain.connections.remove(this.#id, { data: "delete" }).catch(() => {});
      await plain.close();
      await admin.query(
        "delete from history_owner; delete from history_trespass; delete from history_read; delete from anyats.consumers; delete from anyats.erased; delete from anyats.ledger",
      );
    }
  }

  async #happen(step: Step): Promise<void> {
    const source = this.#source;
    if (step.does === "vanish" || step.does === "rekey") source.isRead = await this.#isReading();
    switch (step.does) {
      case "work":
        this.#count.moves += step.moves;
        await this.#scheduler.move(step.moves, () => this.#isRunning());
        return;
      case "start": {
        const running = await this.#syncOf(step.process);
        if (running.working || running.process.frozen) return;
        running.working = true;
        this.#act(running, "work", (sync) => sync.workUntilIdle().finally(() => (running.working = false)));
        return;
      }
      case "crash":
        this.#count.crashes += 1;
        this.#scheduler.crash(this.#processes[step.process]!.process, step.when);
        return;
      case "freeze":
        this.#count.freezes += 1;
        this.#processes[step.process]!.process.frozen = true;
        return;
      case "thaw":
        this.#processes[step.process]!.process.frozen = false;
        return;
      case "cut":
        this.#count.cuts += 1;
        return this.#place.cut(step.process);
      case "kill-database":
        this.#count.kills += 1;
        return this.#place.killDatabase();
      case "change":
      case "create":
      case "delete":
      case "vanish":
      case "revive":
      case "late":
        return source[step.does](step.kind, step.which);
      case "rekey":
      case "merge":
      case "move":
        return source[step.does](step.which);
      case "erase": {
        const candidateId = source.erase(step.which);
        const people = await this.#syncOf(mostProcesses);
        if (candidateId === undefined) return;
        this.#toErase.add(candidateId);
        this.#act(people, "erase", async (sync) => {
          await sync.erase({ connection: this.#id, candidateId });
          this.#toErase.delete(candidateId);
        });
        return;
      }
      case "trouble":
        return source.trouble(step.trouble, step.times, step.after);
      case "clock":
        return source.emulator.clock.advance(step.ms);
      case "webhook":
        return this.#webhook(step.process, step.kind);
      case "ask":
        return this.#ask(step.command, step.kind);
      case "pending":
        source.emulator.integration.state = step.on ? "SETUP_SYNC_PENDING" : "ACTIVE";
        return;
      case "consume":
        return this.#consume(step.process);
      case "write":
        return this.#write(step.which);
    }
  }

  async #webhook(process: number, kind: Kind): Promise<void> {
    const running = await this.#syncOf(process);
    const { integrationId } = this.#source.emulator.settings();
    const { body, headers } = signedWebhook(
      {
        type: "data-changed",
        data: {
          integration_id: integrationId,
          integration_tool: "avionte",
          integration_category: "ATS",
          changed_models: [{ name: `ats_${kind}` }],
        },
      },
      secrets,
    );
    this.#act(running, "webhook", (sync) =>
      sync.webhooks({ secrets })(new Request("http://app.test/", { method: "POST", body, headers })),
    );
  }

  async #ask(command: Extract<Step, { does: "ask" }>["command"], kind: Kind): Promise<void> {
    const people = await this.#syncOf(mostProcesses);
    const stream = `${kind}.stream`;
    this.#act(people, command, async ({ connections }) => {
      if (command === "verify") return connections.verify(this.#id, stream);
      if (command === "refresh") return connections.refresh(this.#id, [stream]);
      if (command === "dismiss") return connections.dismissDeletions(this.#id, stream);
      if (command === "confirm") return connections.confirmDeletions(this.#id, stream);
      return connections[command](this.#id);
    });
  }

  async #consume(process: number): Promise<void> {
    const running = await this.#syncOf(process);
    this.#act(running, "consume", async (sync) => {
      const changes = sync.changes({ consumer: "search", connection: this.#id, once: true, batchSize: 4 });
      for await (const batch of changes.batches())
        await running.database.transaction(async (transaction) => {
          await transaction.query(readSql, [this.#id, ...columnsOf(batch.changes)]);
          await batch.commit(transaction);
        });
    });
  }

  async #write(which: number): Promise<void> {
    const people = await this.#syncOf(mostProcesses);
    const rows = this.#source.living("applications").filter((row) => this.#source.belongs("applications", row));
    const application = rows[which % Math.max(1, rows.length)]?.id;
    if (application === undefined) return;
    const note = `note ${this.#notes.length + 1} of ${this.#id}`;
    this.#notes.push(note);
    this.#act(people, "enqueue", (sync) =>
      sync.writes.enqueue(this.#id, "applications.addNote", { application, note }, { idempotencyKey: note }),
    );
  }

  /** Peace: whatever was under way ends, and the processes with it. */
  async #end(): Promise<void> {
    const { emulator } = this.#source;
    emulator.faults.clear();
    emulator.integration.state = "ACTIVE";
    for (const { process } of this.#processes) process.frozen = false;
    for (let rounds = 0; this.#isRunning(); rounds += 1) {
      if (rounds > 200) throw new Error("The processes do not come to an end.");
      await this.#scheduler.move(50, () => this.#isRunning());
    }
    emulator.clock.advance(leaseMs + 5_000);
    // The ledger goes by the clock of the database, on which no minute has passed: its leases end here.
    await this.#place.admin.query("update anyats.ledger set lease_until = '-infinity' where state = 'claimed'");
  }
}

/** Plays a history on a place, and says what was not as promised. */
export async function play(plan: Plan, place: Place): Promise<Played> {
  const random = new Random(plan.seed);
  const real = Math.random;
  Math.random = () => random.next();
  try {
    return await new History(plan, place).play();
  } catch (error) {
    return {
      ...noCounts,
      wrong: [`the history broke: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`],
    };
  } finally {
    Math.random = real;
  }
}
