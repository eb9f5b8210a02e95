import { Quota } from "./kombo/quota.ts";
import type { IntegrationState, ResolvedOptions } from "./options.ts";
import { Coverage } from "./tools/coverage.ts";
import type { Tool, ToolProfile } from "./tools/profile.ts";
import { tools } from "./tools/registry.ts";
import { VirtualClock } from "./world/clock.ts";
import { World } from "./world/world.ts";

/** A sync that Kombo runs or has queued. */
interface Sync {
  readonly id: string;
  readonly type: "FULL" | "DELTA";
  /** In milliseconds since 1970. */
  readonly endsAt: number;
}

/** All that one emulator holds. */
export interface EmulatorState {
  readonly options: ResolvedOptions;
  readonly clock: VirtualClock;
  readonly world: World;
  readonly profile: ToolProfile;
  readonly tool: Tool;
  readonly integration: { state: IntegrationState; readonly coverage: Coverage };
  readonly quota: Quota;
  readonly syncs: Sync[];
  /** The emulator's own address, without a path. */
  origin: string;
}

export function createState(options: ResolvedOptions, origin: string): EmulatorState {
  const clock = new VirtualClock(options.now);
  const world = new World(options.integrationId, clock);
  const profile: ToolProfile = tools[options.tool];
  return {
    options,
    clock,
    world,
    profile,
    tool: profile.open(world, options),
    integration: { state: options.integrationState, coverage: new Coverage(profile.coverage, options.coverage) },
    quota: new Quota(clock, options),
    syncs: [],
    origin,
  };
}
