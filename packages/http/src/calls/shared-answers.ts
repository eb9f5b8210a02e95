import { AtsError, type Call } from "@anyats/core";
import { keepLatest } from "./keep-latest.ts";

/** What is being read, and the call that reads it. */
interface UnderWay<T> {
  readonly answer: Promise<T>;
  readonly by: Pick<Call, "deadline" | "priority">;
}

/** So much later a call must end to read again what another one had no time for, in milliseconds. Calls that begin together share a failure. */
const moreTimeMs = 1_000;

/**
 * Whether a call that waited must read for itself: the reader gave up, or failed where this call can wait longer or goes
 * first, such as for a quota that renews after the reader's deadline.
 */
function readsAgain(error: unknown, { by }: UnderWay<unknown>, call: Call): boolean {
  if (!AtsError.is(error)) return false;
  if (error.code === "call.aborted" || error.code === "call.deadline-exceeded") return true;
  const hasMore =
    call.deadline >= by.deadline + moreTimeMs || (by.priority === "bulk" && call.priority === "interactive");
  return error.retry !== "never" && hasMore;
}

/** Waits for what another call reads, until this one gives up. */
export async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  promise.catch(() => {}); // Where it is given up, nobody else may wait for it, and a failure would end the process.
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const leave = () => aborted.reject(signal.reason as Error);
  signal.addEventListener("abort", leave);
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", leave);
  }
}

/**
 * Answers that many calls of a connection need: each is read by one call at a time, the others wait for it. The last
 * ones are kept, up to `capacity`.
 */
export class SharedAnswers<T> {
  readonly #kept = new Map<string, T>();
  readonly #underWay = new Map<string, UnderWay<T>>();
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** What was read before. */
  kept(key: string): T | undefined {
    return this.#kept.get(key);
  }

  keep(key: string, answer: T): void {
    keepLatest(this.#kept, key, answer, this.#capacity);
  }

  /**
   * Reads again, or waits for the call that does so already. A failure is not kept.
   * @param isFresh Whether the reading must begin after this call: what is under way may show what was before a change.
   */
  async read(key: string, call: Call, read: () => Promise<T>, isFresh = false): Promise<T> {
    const tooOld = isFresh ? this.#underWay.get(key) : undefined;
    for (;;) {
      const underWay = this.#underWay.get(key);
      if (!underWay) return this.#read(key, call, read);
      try {
        const answer = await untilAborted(underWay.answer, call.signal);
        if (underWay !== tooOld) return answer;
      } catch (error) {
        if (call.signal.aborted || (underWay !== tooOld && !readsAgain(error, underWay, call))) throw error;
      }
    }
  }

  async #read(key: string, { deadline, priority }: Call, read: () => Promise<T>): Promise<T> {
    const reading = read();
    this.#underWay.set(key, { answer: reading, by: { deadline, priority } });
    try {
      const answer = await reading;
      this.keep(key, answer);
      return answer;
    } finally {
      this.#underWay.delete(key);
    }
  }
}
