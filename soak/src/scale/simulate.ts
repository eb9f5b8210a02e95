/** What a simulated installation is like. Times in milliseconds. */
export interface Installation {
  readonly connections: number;
  readonly workers: number;
  /** Slices at a time in each worker; `work()` has 8 unless told. */
  readonly concurrency: number;
  readonly databaseCores: number;
  readonly hours: number;
  readonly everyMs: number;
  readonly verifyMs: number;
  /** How long an ATS takes to answer. */
  readonly latencyMs: number;
  /** Webhooks of a connection in an hour of the working day; a tenth of that at night. */
  readonly webhooksPerHour: number;
  /** The share of connections whose ATS answers nothing: each try waits for its deadline. */
  readonly broken: number;
  /** How many connections are added in the third hour, each with a first pass. */
  readonly added: number;
  readonly seed: number;
}

/** Measured costs, in milliseconds of one core; see docs/scale.md. */
export const costs = {
  pass: { worker: 4, database: 4 },
  changed: { worker: 0.05, database: 0.13 },
  unchanged: { worker: 0.05, database: 0.02 },
};

export interface Day {
  readonly passes: number;
  /** How old the copies of working connections are, sampled every five minutes, in seconds. */
  readonly staleness: Quantiles;
  /** From a webhook to the end of the pass that follows, in seconds. */
  readonly webhook: Quantiles;
  /** How long due passes waited for a slot, in seconds: of the smallest connections and of the largest tenth. */
  readonly waited: { readonly small: Quantiles; readonly large: Quantiles };
  /** The longest gap between two passes of any stream of a working connection, as a multiple of its schedule. */
  readonly longestGap: number;
  /** Seconds from the first moment until the last of the added connections had everything; null when it was not done. */
  readonly addedDone: number | null;
  readonly load: {
    readonly slots: number;
    readonly workerCores: number;
    readonly databaseCores: number;
    readonly requestsPerSecond: number;
  };
}

export interface Quantiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly most: number;
}

type Lane = "fresh" | "whole";

interface Stream {
  readonly connection: number;
  readonly records: number;
  readonly broken: boolean;
  dueAt: number;
  verifyAt: number;
  /** When the last complete pass began. */
  since: number;
  lastDone: number;
  wanted: number[];
  failures: number;
  running: boolean;
  queued: boolean;
  /** Records of the complete pass that are still to be read; 0 without one. */
  left: number;
  isFirst: boolean;
  first: boolean;
}

const pageSize = 250;
const slicePages = 20;
const sliceMs = 2_000;
const sweepMs = 2_000;
const deadlineMs = 25_000;
const longestRetryMs = 15 * 60_000;

/** A queue of events by time. */
class Agenda {
  readonly #heap: { at: number; run: (at: number) => void }[] = [];

  add(at: number, run: (at: number) => void): void {
    const heap = this.#heap;
    let index = heap.push({ at, run }) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (heap[parent]!.at <= heap[index]!.at) break;
      [heap[parent], heap[index]] = [heap[index]!, heap[parent]!];
      index = parent;
    }
  }

  runUntil(end: number): void {
    for (let next = this.#heap[0]; next && next.at < end; next = this.#heap[0]) {
      const last = this.#heap.pop()!;
      if (this.#heap.length > 0) {
        this.#heap[0] = last;
        this.#sink();
      }
      next.run(next.at);
    }
  }

  #sink(): void {
    const heap = this.#heap;
    for (let index = 0; ;) {
      const [left, right] = [2 * index + 1, 2 * index + 2];
      let least = index;
      if (left < heap.length && heap[left]!.at < heap[least]!.at) least = left;
      if (right < heap.length && heap[right]!.at < heap[least]!.at) least = right;
      if (least === index) return;
      [heap[least], heap[index]] = [heap[index]!, heap[least]!];
      index = least;
    }
  }
}

function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function quantiles(values: readonly number[]): Quantiles {
  const sorted = Float64Array.from(values).toSorted();
  const at = (share: number) =>
    sorted.length === 0 ? 0 : sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]! / 1_000;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), most: at(1) };
}

/** One core, or several: work queues for them in the order of its arrival. */
class Cores {
  readonly #free: Float64Array;
  busy = 0;

