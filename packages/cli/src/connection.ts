import { connect, lineage, type Adapter, type ClientOf } from "@anyats/core";
import { createEmulator, komboToolNames, toolNames, type ToolName } from "@anyats/emulator";
import type { Command } from "commander";
import { environmentSettings } from "./environment-settings.ts";
import { UsageError } from "./failure.ts";
import type { Terminal } from "./terminal.ts";

/** Where to connect to, besides the key, which only the environment may hold. */
export interface ConnectionOptions {
  readonly region?: string;
  readonly baseUrl?: string;
}

/** Adds the options that say where the API is. */
export function withAddress(command: Command): Command {
  return command
    .option("--region <region>", "Kombo's region of the customer's data: eu or us")
    .option("--base-url <url>", "the address of the API, such as a running emulator's");
}

/** Adds the options of a connection to a command. */
export function withConnectionOptions(command: Command): Command {
  return withAddress(command).addHelpText(
    "after",
    "\nThe key and the integration are read from KOMBO_API_KEY and KOMBO_INTEGRATION_ID; the settings of an adapter\nthat speaks with its ATS itself from variables such as ODOO_API_KEY and ODOO_BASE_URL.\nWithout them the command runs against the embedded emulator.",
  );
}

/** What `connect` takes. */
export interface Settings extends ConnectionOptions {
  readonly fetch?: typeof globalThis.fetch;
}

/** Whether an adapter goes through Kombo. */
export const isOverKombo = (adapter: Adapter): boolean => lineage(adapter).some(({ id }) => id === "kombo-base");

/** What the emulator plays for an adapter; undefined where it does not speak the ATS's own API. */
export function toolOf(adapter: Adapter): ToolName | undefined {
  const named = (name: string) => name === adapter.facts.providerId;
  return isOverKombo(adapter) ? (komboToolNames.find(named) ?? "avionte") : toolNames.find(named);
}

const embedded = "anyats: no settings are given, so this is the embedded emulator with invented data\n";

/**
 * The settings that the environment gives; without a key, those of the embedded emulator with the adapter's ATS behind
 * it, or any where it does not know that one.
 * @throws {UsageError}
 */
export function settingsOf(adapter: Adapter, options: ConnectionOptions, terminal: Terminal): Settings {
  return isOverKombo(adapter) ? komboSettings(adapter, options, terminal) : nativeSettings(adapter, options, terminal);
}

/** Those of an adapter that speaks with its ATS itself: each setting is a variable of its own. */
function nativeSettings(adapter: Adapter, { region, baseUrl }: ConnectionOptions, { env, stderr }: Terminal): Settings {
  if (region) throw new UsageError("--region is for adapters over Kombo");
  const { given, missing } = environmentSettings(adapter, env, baseUrl);
  if (missing.length === 0) return given;
  const tool = toolOf(adapter);
  if (Object.keys(given).length > 0 || tool === undefined)
    throw new UsageError(`set ${missing.join(", ")}${tool ? ", or none of them to use the embedded emulator" : ""}`);
  stderr.write(embedded);
  return createEmulator({ runningClock: true, tool }).settings();
}

function komboSettings(adapter: Adapter, options: ConnectionOptions, { env, stderr }: Terminal): Settings {
  const { KOMBO_API_KEY: apiKey, KOMBO_INTEGRATION_ID: integrationId } = env;
  for (const name of ["API_KEY", "INTEGRATION_ID"])
    if (env[`ANYATS_${name}`]) throw new UsageError(`ANYATS_${name} is not read: rename it to KOMBO_${name}`);
  if (!apiKey && !integrationId && !options.baseUrl) {
    if (options.region) throw new UsageError("--region requires KOMBO_API_KEY: the emulator has no regions");
    stderr.write("anyats: no KOMBO_API_KEY is set, so this is the embedded emulator with invented data\n");
    return createEmulator({ runningClock: true, tool: toolOf(adapter)! }).settings();
  }
  if (!apiKey || !integrationId)
    throw new UsageError("set both KOMBO_API_KEY and KOMBO_INTEGRATION_ID, or neither to use the embedded emulator");
  const { region, baseUrl } = options;
  return { apiKey, integrationId, ...(region && { region }), ...(baseUrl && { baseUrl }) } as Settings;
}

/** Connects with what the environment says; without a key, to the embedded emulator. */
export function connection(
  adapter: Adapter,
  options: ConnectionOptions,
  terminal: Terminal,
): Promise<ClientOf<Adapter>> {
  return connect(adapter, settingsOf(adapter, options, terminal) as never);
}
