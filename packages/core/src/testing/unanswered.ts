/** What has no answer yet: a request that nothing refers to is collected with its signal, and never hears of the abort. */
const waiting = new Set<object>();

/** An answer that never comes. Ends with the reason of the request's signal once that is aborted, also where it was before. */
export function unanswered(request: { readonly signal: AbortSignal }): Promise<never> {
  const { signal } = request;
  waiting.add(request);
  return new Promise((_resolve, reject) => {
    const stop = () => {
      waiting.delete(request);
      reject(signal.reason as Error);
    };
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}
