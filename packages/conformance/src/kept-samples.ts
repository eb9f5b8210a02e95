import type { Sample } from "./sample.ts";
import { openedAs } from "./guarded.ts";
import type { WorldSession } from "./world.ts";

/**
 * The samples that one run of the suite has found in fresh worlds. Every test opens a world that holds the same, and looking
 * for a sample in it takes a third of the requests of a run.
 */
export class KeptSamples {
  readonly #kept = new Map<string, readonly Sample[]>();
  /** A second sample in one world must be of somebody else. */
  readonly #given = new WeakSet<WorldSession>();

  /** Those kept, where nothing was done in the world yet; else those that are found now. */
  async of(
    world: WorldSession,
    capability: string,
    find: () => Promise<readonly Sample[]>,
  ): Promise<readonly Sample[]> {
    const state = openedAs(world);
    if (!state || state.changed || this.#given.has(world) || world.writes() > 0) return find();
    const key = `${state.customer} ${capability}`;
    const kept = this.#kept.get(key) ?? (await find());
    this.#kept.set(key, kept);
    this.#given.add(world);
    return kept;
  }
}