  constructor(count: number) {
    this.#free = new Float64Array(count);
  }

  /** @returns When the work is done. */
  use(at: number, milliseconds: number): number {
    const core = this.#free.indexOf(Math.min(...this.#free));
    const end = Math.max(at, this.#free[core]!) + milliseconds;
    this.#free[core] = end;
    this.busy += milliseconds;
    return end;
  }
}

/** The rules of the engine — order, lanes, slices, backoff — under measured costs, on a clock of its own. */
export function simulate(how: Installation): Day {
  const chance = random(how.seed);
  const agenda = new Agenda();
  const end = how.hours * 3_600_000;
  const ready: Record<Lane, Stream[]> = { fresh: [], whole: [] };
  const heads: Record<Lane, number> = { fresh: 0, whole: 0 };
  const slots = how.workers * how.concurrency;
  const running: Record<Lane, number> = { fresh: 0, whole: 0 };
  const workers = Array.from({ length: how.workers }, () => new Cores(1));
  const database = new Cores(how.databaseCores);
  const waited: { small: number[]; large: number[] } = { small: [], large: [] };
  const [stale, webhook]: [number[], number[]] = [[], []];
  let [passes, requests, slotMs, longestGap, next] = [0, 0, 0, 0, 0];
  let addedLeft = how.added * 3;
  let addedDone: number | null = null;

  /** Sizes differ by orders of magnitude: a median of 2,000 records, one in a hundred has more than 200,000. */
  const sizeOf = () =>
    Math.min(
      1_000_000,
      Math.round(2_000 * Math.exp(2 * Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance()))),
    );
  const newStream = (connection: number, records: number, broken: boolean, at: number | null): Stream => ({
    connection,
    records,
    broken,
    dueAt: at ?? chance() * how.everyMs,
    verifyAt: at === null && !broken ? chance() * how.verifyMs : Infinity,
    since: at ?? -chance() * how.everyMs,
    lastDone: at ?? 0,
    wanted: [],
    failures: 0,
    running: false,
    queued: false,
    left: at === null ? 0 : Math.max(1, records),
    isFirst: at !== null,
    first: at !== null,
  });

  const laneOf = (stream: Stream, at: number): Lane =>
    !stream.first && (stream.wanted.length > 0 || stream.dueAt <= at) ? "fresh" : "whole";
  const enqueue = (stream: Stream, at: number) => {
    if (stream.running || stream.queued) return;
    stream.queued = true;
    ready[laneOf(stream, at)].push(stream);
    fill(at);
  };
  const free = (lane: Lane) => {
    const left = slots - running.fresh - running.whole;
    return lane === "whole" ? Math.min(left - how.workers, Math.floor(slots / 2) - running.whole) : left;
  };
  const fill = (at: number) => {
    for (const lane of ["fresh", "whole"] as const)
      while (free(lane) > 0 && heads[lane] < ready[lane].length) {
        const stream = ready[lane][heads[lane]++]!;
        if (heads[lane] > 10_000) {
          ready[lane].splice(0, heads[lane]);
          heads[lane] = 0;
        }
        start(stream, lane, at);
      }
  };

  const start = (stream: Stream, lane: Lane, at: number) => {
    stream.queued = false;
    stream.running = true;
    running[lane] += 1;
    const isFresh = laneOf(stream, at) === "fresh";
    if (isFresh && !stream.broken && stream.dueAt <= at)
      waited[stream.records < 2_000 ? "small" : "large"].push(at - stream.dueAt);
    const served = stream.wanted;
    stream.wanted = [];
    const worker = workers[next++ % workers.length]!;
    let done = at + how.latencyMs;
    if (stream.broken) done = at + deadlineMs;
    else if (isFresh) {
      done = worker.use(done, costs.pass.worker + served.length * costs.changed.worker);
      done = database.use(done, costs.pass.database + served.length * costs.changed.database);
      requests += 1;
    } else {
      if (stream.left === 0) stream.left = Math.max(1, stream.records);
      const cost = stream.isFirst ? costs.changed : costs.unchanged;
      // Pages are fetched ahead: the slower of the ATS and the storing sets the pace.
      for (let page = 0; page < slicePages && stream.left > 0 && done - at < sliceMs; page += 1) {
        const size = Math.min(pageSize, stream.left);
        stream.left -= size;
        requests += 1;
        done = Math.max(
          done,
          database.use(worker.use(done, size * cost.worker), size * cost.database),
          at + (page + 1) * how.latencyMs,
        );
      }
    }
    agenda.add(done, (now) => ended(stream, lane, isFresh, served, at, now));
  };

