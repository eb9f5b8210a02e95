import type { Sample } from "./sample.ts";
import { openedAs } from "./guarded.ts";
import type { WorldSession } from "./world.ts";

/**
 * The samples, and what else of fresh worlds one run of the suite has found. Every test opens a world that holds the same, and
 * looking for it again takes almost half of the requests of a run.
 */
export class KeptSamples {
  readonly #kept = new Map<string, readonly Sample[]>();
  readonly #found = new Map<string, unknown>();
  /** A second sample that enters somebody must be of somebody else in one world. */
  readonly #given = new WeakMap<WorldSession, Set<string>>();

  /** Those kept, where nothing was done in the world yet; else those that are found now. */
  async of(
    world: WorldSession,
    capability: string,
    find: () => Promise<readonly Sample[]>,
  ): Promise<readonly Sample[]> {
    const key = keyOf(world, capability);
    const given = this.#given.get(world) ?? new Set();
    if (key === undefined || given.has(capability)) return find();
    const kept = this.#kept.get(key) ?? (await find());
    this.#kept.set(key, kept);
    if (capability.endsWith(".create")) this.#given.set(world, given.add(capability));
    return kept;
  }

  /**
   * What was found out of a world in which nothing was done yet; of any other it is found out now. Most tests begin with some of
   * it, such as all open applications.
   */
  async found<T>(world: WorldSession, what: string, find: () => Promise<T>): Promise<T> {
    const key = keyOf(world, what);
    if (key === undefined) return find();
    const kept = this.#found.has(key) ? (this.#found.get(key) as T) : await find();
    this.#found.set(key, kept);
    return kept;
  }
}

/** What is found out of a trial's world: once in a run, where nothing was done in it yet. */
export const foundOnce = <T>(
  { world, samples }: { readonly world: WorldSession; readonly samples?: KeptSamples },
  what: string,
  find: () => Promise<T>,
): Promise<T> => samples?.found(world, what, find) ?? find();

/** By what something is kept of a world in which nothing was done yet; undefined of any other. */
function keyOf(world: WorldSession, capability: string): string | undefined {
  const state = openedAs(world);
  return !state || state.changed || world.writes() > 0 ? undefined : `${state.customer} ${capability}`;
}
