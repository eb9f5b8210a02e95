import {
  connect,
  type Adapter,
  type AnyCapability,
  type Client,
  type CoverageCell,
  type RecordStream,
  type StreamOptions,
} from "@anyats/core";
import type { Trial } from "./contract-test.ts";
import type { WorldSession } from "./world.ts";

type AnyMethod = (...args: readonly unknown[]) => unknown;

/** The method of a capability on a client, also one that the type does not know. */
export function methodOf(ats: Client, { id }: Pick<AnyCapability, "id">): AnyMethod {
  const [group, method] = id.split(".", 2) as [string, string];
  const groups = ats as unknown as Record<string, Record<string, AnyMethod>>;
  return (...args) => groups[group]![method]!(...args);
}

/** Connects an adapter to a fresh world for one test. */
export async function openTrial(
  adapter: Adapter,
  capability: AnyCapability,
  cell: CoverageCell,
  world: WorldSession,
): Promise<Trial> {
  const ats = (await connect(adapter, world.settings as never, { modules: world.modules ?? [] })) as Client;
  return {
    adapter,
    capability,
    cell,
    world,
    ats,
    call: async (id, input, options) => (await methodOf(ats, { id })(input, options)) as never,
    stream: (id, filter = {}, options: StreamOptions = {}) =>
      methodOf(ats, { id })(filter, options) as RecordStream<{ readonly id: string }>,
    offers: (id) => (ats.supports as (id: string) => boolean)(id),
  };
}
