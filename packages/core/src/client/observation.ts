import type { CallFacts, ObservedCall, Observer } from "../collaborators/observer.ts";
import type { AtsError } from "../errors/index.ts";

/** Tells something to a part of the app, whose failure is not the call's, also where it is an async function. */
export function undisturbed<T>(tell: () => T): T | undefined {
  try {
    const told = tell();
    Promise.resolve(told).catch(() => {});
    return told;
  } catch {
    return undefined;
  }
}

/** Tells all observers that a call, or the reading of its page, begins. @returns What tells them that it ended. */
export function observe(
  observers: readonly Observer[],
  what: "started" | "reading",
  call: ObservedCall,
): (facts: CallFacts, error?: AtsError) => void {
  const ends = observers.map((observer) => undisturbed(() => observer[what]?.(call)));
  return (facts, error) => {
    for (const end of ends) undisturbed(() => end?.(facts, error));
  };
}

/** Does the work of a call within all observers, the first outermost. */
export function observedWork<T>(
  observers: readonly Observer[],
  call: ObservedCall,
  work: () => Promise<T>,
): Promise<T> {
  let begun: Promise<T> | undefined;
  const once = () => (begun ??= (async () => work())());
  const run = observers.reduceRight<() => Promise<T>>(
    (inner, observer) => (observer.within ? () => observer.within!(call, inner) : inner),
    once,
  );
  // What comes of the work goes to the caller; what an observer makes of it stays with the observer.
  void undisturbed(run);
  return once();
}
