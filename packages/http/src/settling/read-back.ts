import { AtsError, steadyNow, type Call, type Clock, type QuarantinedRecord, type Settlement } from "@anyats/core";
import { keepLatest } from "../calls/keep-latest.ts";

/** A record that a write may have made. */
export interface Written {
  readonly id: string;
  /**
   * When it came to be: what came long before the write is not of it. Null where that is not known, or only the day: then
   * the ids that were there before decide.
   */
  readonly createdAt?: string | null | undefined;
}

/**
 * Reads the records that look just like what a write makes, and those that cannot be read, as `withUnreadable` of `LIST_PAGES` gives
 * them. Who asks only for what is new must go by `sentAt`: a write may be settled hours later, by another process.
 * @param sentAt When the write was sent, in milliseconds since 1970; now, where it has not been sent yet.
 */
export type Alike<Found extends Written> = (sentAt: number) => Promise<readonly (Found | QuarantinedRecord)[]>;

/** What a write remembers, so that another process can settle it: ids and times, nothing of a person. */
interface Sent {
  /** The ids of what was there before; null when that could not be read. */
  readonly before: readonly string[] | null;
  /** When it was sent, in milliseconds since 1970. */
  readonly at: number;
  readonly sent: true;
  /** What the handler needs to recognise it. */
  readonly facts?: unknown;
}

/** While what was there before is still being read, nothing was sent. */
type Memory = Sent | { readonly sent: false };

/** How far the clocks of this process and of the ATS may differ, in milliseconds. */
const clocksMs = 300_000;

/** How long a list may lag, in milliseconds. What is said to be older was there before, or the ATS's clock is wrong. */
const longestLagMs = 86_400_000;

/** Options of all writes. */
export interface ReadBackOptions {
  /** What looks alike decides whether to write: where it cannot be read, the write is not made. Default: it is made. */
  readonly decides?: boolean;
}

/** What came and cannot be read: it may be what is looked for. */
const unreadable = /^record\.unreadable$|\.unreadable-answer$/;

/** Options of `settle`. */
export interface SettleOptions<Found extends Written> {
  /**
   * Compares what looks alike with what was sent, by the facts that the write remembered: `true` when it is of this
   * write, `false` when it is of another, `undefined` when nobody can tell.
   */
  readonly isThis?: (found: Found, facts: unknown) => Promise<boolean | undefined>;
}

interface OpenWrite {
  /** Whether its answer may still come, and name a record. */
  isUnderWay: boolean;
  /** When its call ends, in milliseconds since 1970; `undefined` for one that can be asked after again by its key. */
  readonly until: number | undefined;
  /** What was there before; else why that could not be read, where it is known. */
  readonly before: ReadonlySet<string> | string | undefined;
  /** How many like writes had been answered before it, whose records are not known. */
  readonly answeredBefore: number;
}

/** Writes of the same content to the same record. */
interface LikeWrites {
  readonly open: Map<string | Call, OpenWrite>;
  /** How many were answered whose records are not known. */
  answered: number;
  /** The records of those that were answered or found, with the key of each. */
  readonly made: Map<string, string | undefined>;
}

/** For how many different writes is remembered what was there before. */
const capacity = 10_000;

/**
 * Tells whether a write whose answer was lost is there. Something alike may have been there before, or may come from a
 * like write of the same connection, and must not be treated as it: so what is there is read before each write, and only
 * what came since, and no other write can account for, counts. What is not to be seen may still come: that is never
 * treated as a no.
 */
export class ReadBack<Found extends Written> {
  readonly #clock: Clock;
  readonly #what: string;
  readonly #decides: boolean;
  readonly #writes = new Map<string, LikeWrites>();
  /** What was found for calls without a key. */
  readonly #found = new WeakMap<Call, string>();

  /** @param what The records, for messages: `notes`. */
  constructor(clock: Clock, what: string, { decides = false }: ReadBackOptions = {}) {
    this.#clock = clock;
    this.#what = what;
    this.#decides = decides;
  }

  /**
   * Makes a write, with a look at what is there before.
   * @param key Equal for writes of the same content to the same record.
   * @param seen Called with what was there before, where that could be read; may refuse the write. What it returns is
   * remembered, for `isThis` of `settle`.
   * @param made The id of the record that an answer names, where it names one: a like write whose answer is lost is another then.
   */
  async around<T>(
    key: string,
    call: Call,
    alike: Alike<Found>,
    write: () => Promise<T>,
    seen: (before: readonly Found[]) => unknown = () => undefined,
    made: (answer: T) => string | null | undefined = () => undefined,
  ): Promise<T> {
    const like = this.#like(key);
    const answeredBefore = like.answered;
    await call.remember({ sent: false } satisfies Memory);
    const before = await this.#before(call, alike);
    const isKnown = typeof before !== "string";
    const ids = isKnown ? before.map(({ id }) => id!) : null;
    const facts = isKnown ? seen(before.filter(isRead)) : undefined;
    const memory: Sent = {
      before: ids,
      at: this.#clock.now(),
      sent: true,
      ...(facts !== undefined && { facts }),
    };
    await call.remember(memory);
    const id = call.idempotencyKey ?? call;
    const open: OpenWrite = {
      isUnderWay: true,
      until: call.idempotencyKey === undefined ? call.deadline : undefined,
      before: isKnown ? new Set(ids) : before,
      answeredBefore,
    };
    like.open.set(id, open);
    try {
      const answer = await write();
      this.#ended(like, call, made(answer));
      return answer;
    } catch (error) {
      open.isUnderWay = false;
      if (AtsError.is(error) && error.retry !== "unknown-outcome") like.open.delete(id);
      throw error;
    }
  }

