import { once } from "node:events";
import { AtsError, type Adapter } from "@anyats/core";
import type { ConnectionKey, ConnectionStatus, StatusPage, Sync } from "@anyats/sync";
import { Command } from "commander";
import { adapterIds, adapterOf } from "../adapters.ts";
import { isOverKombo, withAddress, type ConnectionOptions } from "../connection.ts";
import { environmentSettings } from "../environment-settings.ts";
import { Failed, Interrupted, UsageError } from "../failure.ts";
import { oneLine, tell, write, type Terminal } from "../terminal.ts";
import { wholeNumber } from "../whole-number.ts";
import { serveWebhooks, type Route } from "./sync-webhooks.ts";
import { showStatus, type StatusOptions } from "./sync-status.ts";

interface Options extends ConnectionOptions {
  readonly json?: boolean;
}

const keyMissing = (variables: readonly string[]): AtsError =>
  new AtsError({
    code: "sync.key-missing",
    fault: "configuration",
    retry: "never",
    message: `These environment variables are not set: ${variables.join(", ")}.`,
    advice: "Set them, then run `anyats sync retry`.",
  });

/**
 * The variables of an ATS's own API describe one customer: a second connection would fill its copy with the first one's
 * records.
 * @param id The connection that would use them.
 * @throws {AtsError} when another connection, which is not disconnected, would use them, too.
 */
async function requireOneCustomer(id: string, adapter: Adapter, connections: Sync["connections"]): Promise<void> {
  const all = await connections.list();
  const others = all.filter((each) => each.adapter === adapter.id && each.state !== "disconnected" && each.id !== id);
  if (others.length === 0) return;
  const ids = [...others.map((other) => other.id), id].toSorted();
  throw new AtsError({
    code: "sync.settings-shared",
    fault: "configuration",
    retry: "never",
    message: `The environment variables of ${adapter.name} describe one customer, and ${ids.length} connections would use them: ${ids.join(", ")}.`,
    advice: "Remove all but one with `anyats sync remove`, or call `createSync` with settings for each connection.",
  });
}

/** The settings of a connection: Kombo's key serves all of them; an ATS's own API has variables of its own. */
async function settingsFor(
  { id, adapter: adapterId, integrationId }: ConnectionKey,
  env: Terminal["env"],
  { baseUrl, region }: ConnectionOptions,
  connections: Sync["connections"],
): Promise<Readonly<Record<string, unknown>>> {
  const adapter = await adapterOf(adapterId);
  if (isOverKombo(adapter)) {
    const { KOMBO_API_KEY: apiKey, KOMBO_BASE_URL } = env;
    const address = baseUrl ?? KOMBO_BASE_URL;
    if (!apiKey) throw keyMissing(["KOMBO_API_KEY"]);
    return { apiKey, integrationId, ...(region && { region }), ...(address && { baseUrl: address }) };
  }
  await requireOneCustomer(id, adapter, connections);
  const { given, missing } = environmentSettings(adapter, env, baseUrl);
  if (missing.length > 0) throw keyMissing(missing);
  return given;
}

/**
 * Loads the package for synchronisation, an optional companion: it brings PostgreSQL's programs, which somebody who
 * wants a coverage page or the emulator should not have to download.
 */
function loadSync(): Promise<typeof import("@anyats/sync")> {
  return companion("anyats sync", "@anyats/sync", () => import("@anyats/sync"));
}

async function companion<T>(command: string, name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const missing = code === "ERR_MODULE_NOT_FOUND" && message.includes(`'${name}'`);
    if (missing) throw new UsageError(`\`${command}\` needs one more package: npm install ${name}`);
    throw error;
  }
}

/** Serves the console on this machine until the process ends. */
async function serveConsole(terminal: Terminal, options: Options & { readonly port: number }): Promise<void> {
  const load = () => import("@anyats/console/serve");
  const { serveConsole: serve } = await companion("anyats sync console", "@anyats/console", load);
  await within(terminal, options, async (sync) => {
    const onError = (error: unknown) =>
      tell(terminal, `anyats: ${AtsError.is(error) ? error.message : "the console failed to answer a request"}\n`);
    const served = await serve({ sync, port: options.port, onError });
    await write(terminal.stdout, `${served.url}\n`);
    tell(terminal, "anyats: the console is open to everybody on this machine; end it with Ctrl+C\n");
    await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
    await served.close();
  });
}

