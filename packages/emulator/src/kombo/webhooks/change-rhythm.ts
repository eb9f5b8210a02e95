import type { VirtualClock } from "../../world/clock.ts";
import type { ChangedModel } from "./changed-model.ts";

/** How long Kombo collects changes after it told some, in milliseconds (documented). */
const windowLasts = 30_000;

/**
 * When changes are told to one subscriber, as Kombo documents it: the first one at once; those of the 30 seconds after
 * that together, at the end, which opens the next 30 seconds; and nothing where nothing changed.
 */
export class ChangeRhythm {
  readonly #clock: VirtualClock;
  readonly #tell: (models: readonly ChangedModel[]) => void;
  readonly #changed = new Set<ChangedModel>();
  #windowEndsAt = -Infinity;
  #callOff = (): void => undefined;

  constructor(clock: VirtualClock, tell: (models: readonly ChangedModel[]) => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  /** A record of this model changed. */
  changed(model: ChangedModel): void {
    if (this.#changed.size === 0) this.#callOff = this.#clock.at(this.#windowEndsAt, () => this.#tellAll());
    this.#changed.add(model);
  }

  /** What was not told is never told. */
  end(): void {
    this.#callOff();
  }

  #tellAll(): void {
    const models = [...this.#changed];
    this.#changed.clear();
    this.#windowEndsAt = this.#clock.milliseconds() + windowLasts;
    this.#tell(models);
  }
}
