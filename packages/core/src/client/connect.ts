import { z } from "zod/mini";
import type { Adapter, SettingsOf } from "../adapter/adapter.ts";
import { capabilityOf } from "../adapter/check-definition.ts";
import type { AnyCapability } from "../capabilities/capability.ts";
import { capabilityIds } from "../capabilities/catalogue.ts";
import { EVENTS } from "../collaborators/events.ts";
import { LOGGER } from "../collaborators/logger.ts";
import type { Settings } from "../collaborators/settings.ts";
import { ConnectionClosed, InvalidInput, inputIssues } from "../errors/index.ts";
import type { ClientOf, OwnOf } from "./client.ts";
import { over } from "./deadline.ts";
import { logEvents } from "./log-events.ts";
import type { CoverageOptions } from "../coverage/narrower.ts";
import type { Parts } from "./parts.ts";
import { Pipeline } from "./pipeline.ts";
import type { TenantFields, WithTenantFields } from "./tenant-fields.ts";
import { partsOf, type Brought } from "./wiring.ts";

/** What an app brings for one connection. Everything has a default. */
export type ConnectOptions = Brought;

function checkSecret(secret: unknown, adapter: string): void {
  if (secret === undefined || (typeof secret === "string" && secret.length >= 16)) return;
  throw new InvalidInput("The options of connect", [
    { path: "fingerprintSecret", message: "must have at least 16 characters" },
  ]).within({ capability: "connect", adapter });
}

/**
 * Connects one customer's ATS. Nothing is sent: the first call does that.
 * @param settings What the adapter needs to be told, see its page; secrets are kept so nothing prints them.
 * @throws {InvalidInput} when a setting is missing or wrong.
 * @throws {AdapterDefinitionError} when a handler requires something that is not bound, or bound twice.
 */
export async function connect<const A extends Adapter, Fields extends TenantFields = never>(
  adapter: A,
  settings: z.input<SettingsOf<A>>,
  options: ConnectOptions = {},
): Promise<WithTenantFields<ClientOf<A>, Fields, OwnOf<A>>> {
  checkSecret(options.fingerprintSecret, adapter.id);
  const parsed = await z.safeParseAsync(adapter.settings, settings);
  if (!parsed.success)
    throw new InvalidInput(`The settings for ${adapter.name}`, inputIssues(parsed.error)).within({
      capability: "connect",
      adapter: adapter.id,
    });
  return clientOf(adapter, await made(adapter, parsed.data as Settings, options)) as WithTenantFields<
    ClientOf<A>,
    Fields,
    OwnOf<A>
  >;
}

/** inversify's container, once a module has needed it. */
let container: typeof import("./container.ts") | undefined;

async function made(adapter: Adapter, settings: Settings, options: ConnectOptions): Promise<Parts> {
  const parts = partsOf(adapter, settings, options, container);
  if (parts) return parts;
  container = await import("./container.ts");
  return made(adapter, settings, options);
}

type Groups = Record<string, Record<string, unknown>>;

interface MethodOf {
  readonly group: string;
  readonly method: string;
  readonly capability: AnyCapability;
  readonly perform: "stream" | "call";
}
const methods = new WeakMap<Adapter, readonly MethodOf[]>();

/** A method for each capability that there is: the type leaves out what the adapter lacks, and the call refuses it. */
function methodsOf(adapter: Adapter): readonly MethodOf[] {
  const known = methods.get(adapter);
  if (known) return known;
  const ids = [...capabilityIds, ...adapter.ownCapabilities.map((own) => own.id)];
  const all = ids.map((id): MethodOf => {
    const capability = capabilityOf(adapter, id)!;
    const [group, method] = id.split(".", 2) as [string, string];
    return { group, method, capability, perform: capability.kind === "stream" ? "stream" : "call" };
  });
  methods.set(adapter, all);
  return all;
}

/** Made here and not where it is assigned: V8 keeps a function that is assigned to a property, and what it knows, for long. */
const methodFor =
  (pipeline: Pipeline, { perform, capability }: MethodOf) =>
  (input: unknown, options: object) =>
    pipeline[perform](capability, input, options);

function clientOf(adapter: Adapter, parts: Parts): object {
  const closing = new AbortController();
  const pipeline = new Pipeline(adapter, parts, closing.signal);
  const groups: Groups = {};
  for (const each of methodsOf(adapter)) (groups[each.group] ??= {})[each.method] = methodFor(pipeline, each);
  const events = parts.get(EVENTS);
  logEvents(events, parts.get(LOGGER), adapter.id);
  const coverage = async (options?: CoverageOptions) => {
    if (closing.signal.aborted) throw new ConnectionClosed().within({ capability: "coverage", adapter: adapter.id });
    const { narrowedCoverage } = await import("./narrowed-coverage.ts");
    return narrowedCoverage(adapter, parts, closing.signal, options);
  };
  const close = async () => {
    closing.abort(over);
    await parts.close();
  };
  return Object.freeze({
    ...groups,
    adapter,
    supports: (id: string) => pipeline.supports(id),
    coverage,
    on: events.on.bind(events),
    close,
    [Symbol.asyncDispose]: close,
  });
}
