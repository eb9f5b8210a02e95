import { ADAPTER, lineage, type Adapter } from "../adapter/adapter.ts";
import { capabilityOf, checkMethod } from "../adapter/check-definition.ts";
import { handlerToken } from "../adapter/handler.ts";
import type { Token } from "../adapter/injection.ts";
import { LIMITATIONS, type Limitations } from "../adapter/limitation.ts";
import type { Module } from "../adapter/module.ts";
import { capabilityIds } from "../capabilities/catalogue.ts";
import { CLOCK, systemClock, type Clock } from "../collaborators/clock.ts";
import { EVENTS, EventHub } from "../collaborators/events.ts";
import { FINGERPRINT_SECRET, LEDGER, memoryLedger, type Ledger } from "../collaborators/ledger.ts";
import { LOGGER, silentLogger, type Logger } from "../collaborators/logger.ts";
import { OBSERVER, type Observer } from "../collaborators/observer.ts";
import { Secret } from "../collaborators/secret.ts";
import { CONNECTION_ID, SETTINGS, type Settings } from "../collaborators/settings.ts";
import { COVERAGE_NARROWER } from "../coverage/narrower.ts";
import { AdapterDefinitionError, AtsError, UnexpectedFailure } from "../errors/index.ts";
import { decidedBy, handlerTable } from "./handler-table.ts";
import { limitationsOf } from "./limitation-checks.ts";
import { nameOf, type Parts } from "./parts.ts";
import { BeyondPlainBindings, Registry, type Recipe } from "./registry.ts";

/** What an app brings for one connection. */
export interface Brought {
  /** Keeps idempotent writes over restarts; requires a connection id, which every adapter of this repository has. */
  readonly ledger?: Ledger;
  readonly logger?: Logger;
  /** Another time, for tests. */
  readonly clock?: Clock;
  /** Watch every call, for telemetry. */
  readonly observers?: readonly Observer[];
  /** What tells this connection from others of the same adapter; replaces the adapter's own. */
  readonly connectionId?: string;
  /**
   * Keys the fingerprints in checkpoints and ledgers, so that no one without it can check a guess of an input or a filter.
   * At least 16 characters, one for all processes of the app; or bind FINGERPRINT_SECRET. Changing it makes checkpoints
   * and open idempotency keys useless.
   */
  readonly fingerprintSecret?: string;
  /** Loaded last: they `bind` and `rebind` any other part. inversify's modules are welcome, too. */
  readonly modules?: readonly Module[];
}

type Bindable = Parts & { set<T>(token: Token<T>, value: T): void };

const recipe = (make: () => unknown): Recipe => ({ inject: {}, make });

/** What the core itself provides where nobody else does. Made again for each connection. */
const defaults: ReadonlyMap<Token<unknown>, Recipe> = new Map<Token<unknown>, Recipe>([
  [CLOCK, recipe(() => systemClock)],
  [LOGGER, recipe(() => silentLogger)],
  [EVENTS, recipe(() => new EventHub())],
  [LEDGER, { inject: { clock: CLOCK }, make: ({ clock }) => memoryLedger(undefined, clock as Clock) }],
  [CONNECTION_ID, recipe(() => "")],
]);

const limitations = new WeakMap<Adapter, Limitations>();

function bindBasics(parts: Bindable, adapter: Adapter, settings: Settings): void {
  const known = limitations.get(adapter) ?? limitationsOf(adapter.limitations);
  limitations.set(adapter, known);
  parts.set(ADAPTER, adapter);
  parts.set(SETTINGS, settings);
  parts.set(LIMITATIONS, known);
}

function bindBrought(
  parts: Bindable,
  { ledger, logger, clock, observers = [], connectionId, fingerprintSecret }: Brought,
): Module {
  if (ledger) parts.set(LEDGER, ledger);
  if (logger) parts.set(LOGGER, logger);
  if (clock) parts.set(CLOCK, clock);
  if (connectionId) parts.set(CONNECTION_ID, connectionId);
  if (fingerprintSecret !== undefined) parts.set(FINGERPRINT_SECRET, new Secret(fingerprintSecret));
  return { load: ({ bind }) => observers.forEach((observer) => void bind(OBSERVER).toConstantValue(observer)) };
}

/** Only a ledger of the app can be shared: one customer's write would count there as done for all. */
function checkLedger(adapter: Adapter, isBound: (token: Token<unknown>) => boolean): void {
  if (!isBound(LEDGER) || isBound(CONNECTION_ID)) return;
  throw new AdapterDefinitionError(
    adapter.id,
    'a ledger that connections may share requires "connection-id", which has no binding',
    "Bind CONNECTION_ID in the adapter's `bindings`, or give `connectionId` to `connect`: what tells one customer's connection from another's.",
  );
}

function load(adapter: Adapter, module: Module, options: Parameters<Module["load"]>[0]): void {
  if (!(module.load(options) instanceof Promise)) return;
  throw new AdapterDefinitionError(
    adapter.id,
    "a module registers asynchronously",
    "Await what it needs before `connect`, and register without waiting.",
  );
}

/** The parts of one connection, registered and not made yet. @throws {BeyondPlainBindings} */
function registryOf(adapter: Adapter, settings: Settings, brought: Brought): Registry {
  const registry = new Registry(adapter, handlerTable(adapter), defaults);
  const options = registry.options();
  bindBasics(registry, adapter, settings);
  for (const each of lineage(adapter)) {
    each.bindings?.(options);
    registry.forget(decidedBy(each));
  }
  const observing = bindBrought(registry, brought);
  for (const module of [observing, ...(brought.modules ?? [])]) load(adapter, module, options);
  checkLedger(adapter, options.isBound as (token: Token<unknown>) => boolean);
  return registry;
}