  /** Looks whether the write is there. @param reconcile What a person needs to look for it, besides what the input names. */
  async settle<Output>(
    key: string,
    call: Call,
    alike: Alike<Found>,
    output: (found: Found) => Output,
    reconcile: Readonly<Record<string, unknown>>,
    { isThis }: SettleOptions<Found> = {},
  ): Promise<Settlement<Output>> {
    const unsure = (because: string) => ({ found: false, certain: false, because, reconcile }) as const;
    const like = this.#like(key);
    const id = call.idempotencyKey ?? call;
    const memory = call.memory as Memory | undefined;
    if (memory?.sent === false) return { found: false, certain: true, because: "it was not sent", reconcile };
    const open = like.open.get(id) ?? (memory && remembered(memory));
    const before = open?.before;
    if (!open || typeof before !== "object") {
      const why = before === undefined ? "" : ` (${before})`;
      return unsure(`it is not known which ${this.#what} were there before the write${why}`);
    }
    const came = (await alike(memory?.at ?? this.#clock.now())).filter(({ id }) => id === null || !before.has(id));
    const fresh: Found[] = [];
    for (const found of came) {
      if (!isRead(found)) return unsure(`one of the ${this.#what} cannot be read`);
      if (isOlder(found, memory) || this.#isOfAnother(like, found, call)) continue;
      const same = isThis ? await isThis(found, memory?.facts) : true;
      if (same === undefined) return unsure(`it cannot be told from another of the ${this.#what}`);
      if (same) fresh.push(found);
    }
    // Those that like writes made, and those that others whose answer is not there yet may have made.
    const ofOthers = like.answered - open.answeredBefore + this.#others(like, id).length;
    const found = fresh.length > ofOthers ? fresh.at(-1) : undefined;
    if (!found) return unsure(`it is not to be seen among the ${this.#what}, or not to be told from another`);
    const mayBeAnothers =
      // Somebody else's, as of another process: it came meanwhile, and is none of the writes that are known here.
      fresh.length > ofOthers + 1 ||
      like.answered > open.answeredBefore ||
      this.#others(like, id).some(({ isUnderWay }) => isUnderWay);
    if (mayBeAnothers && !areEqual(fresh.map(output)))
      return unsure(`it cannot be told from another of the ${this.#what}`);
    this.#ended(like, call, found.id);
    return { found: true, output: output(found) };
  }

  /** What is there; the code of the error where it cannot be read. */
  async #before(call: Call, alike: Alike<Found>): Promise<readonly (Found | QuarantinedRecord)[] | string> {
    try {
      const found = await alike(this.#clock.now());
      return found.some(({ id }) => id === null) ? "record.unreadable" : found;
    } catch (error) {
      if (call.signal.aborted || !AtsError.is(error) || (this.#decides && unreadable.test(error.code))) throw error;
      // The write is what was asked for: it is made anyway, and stays unknown if its answer is lost.
      return error.code;
    }
  }

  /** A like write is known to be made, as a record where its id is known. */
  #ended(like: LikeWrites, call: Call, madeId: string | null | undefined): void {
    like.open.delete(call.idempotencyKey ?? call);
    if (madeId == null) {
      like.answered += 1;
      return;
    }
    like.made.set(madeId, call.idempotencyKey);
    if (call.idempotencyKey === undefined) this.#found.set(call, madeId);
  }

  /** Whether a record was made by another write that is like it. */
  #isOfAnother({ made }: LikeWrites, { id }: Found, call: Call): boolean {
    if (!made.has(id)) return false;
    const key = call.idempotencyKey;
    return key === undefined ? this.#found.get(call) !== id : made.get(id) !== key;
  }

  #others(like: LikeWrites, id: string | Call): readonly OpenWrite[] {
    const now = steadyNow(this.#clock);
    for (const [other, { until }] of like.open) if (until !== undefined && until < now) like.open.delete(other);
    return [...like.open].flatMap(([other, open]) => (other === id ? [] : [open]));
  }

  #like(key: string): LikeWrites {
    const like = this.#writes.get(key) ?? {
      open: new Map<string | Call, OpenWrite>(),
      answered: 0,
      made: new Map<string, string | undefined>(),
    };
    keepLatest(this.#writes, key, like, capacity);
    return like;
  }
}

/** The write of another process, or of an earlier life of this one. Any like write that this process knows of came after. */
const remembered = ({ before }: Sent): Pick<OpenWrite, "before" | "answeredBefore"> => ({
  before: before ? new Set(before) : undefined,
  answeredBefore: 0,
});

const isRead = <Found extends Written>(found: Found | QuarantinedRecord): found is Found => !("problem" in found);

/** Whether a record came to be before the write was sent and only its list lagged, as far as the clocks can tell. */
function isOlder({ createdAt }: Written, memory: Sent | undefined): boolean {
  if (memory === undefined || createdAt == null) return false;
  const age = memory.at - Date.parse(createdAt);
  return age > clocksMs && age < longestLagMs;
}

/** Whether all say the same: then it does not matter whose is which. */
const areEqual = (outputs: readonly unknown[]): boolean =>
  new Set(outputs.map((each) => JSON.stringify(each))).size < 2;
