import type { Address } from "../wire/definition.ts";
import type { VirtualClock } from "../world/clock.ts";
import type { WorldModel } from "../world/models.ts";
import type { World } from "../world/world.ts";
import type { AshbyKey } from "./access.ts";
import type { FieldValues } from "./custom-fields.ts";

/** How incremental runs go. Tests may change it at any time. */
export interface AshbySync {
  /** How many days an unused sync token lasts (reported: about a month). */
  tokenDays: number;
  /** Records beyond which an incremental run is refused; the real number is not published. */
  largestIncrement: number;
}

/** A file that was uploaded and belongs to nobody yet. */
export interface Upload {
  readonly name: string;
  readonly contentType: string;
  content: Uint8Array | undefined;
}

/** All that one emulated Ashby holds. */
export interface AshbyState {
  readonly world: World;
  readonly clock: VirtualClock;
  readonly key: AshbyKey;
  readonly sync: AshbySync;
  readonly fields: FieldValues;
  readonly uploads: Map<string, Upload>;
  /** Schedules that another key or a person made: this key cannot change them. Tests may change it at any time. */
  readonly schedulesOfOthers: Set<string>;
  /** How many changes there were, and which of them each record's last one was. */
  readonly changes: { count: number; readonly of: Map<WorldModel, Map<string, number>> };
  readonly address: Pick<Address, "origin">;
}
