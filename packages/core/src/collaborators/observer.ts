import type { AtsError } from "../errors/index.ts";
import { token, type Token } from "../adapter/injection.ts";

/** One call, or one page of a stream, as telemetry sees it. Nothing in it is secret or personal. */
export interface ObservedCall {
  readonly capability: string;
  readonly kind: string;
  readonly adapter: string;
  readonly lane: string;
}

/**
 * What is known when a call has ended: `attempts` (requests that left), `waitedMs` (all waits), of which `quotaWaitMs` in
 * `quotaWaits` waits for a limit, `bytes` (of the answers, unpacked), `records`, `quarantined`. An adapter may add more;
 * what did not happen is absent.
 */
export type CallFacts = Readonly<Record<string, number>>;

/** What to call at the end of what an observer watches: with the error, when there was one. */
export type Ended = (facts: CallFacts, error: AtsError | undefined) => void;

/** Watches calls, for telemetry. Several may be bound. What one throws disturbs no call. */
export interface Observer {
  /** A call begins, or the request of one page of a stream. */
  started(call: ObservedCall): Ended;
  /**
   * The records of a page are about to be read. Its request has ended before, perhaps long before, since pages are
   * fetched ahead: `call` is the very object that `started` got. Not called for a page that nobody takes.
   */
  reading?(call: ObservedCall): Ended;
  /** Runs what a started call does, such as with its span as the current one. It calls `work` once, at once. */
  within?<T>(call: ObservedCall, work: () => T): T;
}

export const OBSERVER: Token<Observer> = token("observer");