/** Adapters and modules that were checked, so that a further connection need not be. */
interface Checked {
  readonly next: WeakMap<object, Checked>;
  done: boolean;
  /** Something binds more than a registry takes. */
  container: boolean;
}
const checkedAdapters = new WeakMap<object, Checked>();

function checkedOf(adapter: Adapter, modules: readonly Module[]): Checked {
  let known: WeakMap<object, Checked> = checkedAdapters;
  let checked: Checked | undefined;
  for (const key of [adapter, ...modules]) {
    checked = known.get(key);
    if (!checked) known.set(key, (checked = { next: new WeakMap(), done: false, container: false }));
    known = checked.next;
  }
  return checked!;
}

type ContainerModule = typeof import("./container.ts");

/**
 * The parts of one connection. The first one of an adapter and a set of modules is checked: everything that a handler
 * requires is there, and every handler can be made.
 * @returns `undefined` when a module needs inversify's container: load it, and call again with it.
 * @throws {AdapterDefinitionError} when a handler requires something that is not bound, or bound twice.
 */
export function partsOf(
  adapter: Adapter,
  settings: Settings,
  brought: Brought,
  container: ContainerModule | undefined,
): Parts | undefined {
  const checked = checkedOf(adapter, brought.modules ?? []);
  const parts = typed(adapter, () => registered(adapter, settings, brought, checked, container));
  if (!parts || checked.done) return parts;
  typed(adapter, () => check(adapter, parts));
  checked.done = true;
  return parts;
}

/** The same without an account, checked each time. */
export function partsWithoutAccount(
  adapter: Adapter,
  settings: Settings,
  modules: readonly Module[],
  container: ContainerModule,
): Parts {
  const checked = checkedOf(adapter, modules);
  const parts = typed(adapter, () => registered(adapter, settings, { modules }, checked, container))!;
  // The handlers alone are made: the connection's id and its kin may come from settings, which there are none of.
  typed(adapter, () => check(adapter, parts, "handlers"));
  return parts;
}

function registered(
  adapter: Adapter,
  settings: Settings,
  brought: Brought,
  checked: Checked,
  container: ContainerModule | undefined,
): Parts | undefined {
  try {
    if (!checked.container) return registryOf(adapter, settings, brought);
  } catch (thrown) {
    if (!(thrown instanceof BeyondPlainBindings)) throw thrown;
    checked.container = true;
  }
  if (!container) return undefined;
  const parts = new container.ContainerParts(adapter, defaults);
  bindBasics(parts, adapter, settings);
  parts.loadAdapter();
  const observing = bindBrought(parts, brought);
  for (const module of [observing, ...(brought.modules ?? [])]) parts.load((options) => load(adapter, module, options));
  checkLedger(adapter, (token) => parts.isBound(token));
  parts.bindDefaults();
  return parts;
}

function check(adapter: Adapter, parts: Parts, ofWhat: "everything" | "handlers" = "everything"): void {
  const handlers = offered(adapter, parts);
  const others: Token<unknown>[] = [CONNECTION_ID, CLOCK, EVENTS, LEDGER, LIMITATIONS, LOGGER];
  if (parts.isBound(COVERAGE_NARROWER)) others.push(COVERAGE_NARROWER);
  if (parts instanceof Registry) {
    for (const id of handlers) parts.check(handlerToken(id), `the handler of "${id}"`);
    for (const token of others) parts.check(token, `"${nameOf(token)}"`);
  }
  for (const id of handlers) {
    const handler = parts.get(handlerToken(id));
    const fail = (problem: string, advice: string): never => {
      throw new AdapterDefinitionError(adapter.id, problem, advice);
    };
    checkMethod(capabilityOf(adapter, id)!, (method) => method in handler, fail);
  }
  if (ofWhat === "handlers") return;
  for (const token of others) parts.get(token);
  parts.all(OBSERVER);
}

function offered(adapter: Adapter, parts: Parts): readonly string[] {
  const ids = [...capabilityIds, ...adapter.ownCapabilities.map(({ id }) => id)];
  return ids.filter((id) => parts.isBound(handlerToken(id)));
}

/** What a constructor or a module threw may hold anything, so only what is typed passes. */
function typed<T>(adapter: Adapter, work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    if (AtsError.is(thrown)) throw thrown;
    throw new UnexpectedFailure(thrown, false).within({ capability: "connect", adapter: adapter.id });
  }
}

/** What every call is made with. */
export interface Wiring {
  readonly connectionId: string;
  readonly clock: Clock;
  readonly events: EventHub;
  readonly ledger: Ledger;
  /** Keys the fingerprints of inputs and filters. */
  readonly fingerprintSecret: string | undefined;
  readonly limitations: Limitations;
  readonly observers: readonly Observer[];
}

/** Takes it out once: a connection that was closed still knows what it was. */
export function wiringOf(parts: Parts): Wiring {
  return {
    connectionId: parts.get(CONNECTION_ID),
    clock: parts.get(CLOCK),
    events: parts.get(EVENTS),
    ledger: parts.get(LEDGER),
    fingerprintSecret: parts.maybe(FINGERPRINT_SECRET)?.reveal(),
    limitations: parts.get(LIMITATIONS),
    observers: parts.all(OBSERVER),
  };
}
