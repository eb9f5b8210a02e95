import type { Container, ContainerModule } from "inversify";
import type { z } from "zod";
import { ADAPTER, type Adapter, type SettingsOf } from "../adapter/adapter.ts";
import { capabilityOf } from "../adapter/check-definition.ts";
import { capabilityIds } from "../capabilities/catalogue.ts";
import { EVENTS } from "../collaborators/events.ts";
import { LOGGER } from "../collaborators/logger.ts";
import type { Settings } from "../collaborators/settings.ts";
import { COVERAGE_NARROWER } from "../coverage/narrower.ts";
import type { CoverageReport } from "../coverage/report.ts";
import { ConnectionClosed, InvalidInput, inputIssues } from "../errors/index.ts";
import type { ClientOf } from "./client.ts";
import { logEvents } from "./log-events.ts";
import { Pipeline } from "./pipeline.ts";

/**
 * Modules of the application, for one connection, loaded last. They `bind` a collaborator of the core (clock, logger,
 * ledger, observers) and `rebind` a handler or a collaborator of the adapter.
 */
export interface ConnectOptions {
  readonly modules?: readonly ContainerModule[];
  /**
   * Keys the fingerprints in checkpoints and ledgers, so that no one without it can check a guess of an input or a filter.
   * At least 16 characters, one for all processes of the app; or bind FINGERPRINT_SECRET. Changing it makes checkpoints
   * and open idempotency keys useless.
   */
  readonly fingerprintSecret?: string;
}

function checkSecret(secret: unknown, adapter: string): void {
  if (secret === undefined || (typeof secret === "string" && secret.length >= 16)) return;
  throw new InvalidInput("The options of connect", [
    { path: "fingerprintSecret", message: "must have at least 16 characters" },
  ]).within({ capability: "connect", adapter });
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
  { modules = [], fingerprintSecret }: ConnectOptions = {},
): Promise<ClientOf<A>> {
  checkSecret(fingerprintSecret, adapter.id);
  const parsed = await adapter.settings.safeParseAsync(settings);
  if (!parsed.success)
    throw new InvalidInput(`The settings for ${adapter.name}`, inputIssues(parsed.error)).within({
      capability: "connect",
      adapter: adapter.id,
    });
  // Loaded by the first connection, so that a process that only imports this package starts without them.
  const { containerOf } = await import("./container.ts");
  const { coverageOfContainer } = await import("../coverage/derive.ts");
  const container = containerOf(adapter, parsed.data as Settings, modules, fingerprintSecret);
  return clientOf(adapter, container, coverageOfContainer) as ClientOf<A>;
}

type CoverageOptions = { readonly refresh?: boolean; readonly signal?: AbortSignal };
type Groups = Record<string, Record<string, unknown>>;

type Derive = (adapter: Adapter, container: Container) => CoverageReport;

function clientOf(adapter: Adapter, container: Container, derive: Derive): object {
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
  logEvents(events, container.get(LOGGER), adapter.id);
  const coverage = async (options?: CoverageOptions) => {
    if (closing.signal.aborted) throw new ConnectionClosed().within({ capability: "coverage", adapter: adapter.id });
    return narrowed(container, derive, options);
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

async function narrowed(container: Container, derive: Derive, options: CoverageOptions = {}): Promise<CoverageReport> {
  const report = derive(container.get(ADAPTER), container);
  const narrower = container.get(COVERAGE_NARROWER, { optional: true });
  return narrower ? narrower.narrow(report, options) : report;
}
