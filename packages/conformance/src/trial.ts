import {
  connect,
  type Adapter,
  type AnyCapability,
  type Client,
  type CoverageCell,
  type CoverageReport,
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

/** Another connection to the world of a trial, which has kept nothing yet. */
export async function connectedTo({
  adapter,
  world,
}: Pick<Trial, "adapter" | "world">): Promise<
  AsyncDisposable & { call(id: string, input: unknown): Promise<unknown> }
> {
  const ats = (await connect(adapter, world.settings as never, { modules: world.modules ?? [] })) as Client;
  return {
    call: async (id, input) => methodOf(ats, { id })(input),
    [Symbol.asyncDispose]: () => ats.close(),
  };
}

/** Connects an adapter to a fresh world for one test. */
export async function openTrial(
  adapter: Adapter,
  capability: AnyCapability,
  cell: CoverageCell,
  world: WorldSession,
  claims: CoverageReport,
): Promise<Trial> {
  const ats = (await connect(adapter, world.settings as never, { modules: world.modules ?? [] })) as Client;
  return {
    adapter,
    capability,
    cell,
    claims,
    world,
    ats,
    call: async (id, input, options) => (await methodOf(ats, { id })(input, options)) as never,
    stream: (id, filter = {}, options: StreamOptions = {}) =>
      methodOf(ats, { id })(filter, options) as RecordStream<{ readonly id: string }>,
    offers: (id) => (ats.supports as (id: string) => boolean)(id),
  };
}