/** Opens the synchronisation that the environment describes. */
async function open({ env }: Terminal, options: ConnectionOptions): Promise<Sync> {
  const { createSync } = await loadSync();
  const { DATABASE_URL } = env;
  const sync: Sync = await createSync({
    ...(DATABASE_URL && { database: DATABASE_URL }),
    adapters: await Promise.all(adapterIds.map(adapterOf)),
    settings: (connection) => settingsFor(connection, env, options, sync.connections),
  });
  return sync;
}

/** Opens the synchronisation for as long as some work takes. */
export async function within<T>(terminal: Terminal, options: Options, work: (sync: Sync) => Promise<T>): Promise<T> {
  const sync = await open(terminal, options);
  try {
    return await work(sync);
  } finally {
    await sync.close();
  }
}

/** Shows on one line how the passes go, where a person looks on. */
function progress(sync: Sync, terminal: Terminal): () => void {
  if (!terminal.stderr.isTTY) return () => {};
  const width = 24;
  const show = async () => {
    const { streams, records } = await sync.summary();
    const done = streams.total - streams.first;
    const filled = streams.total === 0 ? 0 : Math.round((done / streams.total) * width);
    const bar = "█".repeat(filled) + "░".repeat(width - filled);
    terminal.stderr.write(`\r${bar} ${done} of ${streams.total} streams have a copy, ${records} records `);
  };
  const timer = setInterval(() => void show().catch(() => {}), 1_000);
  return () => {
    clearInterval(timer);
    terminal.stderr.write("\n");
  };
}

/** How many failed connections are named one by one. */
const mostNamed = 20;
/** States in which a connection is read, or would be. */
const isRead: ReadonlySet<string> = new Set(["waiting", "active", "attention"]);

/** Why a connection's last pass failed; the ATS's own first sync is not a failure. */
function whyFailed({ state, reason, streams }: ConnectionStatus): string | undefined {
  if (!isRead.has(state)) return undefined;
  const reasons = [...(state === "attention" ? [reason] : []), ...streams.map(({ lastError }) => lastError)];
  return reasons.find((one) => one && one.code !== "connection.first-sync-pending")?.code;
}

/** @throws {Failed} where the last pass of a connection failed: a script must see it. */
async function failIfAnyFailed(sync: Sync, terminal: Terminal): Promise<void> {
  const failed: string[] = [];
  let after: string | null = null;
  do {
    const page: StatusPage = await sync.statusPage({ trouble: true, limit: 500, ...(after !== null && { after }) });
    for (const status of page.connections) {
      const why = whyFailed(status);
      if (why !== undefined) failed.push(`  ${status.id}: ${why}\n`);
    }
    after = page.next;
  } while (after !== null);
  if (failed.length === 0) return;
  const named = failed.slice(0, mostNamed).join("");
  const count = failed.length === 1 ? "1 connection" : `${failed.length} connections`;
  tell(terminal, `anyats: ${count} failed; run \`anyats sync status --trouble\`:\n${named}`);
  throw new Failed();
}

/** Says why a webhook was answered with 503. Only a known error shows its text: another's may hold what was sent. */
function tellUnanswered(error: unknown, terminal: Terminal): void {
  const [text, code] = AtsError.is(error)
    ? [error.message, error.code]
    : ["It could not be handled.", error instanceof Error ? error.name : typeof error];
  tell(terminal, `anyats: a webhook was answered with 503. ${text} [${code}]\n`);
}

function unlessUnknown(error: unknown): undefined {
  if (!AtsError.is(error) || error.code !== "sync.unknown-connection") throw error;
}

/**
 * The routes of the webhooks: one for all connections over Kombo, whose events name the connection, and one for each
 * connection to an ATS that sends webhooks itself.
 */
