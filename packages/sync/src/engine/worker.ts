import { randomUUID } from "node:crypto";
import { DatabaseUnavailable, type Unlisten } from "@anyats/postgres";
import { FieldHistory } from "../history/fields.ts";
import { FreshnessHistory } from "../history/lag.ts";
import { workChannel } from "../schema/work-channel.ts";
import type { EngineSettings, WorkOptions } from "./settings.ts";
import type { OpenSource } from "./source.ts";
import { dueStreams, type Due } from "./sweep.ts";
import { WakeUps, type Lane } from "./wake-ups.ts";
import { workOnce, type Target } from "./work-once.ts";

/** How many due streams one look finds at most. */
const sweepLimit = 1_000;
/** Up to how many fresh streams are worked on without a job. */
const fewDue = 2;
/** From when on a due stream is done without a job, in milliseconds. */
const lateMs = 1_000;
/** How long to wait when the database is away, in milliseconds. */
const awayMs = 2_000;

/** Writes that were queued. */
interface QueuedWrites {
  /** Makes those that are due, until none is. @returns how many it made. */
  work(signal: AbortSignal): Promise<number>;
}

/** One process that works. As many as you like may run at the same time. */
export class Worker {
  readonly #settings: EngineSettings;
  readonly #open: OpenSource;
  readonly #outbox: QueuedWrites;
  readonly #id = randomUUID();
  readonly #stop = new AbortController();
  readonly #history: FreshnessHistory;
  readonly #fields: FieldHistory;
  readonly #concurrency: number;
  readonly #sweepMs: number;
  readonly #running: Record<Lane, number> = { fresh: 0, whole: 0 };
  #writing = 0;
  readonly #under = new Set<Promise<unknown>>();
  /** Jobs that were taken and wait for a slot. */
  readonly #ready: Record<Lane, Target[]> = { fresh: [], whole: [] };
  /** Queues that were empty when last looked at; a notification, a sweep or a job of our own changes that. */
  readonly #dry: Record<Lane, boolean> = { fresh: false, whole: false };
  /** Ends the waits of complete passes for fresh work. */
  readonly #givingWay = new Set<() => void>();
  #wakeUps: WakeUps | undefined;
  #unlisten: Unlisten | undefined;
  #bell: (() => void) | undefined;
  #rung = false;
  /** Something ended or was queued since the last look: there may be more to take. */
  #more = false;
  #finished: Promise<void> = Promise.resolve();

  constructor(
    settings: EngineSettings,
    open: OpenSource,
    outbox: QueuedWrites,
    { concurrency = 8, sweepMs = 2_000 }: WorkOptions,
  ) {
    this.#settings = { ...settings, giveWay: (mostMs) => this.#giveWay(mostMs) };
    this.#open = open;
    this.#outbox = outbox;
    this.#concurrency = Math.max(2, concurrency);
    this.#sweepMs = sweepMs;
    this.#history = new FreshnessHistory(settings.schema);
    this.#fields = new FieldHistory(settings.schema);
  }

  async start(): Promise<void> {
    const { database, schema, tell } = this.#settings;
    this.#wakeUps = await WakeUps.start(database, schema, () => tell({ type: "database", code: "sync.engine-error" }));
    try {
      this.#unlisten = await database.listen(workChannel, () => this.#ring());
    } catch (error) {
      // What begins no work must not keep the process.
      await this.#wakeUps.stop().catch(() => {});
      throw error;
    }
    this.#finished = this.#loop();
  }

