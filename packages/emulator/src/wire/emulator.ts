import type { Faults } from "../faults/rule.ts";
import type { RequestLog } from "../http/request-log.ts";
import type { Clock } from "../world/clock.ts";
import type { World } from "../world/world.ts";
import type { WireFace } from "./definition.ts";

/** What every emulator has, whatever it speaks. */
export interface EmulatorBase {
  /** Answers requests to `url` without a network; any other address cannot be reached. */
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  /** Every request that was seen. */
  readonly requests: RequestLog;
  readonly faults: Faults;
  /** All records, to look into and to change. */
  readonly world: World;
}

/** An emulator of any tool, with what all of them have. */
export type AnyEmulator = EmulatorBase & WireFace;