async function webhookRoutes(sync: Sync, secrets: readonly string[]) {
  const ofKombo = sync.webhooks({ secrets, reader: (await adapterOf("kombo-base")).webhooks! });
  return async (id: string | undefined): Promise<Route | undefined> => {
    if (id === undefined) return ofKombo;
    const connection = await sync.connections.get(id).catch(unlessUnknown);
    const adapter = connection && (await adapterOf(connection.adapter));
    if (!adapter?.webhooks || isOverKombo(adapter)) return undefined;
    return sync.webhooks({ secrets, reader: adapter.webhooks, connection: id });
  };
}

interface WorkOptions extends Options {
  readonly once?: boolean;
  readonly webhookPort?: number;
}

async function work(terminal: Terminal, options: WorkOptions): Promise<void> {
  const { ANYATS_WEBHOOK_SECRET: secret, ANYATS_WEBHOOK_SECRET_BEFORE: before } = terminal.env;
  if (options.webhookPort !== undefined && !secret)
    throw new UsageError("--webhook-port needs the secret of the webhooks in ANYATS_WEBHOOK_SECRET");
  await within(terminal, options, async (sync) => {
    const port = options.webhookPort;
    await using webhooks =
      port === undefined
        ? undefined
        : await serveWebhooks(await webhookRoutes(sync, [secret!, ...(before ? [before] : [])]), port, (error) =>
            tellUnanswered(error, terminal),
          );
    if (webhooks) tell(terminal, `anyats: webhooks are received at ${webhooks.url}\n`);
    const stop = new AbortController();
    let ended: Interrupted | undefined;
    const interrupted = (signal: NodeJS.Signals) => {
      ended = new Interrupted(signal);
      stop.abort();
    };
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, interrupted);
    const shown = progress(sync, terminal);
    try {
      if (options.once) {
        await sync.workUntilIdle({ signal: stop.signal });
        if (ended) throw ended; // Something may still be due.
        return await failIfAnyFailed(sync, terminal);
      }
      const working = await sync.work();
      tell(terminal, "anyats: working; end it with Ctrl+C\n");
      await new Promise<void>((resolve) => {
        stop.signal.addEventListener("abort", () => resolve(), { once: true });
        if (stop.signal.aborted) resolve(); // While it started.
      });
      await working.stop();
    } finally {
      shown();
      for (const signal of ["SIGINT", "SIGTERM"] as const) process.off(signal, interrupted);
    }
  });
}

