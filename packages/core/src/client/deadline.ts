import { steadyNow, type Clock } from "../collaborators/clock.ts";
import { AtsError, CallAborted, DeadlineExceeded } from "../errors/index.ts";

/** Ends what goes on in the background. Without a reason, `abort` makes a `DOMException` with a stack that nobody reads. */
export const over = new Error("It is over.");

/** What limits a call in time. */
export interface Limits {
  readonly timeoutMs: number;
  /** Ends the call when the connection is closed. */
  readonly closed?: AbortSignal;
  /** Other signals that end the call: the caller's, the stream's. */
  readonly signals: readonly (AbortSignal | undefined)[];
  /** Whether the call may have changed something by the time it is cut off. */
  readonly mayHaveWritten: boolean;
}

/**
 * Runs an operation within its limits. When a limit strikes, the operation's signal is aborted and it may say itself
 * how it ended; one that does not react is left behind. Leaves no timer and no listener.
 * @param run Gets the signal, and until when it may take.
 * @throws {CallAborted} when a signal ends it.
 * @throws {DeadlineExceeded} when it takes too long.
 */
export async function withinLimits<T>(
  clock: Clock,
  limits: Limits,
  run: (signal: AbortSignal, deadline: number) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const finished = new AbortController();
  const { closed, mayHaveWritten } = limits;
  const cutOff = Promise.withResolvers<never>();
  // Not by a listener of the signal: what knows the signal of a request for long would know the call, and its connection.
  const end = (reason: AtsError) => {
    controller.abort(reason);
    setTimeout(() => cutOff.reject(controller.signal.reason as AtsError), 0);
  };
  const abort = () => end(new CallAborted(mayHaveWritten, closed?.aborted));
  const signals = [closed, ...limits.signals].filter((signal) => signal !== undefined);
  if (signals.some(({ aborted }) => aborted)) throw new CallAborted();
  for (const signal of signals) signal.addEventListener("abort", abort, { once: true });
  clock.sleep(limits.timeoutMs, finished.signal).then(
    () => end(new DeadlineExceeded(limits.timeoutMs, mayHaveWritten)),
    () => {},
  );
  try {
    return await Promise.race([run(controller.signal, steadyNow(clock) + limits.timeoutMs), cutOff.promise]);
  } catch (error) {
    if (controller.signal.aborted && !AtsError.is(error)) throw controller.signal.reason;
    throw error;
  } finally {
    for (const signal of signals) signal.removeEventListener("abort", abort);
    finished.abort(over);
  }
}
