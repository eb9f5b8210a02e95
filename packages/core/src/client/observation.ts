import type { CallFacts, ObservedCall, Observer } from "../collaborators/observer.ts";
import type { AtsError } from "../errors/index.ts";

/** Tells something to a part of the app, whose failure is not the call's. */
export function undisturbed<T>(tell: () => T): T | undefined {
  try {
    return tell();
  } catch {
    return undefined;
  }
}

/** Tells all observers that a call begins. @returns What tells them that it ended. */
export function observe(
  observers: readonly Observer[],
  call: ObservedCall,
): (facts: CallFacts, error?: AtsError) => void {
  const ends = observers.map((observer) => undisturbed(() => observer.started(call)));
  return (facts, error) => {
    for (const end of ends) undisturbed(() => end?.(facts, error));
  };
}
