import type { Warning } from "../models/receipt.ts";

/** Which of two calls that wait goes first: a person waits for an `interactive` one, nobody for a `bulk` one. */
export type Priority = "interactive" | "bulk";

/** What the caller may say of a single call. */
export interface CallOptions {
  /** Cancels the call; it throws `CallAborted`. */
  readonly signal?: AbortSignal;
  /** How long the call may take in all, in milliseconds. */
  readonly timeoutMs?: number;
  /** Keep the wire record in `raw` of what is read. */
  readonly raw?: boolean;
  /** Say of each field of what is read where it came from, in `provenance`. Slow: for looking into a mapping. */
  readonly provenance?: boolean;
  /**
   * Commands that create, and others that may send an e-mail or a note: names this write, so that calling again with the same key
   * never writes twice. Other calls may be repeated freely, and take no notice of it.
   */
  readonly idempotencyKey?: string;
  /** Whether a person waits for the answer. Interactive calls pass bulk ones. Default: `bulk` for streams and batches, else `interactive`. */
  readonly priority?: Priority;
}

/** One call on its way through the pipeline, as a handler sees it. */
export interface Call {
  readonly capability: string;
  readonly adapter: string;
  /** Aborted by the caller, by the deadline or by the end of the connection. Hand it to everything that waits. */
  readonly signal: AbortSignal;
  /** When the answer must be there, as `steadyNow` of the connection's clock counts. Never wait past it. */
  readonly deadline: number;
  readonly raw: boolean;
  readonly provenance?: boolean;
  readonly priority: Priority;
  readonly idempotencyKey: string | undefined;
  /** How many records the caller would like at a time; `undefined` for as many as the server gives. */
  readonly pageSize: number | undefined;
  /**
   * Commands that create, before they send: keeps what `settle` needs to recognise this write, such as the ids of the
   * records that look like it now. JSON, and nothing of a person. With a durable ledger it outlives the process.
   * @throws {AtsError} `write.claim-lapsed` when the claim on the idempotency key no longer holds: send nothing.
   */
  remember(memory: unknown): Promise<void>;
  /** In `settle`: what the write remembered last; `undefined` when it remembered nothing or the memory was erased. */
  readonly memory: unknown;
  /** Adds something that the caller should know to the receipt. */
  warn(warning: Warning): void;
  /** Notes for the telemetry how the call went: attempts, waits, bytes. Numbers add up. */
  note(fact: string, value: number): void;
}
