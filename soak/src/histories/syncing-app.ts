import { avionte } from "@anyats/avionte";
import {
  AtsError,
  CLOCK,
  connect,
  type Checkpoint,
  type ClientOf,
  type RecordStream,
  ContainerModule,
} from "@anyats/core";
import { hurriedClock } from "@anyats/core/testing";
import type { Plan } from "./plan.ts";
import type { SourceWorld } from "./source-world.ts";
import type { Synced, SyncedCopy } from "./synced-copy.ts";

/** What the app keeps besides its records: plain JSON, written together with them. */
interface Place {
  /** The `updatedAfter` of the read under way; none in a read of everything. */
  updatedAfter?: string;
  checkpoint?: Checkpoint;
}

/** A wait of this length (in milliseconds) is the deadline of a call, not a pause before a repeat. */
const deadlineMs = 30_000;

/** The app's clock goes with the source's, with an error; pauses are over at once, and deadlines strike only when someone aborts. */
function clockOf(source: SourceWorld, errorMs: number): ContainerModule {
  const clock = hurriedClock({
    now: () => source.now() + errorMs,
    pass: (milliseconds) => source.pass(milliseconds),
    deadlineMs,
  });
  return new ContainerModule(({ rebind }) => void rebind(CLOCK).toConstantValue(clock));
}

/** An app that keeps a copy of one kind of record: a read of everything, then reads of what changed, without end. */
export class SyncingApp {
  readonly #plan: Plan;
  readonly #source: SourceWorld;
  readonly #copy: SyncedCopy;
  readonly #marginMs: number;
  readonly count = { pages: 0, crashes: 0, errors: 0, reads: 0 };
  /** As it lies in the app's database. */
  #place = "{}";
  #ats: ClientOf<typeof avionte> | undefined;
  #reading: AsyncGenerator<void, void, void> | undefined;

  /** `marginMs`: how much earlier than its last read began, by its own clock, the app looks for changes. */
  constructor(plan: Plan, source: SourceWorld, copy: SyncedCopy, marginMs: number) {
    this.#plan = plan;
    this.#marginMs = marginMs;
    this.#source = source;
    this.#copy = copy;
  }

  /** Takes so many pages or records, across reads. An error ends the read under way; the next call resumes it. */
  async read(items: number): Promise<void> {
    for (let left = items; left > 0; left -= 1) {
      try {
        this.#reading ??= await this.#open();
        if ((await this.#reading.next()).done) this.#reading = undefined;
      } catch (error) {
        if (!AtsError.is(error)) throw error;
        this.#failed(error);
        return;
      }
    }
  }

  /** The process dies: what is in memory is gone. */
  async crash(): Promise<void> {
    this.count.crashes += 1;
    this.#reading = undefined;
    await this.#ats?.close();
    this.#ats = undefined;
    this.#copy.crashed();
  }

  /** Ends the read under way, then reads what changed since, then once more what could not be read. */
  async finish(): Promise<void> {
    const { updatedAfter, checkpoint } = JSON.parse(this.#place) as Place;
    // Of a read of everything, and of one that is under way, the next read is the one that tells what changed meanwhile.
    const last = this.count.reads + (updatedAfter === undefined || checkpoint || this.#reading ? 2 : 1);
    while (this.count.reads < last) await this.read(1);
    const again = this.#stream({ ids: [...this.#copy.unread], includeDeleted: true });
    for await (const record of again) this.#copy.store(record);
    await this.#ats?.close();
  }

  async #open(): Promise<AsyncGenerator<void, void, void>> {
    this.#ats ??= await this.#connect();
    const { updatedAfter, checkpoint } = JSON.parse(this.#place) as Place;
    if (!checkpoint) this.#copy.beginRead(updatedAfter === undefined);
    const filter = updatedAfter === undefined ? {} : { updatedAfter, includeDeleted: true };
    const stream = this.#stream(filter, checkpoint);
    return this.#plan.by === "pages" ? this.#byPages(stream, updatedAfter) : this.#byRecords(stream, updatedAfter);
  }

  async #connect(): Promise<ClientOf<typeof avionte>> {
    const ats = await connect(avionte, this.#source.emulator.settings(), {
      modules: [clockOf(this.#source, this.#plan.clockErrorMs)],
    });
    ats.on("quarantine", ({ id }) => {
      if (id !== null) this.#copy.unread.add(id);
    });
    return ats;
  }

  async *#byPages(stream: RecordStream<Synced>, updatedAfter: string | undefined): AsyncGenerator<void, void, void> {
    for await (const { records, checkpoint } of stream.pages()) {
      for (const record of records) this.#copy.take(record, updatedAfter);
      this.#pageTaken(checkpoint, updatedAfter);
      yield;
    }
  }

  async *#byRecords(stream: RecordStream<Synced>, updatedAfter: string | undefined): AsyncGenerator<void, void, void> {
    let kept = stream.checkpoint;
    const keep = (): void => {
      if (stream.checkpoint && stream.checkpoint !== kept) this.#pageTaken(stream.checkpoint, updatedAfter);
      kept = stream.checkpoint;
    };
    for await (const record of stream) {
      keep();
      this.#copy.take(record, updatedAfter);
      yield;
    }
    keep();
  }

  /** Keeps where the read stands. When it is over, its beginning is where the next one looks for changes. */
  #pageTaken(checkpoint: Checkpoint, updatedAfter: string | undefined): void {
    this.count.pages += 1;
    this.#copy.pageTaken();
    if (checkpoint.done) this.count.reads += 1;
    const place: Place = checkpoint.done
      ? { updatedAfter: new Date(Date.parse(checkpoint.startedAt) - this.#marginMs).toISOString() }
      : { ...(updatedAfter !== undefined && { updatedAfter }), checkpoint };
    this.#place = JSON.stringify(place);
  }

  #failed(error: AtsError): void {
    this.count.errors += 1;
    this.#reading = undefined;
    this.#copy.crashed();
    if (error.code !== "stream.cursor-refused") return;
    // The place is no longer good: the read begins again.
    const { updatedAfter } = JSON.parse(this.#place) as Place;
    this.#place = JSON.stringify(updatedAfter === undefined ? {} : { updatedAfter });
  }

  #stream(
    filter: { updatedAfter?: string; ids?: string[]; includeDeleted?: boolean },
    checkpoint?: Checkpoint,
  ): RecordStream<Synced> {
    const { kind, pageSize, lookAhead } = this.#plan;
    const options = { pageSize, lookAhead, ...(checkpoint && { checkpoint }) };
    const ats = this.#ats!;
    if (kind === "jobs") return ats.jobs.stream(filter, options);
    if (kind === "applications") return ats.applications.stream(filter, options);
    return ats.candidates.stream(filter, options);
  }
}
