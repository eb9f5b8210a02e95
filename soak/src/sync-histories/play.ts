import { avionte } from "@anyats/avionte";
import { AtsError, connect, defineAdapter, type Adapter, type Clock } from "@anyats/core";
import { hurriedClock } from "@anyats/core/testing";
import { signedWebhook } from "@anyats/emulator";
import { DatabaseUnavailable, type Database } from "@anyats/postgres";
import { createSync, type StreamSchedule, type Sync } from "@anyats/sync";
import { wrongIn, wrongWithNeighbour } from "./check.ts";
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

/** With what settings a process runs. */
interface Deployed extends Pick<Plan, "pageSize" | "slicePages" | "raw"> {
  readonly stream: StreamSchedule;
}

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
  /** The source of the connection; another one when it was replaced. */
  #source: Source;
  /** Every source that was ever read, by its integration. */
  readonly #sources = new Map<string, Source>();
  readonly #neighbour: Source | undefined;
  /** The next source, while the connection is given to it. */
  #next: Source | undefined;
  readonly #processes: Running[];
  readonly #id: string;
  readonly #wrong: string[] = [];
  #notes: string[] = [];
  #starts = 0;
  #wasReplaced = false;
  /** Persons whose erasure has not ended: it is asked for again, as an app would. */
  readonly #toErase = new Set<string>();
  readonly #count = { moves: 0, crashes: 0, cuts: 0, freezes: 0, kills: 0 };

  constructor(plan: Plan, place: Place) {
    this.#plan = plan;
    this.#place = place;
    this.#random = new Random(plan.seed ^ 0x0dd5);
    this.#scheduler = new Scheduler(this.#random, () => place.blocked());
    this.#source = this.#known(new Source(plan.seed, plan.candidates));
    this.#neighbour = plan.neighbour ? this.#known(new Source(plan.seed + 1, 3)) : undefined;
    this.#processes = Array.from({ length: mostProcesses + 1 }, (_, index) => this.#fresh(index));
    histories += 1;
    this.#id = `history-${histories}`;
  }

  #fresh(index: number): Running {
    const process = new Process(index);
    return new Running(process, new GatedDatabase(this.#place.processes[index]!, this.#scheduler, process));
  }

  #known(source: Source): Source {
    this.#sources.set(source.emulator.settings().integrationId, source);
    return source;
  }

  /** Time passes in every source. */
  #advance(ms: number): void {
    for (const { emulator } of this.#sources.values()) emulator.clock.advance(ms);
  }

  #clock(error: number): Clock {
    const [first] = this.#sources.values();
    return hurriedClock({
      now: () => first!.now() + this.#plan.skewMs + error,
      pass: (milliseconds) => this.#advance(milliseconds),
      deadlineMs,
    });
  }

  /** The requests of a process wait at gates, too. */
  #fetch(process: Process): (source: Source) => typeof globalThis.fetch {
    return (source) => async (input, init) => {
      const { lastStep } = await this.#scheduler.gate(process);
      const done = this.#scheduler.busy();
      try {
        const response = await source.emulator.fetch(input, init);
        if (lastStep) this.#scheduler.kill(process);
        process.live();
        return response;
      } finally {
        done();
      }
    };
  }

  /** What a process is deployed with. */
  #deployed(): Deployed {
    const usual = { stream: { every: "15m", verify: "7d" } };
    if (!this.#plan.redeployed) return { ...this.#plan, ...usual };
    this.#starts += 1;
    const random = new Random(this.#plan.seed ^ (this.#starts * 0x3d7));
    return {
      pageSize: 2 + random.below(4),
      slicePages: 1 + random.below(4),
      raw: random.next() < 0.5,
      stream: { every: random.one(["5m", "15m", "1h"]), verify: random.one(["1d", "7d", false]) },
    };
  }

  #open(
    database: Database,
    clock: Clock,
    fetchOf: (source: Source) => typeof globalThis.fetch,
    { adapters = [avionte], ...how }: { readonly adapters?: readonly Adapter[] } & Deployed,
  ): Promise<Sync> {
    const { stream } = how;
    return createSync({
      database,
      adapters,
      settings: ({ integrationId }) => {
        const source = this.#sources.get(integrationId!)!;
        return { ...source.emulator.settings(), fetch: fetchOf(source) };
      },
      clock,
      streams: { "jobs.stream": stream, "applications.stream": stream, "candidates.stream": stream },
      pageSize: how.pageSize,
      slice: { ms: 3_600_000, pages: how.slicePages },
      secret: "secret",
      leaseMs,
      raw: how.raw,
      ...(this.#plan.brake ? { brake: { atLeast: 2, share: 0.3 } } : { brake: { atLeast: 1_000 } }),
    });
  }

  async #syncOf(index: number): Promise<Running> {
    let running = this.#processes[index]!;
    if (running.process.dead) running = this.#processes[index] = this.#fresh(index);
    if (!running.sync) {
      const clock = this.#clock(index * 700);
      const isLacking = this.#plan.lacking && index === mostProcesses - 1;
      const how = { ...this.#deployed(), ...(isLacking && { adapters: [elsewhere] }) };
      const open = () => this.#open(running.database, clock, this.#fetch(running.process), how);
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
          // Between the one who had the id and the next.
          (this.#wasReplaced && code === "sync.unknown-connection") ||
          // A statement that stood in another's way is made again by its maker.
          (AtsError.is(error) && error.code === "database.statement-failed" && error.retry === "safe");
        if (!isForeseen) this.#wrong.push(`${what} ended with ${code}`);
      })
      .finally(() => (running.activities -= 1));
  }

  /** The connection's id is given to another customer, by one of the people. */
  async #replace(): Promise<void> {
    // There are seven kinds of sources.
    if (this.#next || this.#sources.size > 5) return;
    this.#wasReplaced = true;
    const { seed, candidates } = this.#plan;
    this.#next = this.#known(new Source(seed + 1 + this.#sources.size, candidates, this.#source.now()));
    const people = await this.#syncOf(mostProcesses);
    this.#act(people, "replace", (sync) => this.#give(sync));
  }

  async #give({ connections }: Sync): Promise<void> {
    const next = this.#next!;
    await connections.remove(this.#id, { data: "delete" }).catch((error: unknown) => {
      if (!AtsError.is(error) || error.code !== "sync.unknown-connection") throw error;
    });
    // No entry of one feed is as old as one of the other.
    this.#advance(1_000);
    const { integrationId } = next.emulator.settings();
    await connections.ensure({ id: this.#id, adapter: "avionte", integrationId });
    this.#source = next;
    this.#next = undefined;
    this.#notes = [];
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
    const usual = { ...this.#plan, stream: { every: "15m", verify: "7d" } } as const;
    const plain = await this.#open(admin, people, ({ emulator }) => emulator.fetch, usual);
    await plain.connections.add({
      id: this.#id,
      adapter: "avionte",
      integrationId: this.#source.emulator.settings().integrationId,
    });
    const neighbour = this.#neighbour;
    if (neighbour) {
      const { integrationId } = neighbour.emulator.settings();
      await plain.connections.add({ id: this.#neighbourId, adapter: "avionte", integrationId });
    }
    try {
      for (const step of this.#plan.steps) {
        await this.#happen(step);
        await this.#scheduler.calm();
      }
      await this.#end();
      if (this.#next) await this.#give(plain);
      this.#source.complete();
      for (const candidateId of this.#toErase) await plain.erase({ connection: this.#id, candidateId });
      const checked = await wrongIn({
        sync: plain,
        database: admin,
        source: this.#source,
        id: this.#id,
        brake: this.#plan.brake,
        notes: this.#notes,
        thorough: this.#plan.seed % 8 === 0,
        advance: (ms) => this.#advance(ms),
        fresh: () => clientOf(this.#source),
      });
      const others = neighbour
        ? await wrongWithNeighbour({
            sync: plain,
            database: admin,
            source: neighbour,
            id: this.#neighbourId,
            fresh: () => clientOf(neighbour),
          })
        : [];
      return {
        ...this.#count,
        wrong: [...this.#wrong, ...checked.wrong, ...others],
        requests: this.#source.emulator.requests.count(),
        entries: checked.entries,
      };
    } finally {
      for (const { process, sync } of this.#processes) {
        this.#scheduler.kill(process);
        await sync?.close().catch(() => {});
      }
      for (const id of [this.#id, this.#neighbourId])
        await plain.connections.remove(id, { data: "delete" }).catch(() => {});
      await plain.close();
      await admin.query(
        "delete from history_owner; delete from history_trespass; delete from history_undecided; delete from history_read; delete from anyats.consumers; delete from anyats.erased; delete from anyats.ledger",
      );
    }
  }

  get #neighbourId(): string {
    return `${this.#id}-next`;
  }

  async #happen(step: Step): Promise<void> {
    const source = this.#source;
    if (["vanish", "rekey", "conceal"].includes(step.does)) source.isRead = await this.#isReading();
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
      case "storm":
        source.failing(step.kind, step.times);
        // As many as find a connection in the pool: what waits for one waits at no gate.
        for (let times = 0; times < Math.min(3, step.times); times += 1) await this.#webhook(step.process, step.kind);
        return;
      case "reject":
        this.#processes[step.process]!.database.toReject = step.times;
        return;
      case "conceal":
        return source.conceal(step.kind, step.which);
      case "replace":
        return this.#replace();
      case "clock":
        return this.#advance(step.ms);
      case "webhook":
        return this.#webhook(step.process, step.kind);
      case "ask":
        return this.#ask(step.command, step.kind);
      case "pending":
        if (step.on) source.emulator.integration.state = "SETUP_SYNC_PENDING";
        else source.complete();
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
    for (const source of this.#sources.values()) {
      source.emulator.faults.clear();
      source.complete();
    }
    for (const { process, database } of this.#processes) {
      process.frozen = false;
      database.toReject = 0;
    }
    for (let rounds = 0; this.#isRunning(); rounds += 1) {
      if (rounds > 200) throw new Error("The processes do not come to an end.");
      await this.#scheduler.move(50, () => this.#isRunning());
    }
    this.#advance(leaseMs + 5_000);
    // The ledger goes by the clock of the database, on which no minute has passed: its leases end here.
    await this.#place.admin.query("update anyats.ledger set lease_until = '-infinity' where state = 'claimed'");
  }
}

const clientOf = async (source: Source) => (await connect(avionte, { ...source.emulator.settings() })) as never;

/** The adapter of another app, which reads other connections. */
const elsewhere = defineAdapter({
  id: "elsewhere",
  name: "Elsewhere",
  package: { name: "@anyats/elsewhere", version: "0.0.0" },
  extends: avionte,
  facts: {},
} as never) as Adapter;

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
