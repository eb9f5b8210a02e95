import { Container, ContainerModule } from "inversify";
import { ADAPTER, lineage, type Adapter } from "../adapter/adapter.ts";
import { LIMITATIONS } from "../adapter/limitation.ts";
import { CLOCK, systemClock } from "../collaborators/clock.ts";
import { EVENTS, EventHub } from "../collaborators/events.ts";
import { FINGERPRINT_SECRET, LEDGER, memoryLedger } from "../collaborators/ledger.ts";
import { LOGGER, silentLogger } from "../collaborators/logger.ts";
import { Secret } from "../collaborators/secret.ts";
import { CONNECTION_ID, SETTINGS, type Settings } from "../collaborators/settings.ts";
import { AdapterDefinitionError } from "../errors/index.ts";
import { limitationsOf } from "./limitation-checks.ts";

/**
 * A container with everything that a connection of this adapter is made of. Shared with nothing.
 * @throws {AdapterDefinitionError} when the app brings a ledger, and nothing tells the adapter's connections apart.
 */
export function containerOf(
  adapter: Adapter,
  settings: Settings,
  modules: readonly ContainerModule[] = [],
  fingerprintSecret?: string,
): Container {
  const container = new Container();
  container.bind(ADAPTER).toConstantValue(adapter);
  container.bind(SETTINGS).toConstantValue(settings);
  container.bind(LIMITATIONS).toConstantValue(limitationsOf(adapter.limitations));
  container.load(...lineage(adapter).map(({ register }) => new ContainerModule(register)), ...modules);
  bindConnectionId(container, adapter);
  if (!container.isBound(CLOCK)) container.bind(CLOCK).toConstantValue(systemClock);
  if (!container.isBound(LOGGER)) container.bind(LOGGER).toConstantValue(silentLogger);
  if (fingerprintSecret !== undefined && !container.isBound(FINGERPRINT_SECRET))
    container.bind(FINGERPRINT_SECRET).toConstantValue(new Secret(fingerprintSecret));
  if (!container.isBound(EVENTS)) container.bind(EVENTS).toConstantValue(new EventHub());
  if (!container.isBound(LEDGER)) container.bind(LEDGER).toConstantValue(memoryLedger(undefined, container.get(CLOCK)));
  return container;
}

/** Only a ledger of the app can be shared: one customer's write would count there as done for all. */
function bindConnectionId(container: Container, adapter: Adapter): void {
  if (container.isBound(CONNECTION_ID)) return;
  if (container.isBound(LEDGER))
    throw new AdapterDefinitionError(
      adapter.id,
      'a ledger that connections may share needs "connection-id", which nothing is bound to',
      "Bind CONNECTION_ID to what tells one customer's connection from another's, in `bindings` or in a module of the app.",
    );
  container.bind(CONNECTION_ID).toConstantValue("");
}
