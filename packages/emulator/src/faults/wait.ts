/**
 * Waits in real time. A wait without an end (`Infinity`) needs no timer, so it does not keep the process.
 * @throws the signal's reason when it is aborted.
 */
export function wait(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const aborted = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const ends = (): void => {
      signal?.removeEventListener("abort", aborted);
      resolve();
    };
    const timer = milliseconds === Infinity ? undefined : setTimeout(ends, milliseconds);
    if (signal?.aborted) aborted();
    else signal?.addEventListener("abort", aborted, { once: true });
  });
}