/** `anyats sync`: keeps a copy of customers' data in a PostgreSQL. */
export function syncCommand(terminal: Terminal): Command {
  const sync = new Command("sync").description("Keep a copy of customers' ATS data in PostgreSQL.");
  sync.addHelpText(
    "after",
    "\nThe database is read from DATABASE_URL; without it an embedded PostgreSQL in .anyats/ is used.\nThe key is read from KOMBO_API_KEY, another address of Kombo's API from KOMBO_BASE_URL;\nfor a customer whose data is in the US, give --region us. An adapter without an\naggregator reads its settings from variables such as ODOO_API_KEY and ODOO_BASE_URL. They describe one customer:\nfor several, call createSync with settings of your own.",
  );
  const command = (name: string, description: string) => withAddress(sync.command(name).description(description));

  sync
    .command("migrate")
    .description("Create or upgrade the tables. Run it as a deployment step.")
    .action(async () => {
      const { migrateSync } = await loadSync();
      const { DATABASE_URL } = terminal.env;
      const steps = await migrateSync({ ...(DATABASE_URL && { database: DATABASE_URL }) });
      await write(terminal.stdout, steps.length === 0 ? "Nothing to do.\n" : `${steps.join("\n")}\n`);
    });
  sync
    .command("types <library>")
    .description("Print the types of the tables for a query builder: kysely or drizzle.")
    .option("--schema <name>", "the schema of the tables (default anyats)")
    .action(async (library: string, { schema }: { readonly schema?: string }) => {
      if (library !== "kysely" && library !== "drizzle")
        throw new UsageError("types are printed for kysely or drizzle");
      const { tableTypes } = await loadSync();
      await write(terminal.stdout, tableTypes(library, { ...(schema !== undefined && { schema }) }));
    });
  command("work", "Run a worker until the process ends. Start as many as you like.")
    .option("--once", "exit when nothing is due; exit code 1 if a connection's last pass failed")
    .option(
      "--webhook-port <number>",
      "also receive webhooks on this port: Kombo's at /webhooks, another sender's at /webhooks/<connection>",
      wholeNumber("--webhook-port", 65_535),
    )
    .action((options: WorkOptions) => work(terminal, options));
  command("status [connection]", "Show the age of each copy, and who must act.")
    .option("--json", "print JSON")
    .option("--search <text>", "only connections whose id, integration or adapter contains the text")
    .option("--trouble", "only connections that failed or need action")
    .option(
      "--limit <number>",
      "the number of connections to show, at most 500 (default 50)",
      wholeNumber("--limit", 500, 1),
    )
    .action((connection: string | undefined, options: Options & StatusOptions) =>
      within(terminal, options, async (opened) => {
        const { text, left } = await showStatus(opened, connection, options);
        await write(terminal.stdout, text);
        if (left > 0) tell(terminal, `anyats: ${left} more are not shown; narrow with --search or raise --limit\n`);
      }),
    );
  command(
    "fields <connection>",
    "Show the share of a connection's records that have each field, and lost fields.",
  ).action((id: string, options: Options) =>
    within(terminal, options, async (opened) => {
      const lines = (await opened.fields(id)).flatMap(({ stream, records, fields }) => [
        `${stream}: the ${records} records stored last`,
        ...fields.map(
          ({ field, share, lost, last }) =>
            `  ${lost ? "!" : " "} ${`${Math.round(share * 100)} %`.padStart(5)}  ${field}${
              lost && last ? `: lost; ${Math.round(last.share * 100)} % until ${last.at.slice(0, 10)}` : ""
            }`,
        ),
      ]);
      await write(terminal.stdout, `${lines.map(oneLine).join("\n")}\n`);
    }),
  );
  command("console", "Show and control all connections in a browser, on this machine only.")
    .option("--port <number>", "the port; 0 takes a free one", wholeNumber("--port", 65_535), 4_600)
    .action((options: Options & { readonly port: number }) => serveConsole(terminal, options));
  command("add <id> <adapter> [integration]", "Add a connection.").action(
    (id: string, adapter: string, integrationId: string | undefined, options: Options) =>
      within(terminal, options, async ({ connections }) => {
        const known = adapterIds.includes(adapter) ? await adapterOf(adapter) : undefined;
        if (known && !isOverKombo(known)) await requireOneCustomer(id, known, connections);
        const { state } = await connections.add({ id, adapter, ...(integrationId && { integrationId }) });
        await write(terminal.stdout, `${id}: ${state}\n`);
      }),
  );
  for (const [name, description] of [
    ["pause", "Pause reading a connection."],
    ["resume", "Resume a paused connection."],
    ["retry", "Retry a failed connection now."],
    ["refresh", "Read changes now, without waiting for a webhook or the schedule."],
    ["verify", "Read everything again and compare it with the stored copy."],
  ] as const)
    command(`${name} <connection>`, description).action((id: string, options: Options) =>
      within(terminal, options, async ({ connections }) => {
        await connections[name](id);
        await write(terminal.stdout, `${id}: ${(await connections.get(id)).state}\n`);
      }),
    );
  command("remove <connection>", "Stop reading a connection. Its stored data stays, and `add` resumes it.")
    .option("--delete-data", "also delete the stored data")
    .action((id: string, { deleteData, ...options }: Options & { readonly deleteData?: boolean }) =>
      within(terminal, options, async ({ connections }) => {
        await connections.remove(id, { data: deleteData ? "delete" : "keep" });
        await write(terminal.stdout, `${id}: ${deleteData ? "deleted" : "disconnected"}\n`);
      }),
    );
  command("erase <connection> <candidate>", "Erase a person from every table, by candidate id.").action(
    (connection: string, candidateId: string, options: Options) =>
      within(terminal, options, async (opened) => {
        const counts = await opened.erase({ connection, candidateId });
        const lines = Object.entries(counts).map(([table, count]) => `${table}: ${count}`);
        await write(
          terminal.stdout,
          `${lines.length === 0 ? "Nothing was stored; it will not be." : lines.join("\n")}\n`,
        );
      }),
  );
  return sync;
}
