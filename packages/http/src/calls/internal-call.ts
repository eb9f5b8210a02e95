import { withinLimits, type Call, type Clock } from "@anyats/core";

/** What a request is made for that no capability asked for. */
export interface InternalPurpose {
  /** What errors and events name, such as `coverage`. */
  readonly capability: string;
  readonly adapter: string;
  /** How long it may take, in milliseconds. Default 60,000. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Gives a request that no capability asked for what the transport needs of a call: a signal and a deadline.
 * @throws {CallAborted} when the purpose's signal is aborted.
 * @throws {DeadlineExceeded} when it takes too long.
 */
export function internally<T>(
  clock: Clock,
  { capability, adapter, timeoutMs = 60_000, signal: given }: InternalPurpose,
  run: (call: Call) => Promise<T>,
): Promise<T> {
  const limits = { timeoutMs, signals: [given], mayHaveWritten: false };
  return withinLimits(clock, limits, (signal, deadline) =>
    run({
      capability,
      adapter,
      signal,
      deadline,
      raw: false,
      priority: "interactive",
      idempotencyKey: undefined,
      pageSize: undefined,
      remember: () => Promise.resolve(),
      memory: undefined,
      warn: () => {},
      note: () => {},
    }),
  );
}