  const ended = (
    stream: Stream,
    lane: Lane,
    wasFresh: boolean,
    served: readonly number[],
    began: number,
    at: number,
  ) => {
    running[lane] -= 1;
    stream.running = false;
    slotMs += at - began;
    if (stream.broken) {
      stream.failures += 1;
      stream.dueAt = at + Math.min(longestRetryMs, 1_000 * 2 ** stream.failures) * (0.5 + chance() / 2);
    } else if (wasFresh) {
      passes += 1;
      for (const told of served) webhook.push(at - told);
      longestGap = Math.max(longestGap, (at - stream.lastDone) / how.everyMs);
      Object.assign(stream, { since: began, lastDone: at, dueAt: at + how.everyMs, failures: 0 });
    } else if (stream.left === 0) {
      passes += 1;
      if (stream.first && (addedLeft -= 1) === 0) addedDone = at;
      if (stream.first) Object.assign(stream, { since: began, lastDone: at, dueAt: at + how.everyMs });
      Object.assign(stream, { first: false, isFirst: false, verifyAt: at + how.verifyMs });
    }
    plan(stream, at);
    fill(at);
  };

  const plan = (stream: Stream, at: number) => {
    if (stream.wanted.length > 0 || stream.left > 0 || stream.first || stream.dueAt <= at) return enqueue(stream, at);
    // A sweep finds what is due; on average half a sweep late.
    const due = Math.max(at, Math.min(stream.dueAt, stream.verifyAt)) + chance() * sweepMs;
    agenda.add(due, (now) =>
      Math.min(stream.dueAt, stream.verifyAt) <= now || stream.left > 0 ? enqueue(stream, now) : undefined,
    );
  };

  const streams: Stream[] = [];
  const add = (connection: number, at: number | null) => {
    const broken = at === null && chance() < how.broken;
    const size = sizeOf();
    // The breaker lets one stream of a broken connection try for all of them.
    for (const share of broken ? [1] : [0.01, 1.2, 1]) {
      const stream = newStream(connection, Math.max(5, Math.round(size * share)), broken, at);
      streams.push(stream);
      plan(stream, at ?? 0);
    }
    if (!broken) tell(streams.slice(-3), at ?? 0);
  };
  const tell = (own: readonly Stream[], from: number) => {
    const isDay = (from / 3_600_000) % 24 < 10;
    const rate = (how.webhooksPerHour * (isDay ? 1 : 0.1)) / 3_600_000;
    if (rate === 0) return;
    agenda.add(from - Math.log(1 - chance()) / rate, (at) => {
      const stream = own[Math.floor(chance() * 3)]!;
      if (!stream.broken && !stream.first) {
        stream.wanted.push(at);
        enqueue(stream, at);
      }
      tell(own, at);
    });
  };
  for (let connection = 0; connection < how.connections; connection += 1) add(connection, null);
  const addedAt = 2 * 3_600_000;
  if (how.added > 0)
    agenda.add(addedAt, (at) => {
      for (let index = 0; index < how.added; index += 1) add(how.connections + index, at);
    });
  const sample = (at: number) => {
    for (const stream of streams) if (!stream.broken && !stream.first) stale.push(at - stream.since);
    agenda.add(at + 300_000, sample);
  };
  // After half an hour the random start is forgotten.
  agenda.add(1_800_000, sample);
  agenda.runUntil(end);
  return {
    passes,
    staleness: quantiles(stale),
    webhook: quantiles(webhook),
    waited: { small: quantiles(waited.small), large: quantiles(waited.large) },
    longestGap,
    addedDone: addedDone === null ? null : (addedDone - addedAt) / 1_000,
    load: {
      slots: slotMs / (end * slots),
      workerCores: workers.reduce((sum, { busy }) => sum + busy, 0) / end,
      databaseCores: database.busy / end,
      requestsPerSecond: requests / (end / 1_000),
    },
  };
}
