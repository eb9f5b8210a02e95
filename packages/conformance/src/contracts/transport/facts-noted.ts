import type { CallFacts, Observer } from "@anyats/core";

/** Adds up what observers learn of calls, from the last time that it was taken. */
export function factsNoted() {
  let facts: Record<string, number> = {};
  const add = (noted: CallFacts) => {
    for (const [name, value] of Object.entries(noted)) facts[name] = (facts[name] ?? 0) + value;
  };
  const observer: Observer = { started: () => add, reading: () => add };
  return {
    observer,
    taken: () => {
      const all = facts;
      facts = {};
      return all;
    },
  };
}
