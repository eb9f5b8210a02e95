import type { World } from "../world/world.ts";

/** What every emulator can be told, whatever it speaks. Everything has a default. */
export interface WireOptions {
  /** Same seed, same data. Default 1. */
  readonly seed?: number;
  /** How many candidates there are; jobs and applications follow from it. Default 2000. */
  readonly candidates?: number;
  /** Start of the virtual clock. Default 2026-11-23T09:00:00.000Z; with `runningClock`, the present. */
  readonly now?: string | Date;
  /**
   * Whether the clock also goes on in real time. Default false in process: it stands still until `clock.advance`.
   * Default true for `startEmulator` without `now`.
   */
  readonly runningClock?: boolean;
  /**
   * Records that break the contract as real tools do: date-only timestamps, unmapped enum values. Default false,
   * because Kombo's official SDK refuses a whole page for one of them.
   */
  readonly oddities?: boolean;
  /** How many of the last requests `requests` remembers, and how many deliveries `webhooks`. Default 100,000. */
  readonly rememberedRequests?: number;
  /**
   * Changes what the emulator holds before anything is asked for. Of the emulators that are made with the same function and
   * options, the first is changed by it and the others get a copy: declare it once, outside of your tests.
   */
  prepare?(emulator: { readonly world: World }): void;
}

/** The options with their defaults, but for the clock's start, which only the clock itself can take exactly. */
export interface ResolvedWireOptions extends Required<Omit<WireOptions, "now" | "prepare">> {
  readonly now: string | Date | undefined;
  readonly prepare: WireOptions["prepare"];
}

/**
 * The options with every default filled in.
 * @throws {RangeError} when one is not valid.
 */
export function resolveWireOptions(options: WireOptions): ResolvedWireOptions {
  const { candidates = 2_000 } = options;
  if (!Number.isInteger(candidates) || candidates < 0)
    throw new RangeError("candidates: expected a whole number of 0 or more");
  return {
    candidates,
    seed: options.seed ?? 1,
    now: options.now,
    runningClock: options.runningClock ?? false,
    oddities: options.oddities ?? false,
    rememberedRequests: options.rememberedRequests ?? 100_000,
    prepare: options.prepare,
  };
}
