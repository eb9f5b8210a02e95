import { CallAborted, ConnectionClosed, RepeatedCursor } from "../errors/index.ts";
import { fingerprint } from "../fingerprint/fingerprint.ts";
import { checkCheckpoint, type Checkpoint } from "./checkpoint.ts";
import type { FetchedPage, PageContent, Position, QuarantinedRecord } from "./page.ts";

/** How a stream is read. */
export interface StreamOptions {
  /** Stops the stream: the request under way is cancelled and the iteration throws `CallAborted`. */
  readonly signal?: AbortSignal;
  /** How long one page may take, in milliseconds. */
  readonly timeoutMs?: number;
  /** Goes on after the last page that was delivered. */
  readonly checkpoint?: Checkpoint;
  /** How many records to ask for at a time; the server may give fewer. By default as many as it can. */
  readonly pageSize?: number;
  /** Fetch the next page while the app works on this one. Default true. */
  readonly lookAhead?: boolean;
  /** Keep the wire record in `raw` of each record. */
  readonly raw?: boolean;
  /** Say of each field where it came from, in `provenance` of each record. Slow: for looking into a mapping. */
  readonly provenance?: boolean;
}

/** One page, for apps that store page by page. */
export interface RecordPage<T> extends PageContent<T> {
  /** Hand it back to go on after this page. */
  readonly checkpoint: Checkpoint;
}

/** What a stream has delivered so far in its latest iteration; a page counts when its first record is delivered. */
export interface StreamProgress {
  readonly records: number;
  readonly quarantined: number;
  readonly pages: number;
}

/** Records, one by one or page by page. Each iteration begins again at the start or the given checkpoint. */
export interface RecordStream<T> extends AsyncIterable<T> {
  /** The same, page by page, with what was quarantined and a checkpoint. */
  pages(): AsyncIterable<RecordPage<T>>;
  /** Reads everything into memory. */
  toArray(): Promise<T[]>;
  /**
   * The checkpoint after the last page that the app has taken wholly, that is, after which it asked for more: kept at
   * any time, it loses nothing. `undefined` before the first.
   */
  readonly checkpoint: Checkpoint | undefined;
  /** Counts of the latest iteration. */
  readonly progress: StreamProgress;
}

/** What a stream is made of. */
export interface StreamSource<T> {
  readonly adapter: string;
  readonly capability: string;
  /** Whose server gives the pages. */
  readonly server: "ats" | "aggregator";
  readonly filter: unknown;
  /** Keys the fingerprint of the filter. */
  readonly fingerprintSecret: string | undefined;
  readonly options: StreamOptions;
  /** Aborted when the connection is closed. */
  readonly closed: AbortSignal;
  now(): number;
  /** Whether the filter can match nothing, so that no request is needed. */
  readonly empty: boolean;
  fetchPage(position: Position, signal: AbortSignal): Promise<FetchedPage<T>>;
  quarantined(record: QuarantinedRecord): void;
}

/** Ends what a stream still asks for. Without a reason, each stream would make a `DOMException` that nobody reads. */
const left = new Error("The stream was left.");

const turn: () => Promise<void> =
  typeof setImmediate === "function"
    ? () => new Promise((resolve) => setImmediate(resolve))
    : () => new Promise((resolve) => setTimeout(resolve, 0));

/**
 * Lets a request that was just made leave before this page is decoded and the app goes on: both hold the processor, and
 * so would hold it back. It takes three turns of the event loop for a request to pass ky and fetch; with one it leaves only after the app's work (measured).
 */
async function letLeave(): Promise<void> {
  for (let turns = 0; turns < 3; turns += 1) await turn();
}

/** How far one iteration has come. */
interface Iteration {
  checkpoint: Checkpoint | undefined;
  records: number;
  quarantined: number;
  pages: number;
}

/**
 * Lets a generator be left while it awaits a request: on its own it hears of `return` only when that has ended. Loops leave
 * between two records, but a Node stream that is destroyed may leave at any time.
 */
function leavable<T>(generator: AsyncGenerator<T, void, void>, stop: AbortController): AsyncGenerator<T, void, void> {
  const leave = generator.return.bind(generator);
  return Object.assign(generator, {
    return: (value: void | PromiseLike<void>) => {
      stop.abort(left);
      return leave(value);
    },
  });
}

/** Reads a source page by page with one page of look-ahead. */
export class PagedRecordStream<T> implements RecordStream<T> {
  readonly #source: StreamSource<T>;
  readonly #filter: string;
  readonly #from: Checkpoint | undefined;
  #latest: Iteration;

