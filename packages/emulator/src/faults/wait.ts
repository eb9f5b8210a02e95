/** What has no answer yet. Node collects a request that nothing refers to, and its signal is never aborted then. */
const waiting = new Set<object>();

/**
 * Waits in real time. A wait without an end (`Infinity`) needs no timer, so it does not keep the process.
 * @throws the reason of the request's signal when it is aborted.
 */
export function wait(
  milliseconds: number,
  request: { readonly signal: AbortSignal },
  signal: AbortSignal = request.signal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const aborted = (): void => {
      clearTimeout(timer);
      waiting.delete(request);
      reject(signal.reason as Error);
    };
    const ends = (): void => {
      signal.removeEventListener("abort", aborted);
      waiting.delete(request);
      resolve();
    };
    const timer = milliseconds === Infinity ? undefined : setTimeout(ends, milliseconds);
    if (signal.aborted) return aborted();
    waiting.add(request);
    signal.addEventListener("abort", aborted, { once: true });
  });
}
