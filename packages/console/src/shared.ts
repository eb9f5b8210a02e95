import type { Clock } from "@anyats/core";

/** One answer for all who ask within a time; a call meanwhile waits for the same. */
export function shared<T>(make: () => Promise<T>, ms: number, clock: Clock): () => Promise<T> {
  let made: { readonly at: number; readonly value: Promise<T> } | undefined;
  return () => {
    const now = clock.now();
    if (made && now - made.at < ms && now >= made.at) return made.value;
    const value = make();
    made = { at: now, value };
    value.catch(() => (made = undefined));
    return value;
  };
}
