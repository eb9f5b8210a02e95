import { AtsError, type Call } from "@anyats/core";
import { keepLatest } from "./keep-latest.ts";

/** The reader gave up; anyone who waited for it must read for itself. */
function gaveUp(error: unknown): boolean {
  return AtsError.is(error) && (error.code === "call.aborted" || error.code === "call.deadline-exceeded");
}

/** Waits for what another call reads, until this one gives up. */
export async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
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
  readonly #underWay = new Map<string, Promise<T>>();
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
      if (!underWay) return this.#read(key, read);
      try {
        const answer = await untilAborted(underWay, call.signal);
        if (underWay !== tooOld) return answer;
      } catch (error) {
        if (call.signal.aborted || (underWay !== tooOld && !gaveUp(error))) throw error;
      }
    }
  }

  async #read(key: string, read: () => Promise<T>): Promise<T> {
    const reading = read();
    this.#underWay.set(key, reading);
    try {
      const answer = await reading;
      this.keep(key, answer);
      return answer;
    } finally {
      this.#underWay.delete(key);
    }
  }
}
