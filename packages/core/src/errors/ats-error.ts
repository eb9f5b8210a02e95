/** Whose fault it is, and so who can fix it. */
export type Fault = "caller" | "configuration" | "aggregator" | "ats" | "network" | "adapter";

/**
 * Whether the same call may be made again: `never` (it would fail again), `safe` (it cannot have run, or repeating it
 * does no harm), `{ afterMs }` (the same, after that wait in milliseconds), `after-next-webhook` (wait until a webhook
 * reports a change, do not poll), `unknown-outcome` (it may have run: check before you retry).
 */
export type Retry = "never" | "safe" | "unknown-outcome" | "after-next-webhook" | { readonly afterMs: number };

/**
 * What an error concerns: this `call` only, one `capability` of the connection (other operations work), or the whole
 * `connection` (every call would fail).
 */
export type Concern = "call" | "capability" | "connection";

/** What is known of an error besides its message. */
export interface AtsErrorFacts {
  /** Stable and dotted, such as `quota.exceeded`: branch on this, never on the message. */
  readonly code: string;
  readonly fault: Fault;
  readonly retry: Retry;
  /** Default: `connection` for a fault of the configuration, else `call`. */
  readonly concerns?: Concern | undefined;
  /** One sentence: what happened. Holds no key and nothing of a person. */
  readonly message: string;
  /** One sentence: what to do. */
  readonly advice: string;
  /** The capability that was called, where one was. */
  readonly capability?: string | undefined;
  /** The adapter that was called, where one was. */
  readonly adapter?: string | undefined;
  /** The HTTP status of the aggregator or the ATS, where there was an answer. */
  readonly status?: number | undefined;
  /** The upstream's own code, such as `PLATFORM.RATE_LIMIT_EXCEEDED`. */
  readonly upstreamCode?: string | undefined;
  /** Where the upstream's log of the call can be opened. */
  readonly logUrl?: string | undefined;
  /** Further facts that are safe to print. */
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

const mark = Symbol.for("anyats.error");
const inspect = Symbol.for("nodejs.util.inspect.custom");

/**
 * The one kind of error that AnyATS throws. Everything in it is safe to print: it carries neither keys nor personal
 * data, and no `cause` that could.
 */
export class AtsError extends Error {
  override readonly name: string = "AtsError";
  readonly code: string;
  readonly fault: Fault;
  readonly retry: Retry;
  readonly concerns: Concern;
  readonly advice: string;
  readonly capability: string | undefined;
  readonly adapter: string | undefined;
  readonly status: number | undefined;
  readonly upstreamCode: string | undefined;
  readonly logUrl: string | undefined;
  readonly details: Readonly<Record<string, unknown>> | undefined;

  constructor(facts: AtsErrorFacts) {
    super(facts.message);
    this.code = facts.code;
    this.fault = facts.fault;
    this.retry = facts.retry;
    this.concerns = facts.concerns ?? (facts.fault === "configuration" ? "connection" : "call");
    this.advice = facts.advice;
    this.capability = facts.capability;
    this.adapter = facts.adapter;
    this.status = facts.status;
    this.upstreamCode = facts.upstreamCode;
    this.logUrl = facts.logUrl;
    this.details = facts.details;
    Object.defineProperty(this, mark, { value: true });
  }

  /** Whether a value is an error of AnyATS, also across copies and versions of the package. */
  static is(value: unknown): value is AtsError {
    return typeof value === "object" && value !== null && mark in value;
  }

  /** The same error with the call it belongs to, where that was not known when it was thrown. */
  within(call: { readonly capability: string; readonly adapter: string }): this {
    if (this.capability !== undefined && this.adapter !== undefined) return this;
    // A copy, since one error may reach several calls; and a true error, since only such a one keeps its stack.
    const copy = Object.setPrototypeOf(new Error(this.message), Object.getPrototypeOf(this) as object) as this;
    const stack = { value: this.stack, writable: true, configurable: true };
    Object.defineProperties(copy, { ...Object.getOwnPropertyDescriptors(this), stack });
    return Object.assign(copy, {
      capability: this.capability ?? call.capability,
      adapter: this.adapter ?? call.adapter,
    });
  }

  /** The error as plain data, for logs and for the wire. */
  toJSON(): Readonly<Record<string, unknown>> {
    const { name, code, message, fault, retry, concerns, advice } = this;
    const { capability, adapter, status, upstreamCode, logUrl, details } = this;
    const upstream = { capability, adapter, status, upstreamCode, logUrl, details };
    return { name, code, message, fault, retry, concerns, advice, ...upstream };
  }

  override toString(): string {
    return `${this.name} [${this.code}]: ${this.message} ${this.advice}`;
  }

  /** What a console shows: what happened and what to do, the facts, and where. */
  [inspect](): string {
    const { name: _name, message: _message, advice: _advice, code: _code, ...facts } = this.toJSON();
    const known = Object.entries(facts).filter(([, value]) => value !== undefined);
    const lines = known.map(([key, value]) => `  ${key}: ${typeof value === "string" ? value : JSON.stringify(value)}`);
    return [this.toString(), ...lines, ...framesOf(this)].join("\n");
  }
}

/** Where an error was made: the frames of its stack without its message, whose text may hold data. */
export function framesOf(error: Error): readonly string[] {
  const stack = typeof error.stack === "string" ? error.stack.replace(String(error.message), () => "") : "";
  return stack.split("\n").filter((line) => /^\s+at .*(:\d+:\d+|<anonymous>|index \d+|\[native code\])\)?$/.test(line));
}
