import { Container, type ContainerModule } from "inversify";
import type { z } from "zod";
import { ADAPTER, lineage, type Adapter, type SettingsOf } from "../adapter/adapter.ts";
import { capabilityOf } from "../adapter/check-definition.ts";
import { LIMITATIONS } from "../adapter/limitation.ts";
import { capabilityIds } from "../capabilities/catalogue.ts";
import { CLOCK, systemClock } from "../collaborators/clock.ts";
import { EVENTS, EventHub } from "../collaborators/events.ts";
import { LEDGER, memoryLedger } from "../collaborators/ledger.ts";
import { LOGGER, silentLogger } from "../collaborators/logger.ts";
import { CONNECTION_ID, SETTINGS, type Settings } from "../collaborators/settings.ts";
import { COVERAGE_NARROWER } from "../coverage/narrower.ts";
import { coverageOfContainer } from "../coverage/derive.ts";
import type { CoverageReport } from "../coverage/report.ts";
import { ConnectionClosed, InvalidInput, inputIssues } from "../errors/index.ts";
import type { ClientOf } from "./client.ts";
import { limitationsOf } from "./limitation-checks.ts";
import { Pipeline } from "./pipeline.ts";

/**
 * Modules of the application, for one connection, loaded last. They `bind` a collaborator of the core (clock, logger,
 * ledger, observers) and `rebind` a handler or a collaborator of the adapter.
 */
export interface ConnectOptions {
  readonly modules?: readonly ContainerModule[];
}

/** A container with everything that a connection of this adapter is made of. Shared with nothing. */
export function containerOf(adapter: Adapter, settings: Settings, modules: readonly ContainerModule[] = []): Container {
  const container = new Container();
  container.bind(ADAPTER).toConstantValue(adapter);
  container.bind(SETTINGS).toConstantValue(settings);
  container.bind(LIMITATIONS).toConstantValue(limitationsOf(adapter.limitations));
  container.load(...lineage(adapter).map(({ module }) => module), ...modules);
  if (!container.isBound(CONNECTION_ID)) container.bind(CONNECTION_ID).toConstantValue("");
  if (!container.isBound(CLOCK)) container.bind(CLOCK).toConstantValue(systemClock);
  if (!container.isBound(LOGGER)) container.bind(LOGGER).toConstantValue(silentLogger);
  if (!container.isBound(EVENTS)) container.bind(EVENTS).toConstantValue(new EventHub());
  if (!container.isBound(LEDGER)) container.bind(LEDGER).toConstantValue(memoryLedger());
  return container;
}

/**
 * Connects one customer's ATS. Nothing is sent: the first call does that.
 * @param settings What the adapter needs to be told, see its page; secrets are kept so that nothing prints them.
 * @throws {InvalidInput} when a setting is missing or wrong.
 * @throws {AdapterDefinitionError} when a handler asks for something that is not bound, or bound twice.
 */
export async function connect<const A extends Adapter>(
  adapter: A,
  settings: z.input<SettingsOf<A>>,
  { modules = [] }: ConnectOptions = {},
): Promise<ClientOf<A>> {
  const parsed = await adapter.settings.safeParseAsync(settings);
  if (!parsed.success)
    throw new InvalidInput(`The settings for ${adapter.name}`, inputIssues(parsed.error)).within({
      capability: "connect",
      adapter: adapter.id,
    });
  const container = containerOf(adapter, parsed.data as Settings, modules);
  return clientOf(adapter, container) as ClientOf<A>;
}

type CoverageOptions = { readonly refresh?: boolean; readonly signal?: AbortSignal };
type Groups = Record<string, Record<string, unknown>>;

function clientOf(adapter: Adapter, container: Container): object {
  const closing = new AbortController();
  const pipeline = new Pipeline(adapter, container, closing.signal);
  const methods: Groups = {};
  for (const id of [...capabilityIds, ...adapter.ownCapabilities.map((own) => own.id)]) {
    const capability = capabilityOf(adapter, id)!;
    const [group, method] = id.split(".", 2) as [string, string];
    const perform = capability.kind === "stream" ? "stream" : "call";
    (methods[group] ??= {})[method] = (input: unknown, options: object) =>
      pipeline[perform](capability, input, options);
  }
  const events = container.get(EVENTS);
  const coverage = async (options?: CoverageOptions) => {
    if (closing.signal.aborted) throw new ConnectionClosed().within({ capability: "coverage", adapter: adapter.id });
    return narrowed(container, options);
  };
  const close = async () => {
    closing.abort();
    await container.unbindAllAsync();
  };
  return Object.freeze({
    ...methods,
    adapter,
    supports: (id: string) => pipeline.supports(id),
    coverage,
    on: events.on.bind(events),
    close,
    [Symbol.asyncDispose]: close,
  });
}

async function narrowed(container: Container, options: CoverageOptions = {}): Promise<CoverageReport> {
  const report = coverageOfContainer(container.get(ADAPTER), container);
  const narrower = container.get(COVERAGE_NARROWER, { optional: true });
  return narrower ? narrower.narrow(report, options) : report;
}
