import type { AtsError } from "../errors/index.ts";
import { token, type Token } from "../adapter/injection.ts";

/** One call, or one page of a stream, as telemetry sees it. Nothing in it is secret or personal. */
export interface ObservedCall {
  readonly capability: string;
  readonly kind: string;
  readonly adapter: string;
  readonly lane: string;
}

/** What is known when a call has ended: `attempts`, `waitedMs`, `bytes`, `records`, `quarantined` … */
export type CallFacts = Readonly<Record<string, number>>;

/** Watches calls, for telemetry. Several may be bound. */
export interface Observer {
  /** @returns What to call at the end: with the error, when there was one. */
  started(call: ObservedCall): (facts: CallFacts, error: AtsError | undefined) => void;
}

export const OBSERVER: Token<Observer> = token("observer");
