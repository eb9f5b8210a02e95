import type { Trial } from "../../contract-test.ts";
import { notingWrites } from "../../worlds/tapped.ts";
import { entersSomebody } from "./samples.ts";

/** What a command enters that enters somebody, each once. */
const entrances = ["candidates", "applications"] as const;

/**
 * The same way to the ATS, on which a command may write once. `isRepeated` says whether anything was written again. Who enters
 * somebody may write a person and then an application: after the first was found, the second repeats nothing.
 */
export function notingRepeats({ world, capability }: Trial, fetch: typeof globalThis.fetch) {
  const entered = () => entrances.map((kind) => world.ids(kind).length);
  const [before, there] = [world.writes(), entered()];
  const noting = notingWrites(fetch, () => world.writes());
  const isRepeated = () => {
    if (!entersSomebody(capability.id)) return world.writes() - before !== 1;
    const { written } = noting;
    return new Set(written).size < written.length || entered().some((count, nth) => count - there[nth]! > 1);
  };
  return { fetch: noting.fetch, isRepeated };
}
