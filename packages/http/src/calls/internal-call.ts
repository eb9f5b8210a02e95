import { CallAborted, DeadlineExceeded, steadyNow, type Call, type Clock } from "@anyats/core";

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
export async function internally<T>(
  clock: Clock,
  { capability, adapter, timeoutMs = 60_000, signal }: InternalPurpose,
  run: (call: Call) => Promise<T>,
): Promise<T> {
  if (signal?.aborted) throw new CallAborted();
  const stop = new AbortController();
  const ended = new AbortController();
  const abort = () => stop.abort(new CallAborted());
  signal?.addEventListener("abort", abort, { once: true });
  clock.sleep(timeoutMs, ended.signal).then(
    () => stop.abort(new DeadlineExceeded(timeoutMs)),
    () => {},
  );
  try {
    return await run({
      capability,
      adapter,
      signal: stop.signal,
      deadline: steadyNow(clock) + timeoutMs,
      raw: false,
      priority: "interactive",
      idempotencyKey: undefined,
      pageSize: undefined,
      remember: () => Promise.resolve(),
      memory: undefined,
      warn: () => {},
      note: () => {},
    });
  } finally {
    signal?.removeEventListener("abort", abort);
    ended.abort();
  }
}
