import { Coverage } from "../tools/coverage.ts";
import type { Tool, ToolProfile } from "../tools/profile.ts";
import type { Address } from "../wire/definition.ts";
import { VirtualClock } from "../world/clock.ts";
import { komboId } from "../world/kombo-id.ts";
import { World } from "../world/world.ts";
import { Integration } from "./integration.ts";
import type { ResolvedOptions } from "./options.ts";
import { Quota } from "./quota.ts";
import { WebhookSender } from "./webhooks/webhook-sender.ts";

/** A sync that Kombo runs or has queued. */
interface Sync {
  readonly id: string;
  readonly type: "FULL" | "DELTA";
  /** In milliseconds since 1970. */
  readonly endsAt: number;
}

/** All that one emulator of Kombo's API holds. */
export interface EmulatorState {
  readonly options: ResolvedOptions;
  readonly clock: VirtualClock;
  readonly world: World;
  readonly profile: ToolProfile;
  readonly tool: Tool;
  readonly integration: Integration;
  readonly webhooks: WebhookSender;
  readonly quota: Quota;
  readonly syncs: Sync[];
  /** The emulator's own address, without a path. */
  readonly address: Pick<Address, "origin">;
}

export function createState(options: ResolvedOptions, profile: ToolProfile, address: Address): EmulatorState {
  const clock = new VirtualClock(options.now, options.runningClock);
  const coverage = new Coverage(profile.coverage, options.coverage);
  const integration = new Integration(
    options.integrationState,
    coverage,
    () => void webhooks.send("integration-state-changed"),
  );
  const webhooks = new WebhookSender({ options, clock, integration });
  const world = new World({
    clock,
    identify: (remoteId) => komboId(options.integrationId, remoteId),
    changed: (model) => webhooks.changed(model),
  });
  return {
    options,
    clock,
    world,
    profile,
    tool: profile.open(world, options),
    integration,
    webhooks,
    quota: new Quota(clock, options),
    syncs: [],
    address,
  };
}