  /** @throws {CheckpointMismatch} when the checkpoint in the options belongs to another stream. */
  constructor(source: StreamSource<T>) {
    this.#source = source;
    this.#filter = fingerprint(source.filter, source.fingerprintSecret);
    const { checkpoint } = source.options;
    if (checkpoint !== undefined) this.#from = checkCheckpoint(checkpoint, { ...source, filter: this.#filter });
    this.#latest = this.#begin();
  }

  get checkpoint(): Checkpoint | undefined {
    return this.#latest.checkpoint;
  }

  get progress(): StreamProgress {
    const { records, quarantined, pages } = this.#latest;
    return { records, quarantined, pages };
  }

  async toArray(): Promise<T[]> {
    const records: T[] = [];
    for await (const { records: more } of this.pages()) for (const record of more) records.push(record);
    return records;
  }

  [Symbol.asyncIterator](): AsyncIterator<T, void, void> {
    const stop = new AbortController();
    return leavable(this.#records(stop), stop);
  }

  pages(): AsyncIterable<RecordPage<T>> {
    const stop = new AbortController();
    return leavable(this.#pages(stop), stop);
  }

  async *#records(stop: AbortController): AsyncGenerator<T, void, void> {
    const iteration = this.#begin();
    for await (const { records, checkpoint } of this.#read(iteration, stop)) {
      for (const record of records) {
        this.#refuseEnded();
        iteration.records += 1;
        yield record;
      }
      iteration.checkpoint = checkpoint;
    }
  }

  async *#pages(stop: AbortController): AsyncGenerator<RecordPage<T>, void, void> {
    const iteration = this.#begin();
    for await (const page of this.#read(iteration, stop)) {
      this.#refuseEnded();
      iteration.records += page.records.length;
      yield page;
      iteration.checkpoint = page.checkpoint;
    }
  }

  #begin(): Iteration {
    this.#latest = { checkpoint: this.#from, records: 0, quarantined: 0, pages: 0 };
    return this.#latest;
  }

  #refuseEnded(): void {
    if (this.#source.options.signal?.aborted) throw new CallAborted().within(this.#source);
    if (this.#source.closed.aborted) throw new ConnectionClosed().within(this.#source);
  }

  async *#read(iteration: Iteration, stop: AbortController): AsyncGenerator<RecordPage<T>, void, void> {
    const { options, empty } = this.#source;
    if (empty || this.#from?.done) return;
    const startedAt = this.#from?.startedAt ?? new Date(this.#source.now()).toISOString();

    const seen = new Set<string>();
    const fetch = (position: Position): Promise<FetchedPage<T>> => {
      const fetched = this.#source.fetchPage(position, stop.signal);
      fetched.catch(() => {}); // It is awaited later; until then a failure is nobody's unhandled rejection.
      return fetched;
    };

    try {
      let position: Position = this.#from?.position ?? null;
      let pending: Promise<FetchedPage<T>> | undefined = fetch(position);
      while (pending) {
        let fetched: FetchedPage<T> | undefined = await pending;
        const { next }: FetchedPage<T> = fetched;
        if (next !== null) this.#refuseRepeated(next, position, seen);
        pending = next !== null && options.lookAhead !== false ? fetch(next) : undefined;
        if (pending) await letLeave();
        const content = fetched.decode();
        fetched = undefined; // Its text may be large, and the app may keep this page for long.
        for (const record of content.quarantined) this.#source.quarantined(record);
        iteration.quarantined += content.quarantined.length;
        iteration.pages += 1;
        yield { ...content, checkpoint: this.#checkpointAt(next, startedAt) };
        if (next !== null) pending ??= fetch(next);
        position = next;
      }
    } catch (error) {
      if (!stop.signal.aborted) throw error; // Else it was left, and anyone who awaits the rest gets the end.
    } finally {
      stop.abort(left);
    }
  }

  #refuseRepeated(next: Position, current: Position, seen: Set<string>): void {
    seen.add(JSON.stringify(current));
    const key = JSON.stringify(next);
    if (seen.has(key)) throw new RepeatedCursor(this.#source.server).within(this.#source);
  }

  #checkpointAt(next: Position, startedAt: string): Checkpoint {
    const { adapter, capability } = this.#source;
    return { version: 1, adapter, capability, filter: this.#filter, position: next, done: next === null, startedAt };
  }
}