  /** Ends the work: slices under way stop after their page. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#ring();
    await this.#finished;
    await Promise.allSettled(this.#under);
    await this.#unlisten?.().catch(() => {});
    await this.#wakeUps?.stop().catch(() => {});
  }

  #ring(): void {
    this.#rung = true;
    this.#nudge();
  }

  #nudge(): void {
    this.#more = true;
    this.#bell?.();
  }

  async #sleep(ms: number): Promise<void> {
    if (this.#more || this.#stop.signal.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#bell = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#bell = undefined;
  }

  async #loop(): Promise<void> {
    let sweptAt = -Infinity;
    while (!this.#stop.signal.aborted) {
      try {
        const rung = this.#rung;
        this.#rung = false;
        this.#more = false;
        const due = performance.now() - sweptAt >= this.#sweepMs;
        if (rung || due) {
          await this.#sweep();
          this.#dry.fresh = this.#dry.whole = false;
          if (due) {
            sweptAt = performance.now();
            await this.#note();
          }
        }
        const took = (await this.#fill("fresh")) + (await this.#fill("whole"));
        if (took === 0) await this.#sleep(this.#sweepMs);
      } catch (error) {
        this.#settings.tell({
          type: "database",
          code: error instanceof DatabaseUnavailable ? error.code : "sync.engine-error",
        });
        await this.#settings.clock.sleep(awayMs, this.#stop.signal).catch(() => {});
      }
    }
  }

  /** Sends jobs for what is due, and takes writes that wait. */
  async #sweep(): Promise<void> {
    const { database, schema, clock, readable } = this.#settings;
    const due = await dueStreams(database, schema, clock.now(), sweepLimit, readable);
    for (const lane of ["fresh", "whole"] as const) {
      const targets = due.filter((one) => one.lane === lane);
      // The few that somebody waits for need no job: three commits less. Of the workers that look, one gets each claim.
      if (lane === "fresh" && targets.length <= Math.min(fewDue, this.#free("fresh")))
        for (const target of targets) this.#track(lane, () => this.#do(target));
      else {
        await this.#wakeUps!.send(lane, targets);
        this.#withoutJobs(targets);
      }
    }
    const { fresh, whole } = this.#running;
    // Half of the slots at most: writes to a slow ATS must not keep others from being read.
    if (fresh + whole < this.#concurrency && this.#writing < Math.floor(this.#concurrency / 2))
      this.#track("fresh", () => this.#write());
  }

  async #write(): Promise<void> {
    this.#writing += 1;
    try {
      await this.#outbox.work(this.#stop.signal);
    } finally {
      this.#writing -= 1;
    }
  }

  async #note(): Promise<void> {
    const { database, clock } = this.#settings;
    await this.#history.note(database, clock.now());
    await this.#fields.note(database, clock.now());
  }

  /**
   * Waits while fresh work runs in this process, at most for a time: the pages of a complete pass take the core and the
   * disk from what people wait for.
   */
  async #giveWay(mostMs: number): Promise<void> {
    if (this.#running.fresh === 0) return;
    await new Promise<void>((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.#givingWay.delete(end);
        resolve();
      };
      const timer = setTimeout(end, mostMs);
      this.#givingWay.add(end);
    });
  }

  /** What stays due although jobs were sent for it is done without one: the queue may be slow, or lose everything. */
  #withoutJobs(due: readonly Due[]): void {
    const late = Math.max(lateMs, 2 * this.#sweepMs);
    for (const target of due)
      if (target.lateMs >= late && this.#free(target.lane) > 0) this.#track(target.lane, () => this.#do(target));
  }

  #free(lane: Lane): number {
    const { fresh, whole } = this.#running;
    const left = this.#concurrency - fresh - whole;
    return lane === "whole" ? Math.min(left - 1, Math.floor(this.#concurrency / 2) - whole) : left;
  }

  async #fill(lane: Lane): Promise<number> {
    const free = this.#free(lane);
    if (free <= 0) return 0;
    const ready = this.#ready[lane];
    // Jobs are taken some at a time. What is lost with this process, the sweep of another finds.
    if (ready.length < free && !this.#dry[lane]) {
      const asked = this.#concurrency;
      const taken = await this.#wakeUps!.take(lane, asked);
      this.#dry[lane] = taken.length < asked;
      ready.push(...taken);
    }
    const targets = ready.splice(0, free);
    for (const target of targets) this.#track(lane, () => this.#do(target));
    return targets.length;
  }

  #track(lane: Lane, work: () => Promise<unknown>): void {
    this.#running[lane] += 1;
    const done: Promise<unknown> = work()
      .catch((error: unknown) => {
        const code = error instanceof DatabaseUnavailable ? error.code : "sync.engine-error";
        this.#settings.tell({ type: "database", code });
      })
      .finally(() => {
        this.#running[lane] -= 1;
        if (this.#running.fresh === 0) for (const end of this.#givingWay) end();
        this.#under.delete(done);
        this.#nudge();
      });
    this.#under.add(done);
  }

  async #do(target: Target): Promise<void> {
    const end = await workOnce(this.#settings, this.#open, target, this.#id, this.#stop.signal);
    if (!end || end.nextAt === null || end.nextAt > this.#settings.clock.now()) return;
    const lane = end.whole ? "whole" : "fresh";
    await this.#wakeUps!.send(lane, [target]);
    this.#dry[lane] = false;
    this.#nudge();
  }
}
