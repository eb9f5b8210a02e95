import {
  ALLOWANCE,
  AtsError,
  CLOCK,
  CONNECTION_ID,
  CONNECTION_MEMORY,
  connect,
  EVENTS,
  ContainerModule,
  LEDGER,
  methodOf,
  systemClock,
  type Adapter,
  type Client,
  type Clock,
} from "@anyats/core";
import { HTTP, HTTP_PROFILE, LIST_PAGES } from "@anyats/http";
import { postgresLedger, sharedAllowances, type Database, type SharedAllowances } from "@anyats/postgres";
import type { SyncEvent } from "../engine/settings.ts";
import type { ConnectionLife, Source } from "../engine/source.ts";
import { settingsFailed, unknownAdapter } from "../errors.ts";
import type { SyncOptions } from "../options.ts";
import { storablePage } from "../store/encode.ts";
import type { PageToStore } from "../store/store-page.ts";
import { DurableMemory } from "./durable-memory.ts";
import { KeptPage, noRequests } from "./rereading.ts";

/** How long an open client is used before its settings are read again, in milliseconds. */
const usedForMs = 600_000;
/** How long a client that another has replaced stays open, in milliseconds: longer than a call may take. */
const endsWithinMs = 360_000;
/** How many clients a process keeps open. */
const mostOpen = 2_000;

interface Open {
  readonly client: Promise<Client>;
  /** Whose client it is. */
  readonly life: string;
  readonly at: number;
}

/** What tells a connection from another one that had, or gets, its id. */
const lifeOf = ({ adapter, integration, addedAt }: ConnectionLife): string =>
  JSON.stringify([adapter, integration, addedAt]);

/** Opens the connections of the app and keeps them while they are used. */
export class Clients {
  readonly #options: Pick<SyncOptions, "adapters" | "settings" | "settingsMs">;
  readonly #database: Database;
  readonly #schema: string;
  readonly #clock: Clock;
  readonly #injectClock: boolean;
  readonly #tell: (event: SyncEvent) => void;
  readonly #open = new Map<string, Open>();
  /** Clients that others have replaced, while calls of theirs may be under way. */
  readonly #replaced = new Map<Promise<Client>, NodeJS.Timeout>();
  /** What the clients of a connection remember, one after the other: such as sync tokens. */
  readonly #memories = new Map<string, DurableMemory>();
  readonly #allowances: SharedAllowances;

  constructor(
    options: Pick<SyncOptions, "adapters" | "settings" | "settingsMs">,
    database: Database,
    schema: string,
    clock: Clock,
    injectClock: boolean,
    tell: (event: SyncEvent) => void,
  ) {
    this.#options = options;
    this.#database = database;
    this.#schema = schema;
    this.#clock = clock;
    this.#injectClock = injectClock;
    this.#tell = tell;
    this.#allowances = sharedAllowances(database, { schema, ...(injectClock && { clock }) });
  }

  adapter(id: string): Adapter {
    const found = this.#options.adapters.find((adapter) => adapter.id === id);
    if (!found)
      throw unknownAdapter(
        id,
        this.#options.adapters.map((adapter) => adapter.id),
      );
    return found;
  }

  async client(connection: ConnectionLife): Promise<Client> {
    const life = lifeOf(connection);
    const kept = this.#open.get(connection.id);
    // Another process may have removed the connection, and given its id to another customer.
    const isAnother = kept && kept.life !== life;
    if (kept && !isAnother && this.#clock.now() - kept.at < usedForMs) return kept.client;
    if (kept) this.#replace(connection.id, kept.client);
    if (isAnother) this.forgetMemory(connection.id);
    if (this.#open.size >= mostOpen) {
      const [oldest, { client }] = this.#open.entries().next().value!;
      this.#replace(oldest, client);
      this.forgetMemory(oldest);
    }
    const client = this.#connect(connection);
    this.#open.set(connection.id, { client, life, at: this.#clock.now() });
    client.catch(() => {
      if (this.#open.get(connection.id)?.client !== client) return;
      this.#open.delete(connection.id);
      this.forgetMemory(connection.id);
    });
    return client;
  }

  /** The streams of a connection, with what it remembers: read before a slice, and written when its stream ends. */
  async source(connection: ConnectionLife): Promise<Source> {
    const client = await this.client(connection);
    const opened = this.#open.get(connection.id);
    // A person fixes it elsewhere and asks for a retry: that must not meet the settings of before.
    const refused = (error: unknown) => {
      if (isOfSettings(error) && this.#open.get(connection.id) === opened) this.renew(connection.id);
    };
    const memory = this.#memoryOf(connection);
    await memory.load();
    const source = sourceOf(client);
    return {
      ...source,
      stream: (...given) => ({ pages: () => thenSaved(source.stream(...given).pages(), memory, refused) }),
      reread: (stream, kept, signal) => this.reread(connection, stream, kept, signal),
    };
  }

  /** Has the settings of a connection read again. Calls that are under way go on with those they began with. */
  renew(id: string): void {
    const kept = this.#open.get(id);
    if (kept) this.#replace(id, kept.client);
  }

  /** Closes the client of a connection that ended. Calls of it that are under way end. */
  async forget(id: string): Promise<void> {
    const kept = this.#open.get(id);
    this.#open.delete(id);
    if (kept) await closed(kept.client);
  }

  /** Closes a client when the calls that are under way have ended: a write that is cut off may need a person. */
  #replace(id: string, client: Promise<Client>): void {
    this.#open.delete(id);
    const end = () => {
      this.#replaced.delete(client);
      void closed(client);
    };
    this.#replaced.set(client, setTimeout(end, endsWithinMs).unref());
  }

  async close(): Promise<void> {
    for (const id of this.#open.keys()) await this.forget(id);
    for (const [client, timer] of this.#replaced) {
      clearTimeout(timer);
      await closed(client);
    }
    this.#replaced.clear();
    await this.#allowances.close();
  }

  /** Forgets what a connection remembers here; the database's part goes with its rows. */
  forgetMemory(id: string): void {
    this.#memories.delete(id);
  }

  #memoryOf(connection: ConnectionLife): DurableMemory {
    const memory = this.#memories.get(connection.id) ?? new DurableMemory(this.#database, this.#schema, connection);
    this.#memories.set(connection.id, memory);
    return memory;
  }

  /** Reads wire records that were kept, as the adapter reads them today. No request leaves. */
  async reread(
    connection: ConnectionLife,
    stream: string,
    kept: readonly unknown[],
    signal: AbortSignal,
  ): Promise<PageToStore> {
    let page: KeptPage | undefined;
    const offline = new ContainerModule(({ rebind }) => {
      void rebind(HTTP).toConstantValue(noRequests);
      void rebind(LIST_PAGES).toResolvedValue(
        (events, clock, profile) => {
          page = new KeptPage({ events, clock, profile, http: noRequests, policy: undefined } as never);
          page.records = kept;
          return page;
        },
        [EVENTS, CLOCK, HTTP_PROFILE],
      );
    });
    const client = await this.#connect(connection, [offline]);
    try {
      const pages: PageToStore[] = [];
      for await (const { records, quarantined } of sourceOf(client).stream(stream, {}, { signal, raw: true }).pages())
        pages.push({ records, quarantined });
      return storablePage({
        records: pages.flatMap(({ records }) => records),
        quarantined: pages.flatMap(({ quarantined }) => quarantined),
      });
    } finally {
      await client.close();
    }
  }

  async #connect(connection: ConnectionLife, more: readonly ContainerModule[] = []): Promise<Client> {
    const { id, adapter: adapterId, integration } = connection;
    const adapter = this.adapter(adapterId);
    let settings: unknown;
    try {
      const asked = this.#options.settings({ id, adapter: adapterId, integrationId: integration });
      settings = await within(Promise.resolve(asked), this.#options.settingsMs ?? 30_000);
    } catch (error) {
      // What it says may hold a secret; its kind does not.
      throw AtsError.is(error)
        ? error
        : settingsFailed(id, error instanceof Error ? error.constructor.name : typeof error);
    }
    const ledger = postgresLedger(this.#database, { scope: id, schema: this.#schema });
    const collaborators = new ContainerModule(({ bind, rebind, isBound }) => {
      if (isBound(CONNECTION_ID)) void rebind(CONNECTION_ID).toConstantValue(id);
      else bind(CONNECTION_ID).toConstantValue(id);
      if (isBound(LEDGER)) void rebind(LEDGER).toConstantValue(ledger);
      else bind(LEDGER).toConstantValue(ledger);
      if (isBound(CONNECTION_MEMORY)) void rebind(CONNECTION_MEMORY).toConstantValue(this.#memoryOf(connection));
      else bind(CONNECTION_MEMORY).toConstantValue(this.#memoryOf(connection));
      // How many run at once while the server does not say is the adapter's to know.
      const hasProfile = isBound(HTTP_PROFILE);
      void (isBound(ALLOWANCE) ? rebind(ALLOWANCE) : bind(ALLOWANCE))
        .toDynamicValue((parts) => {
          const atOnce = hasProfile ? parts.get(HTTP_PROFILE).quota?.atOnce : undefined;
          return this.#allowances.of(id, { ...(atOnce && { atOnce }) });
        })
        .inSingletonScope();
      if (this.#injectClock) void rebind(CLOCK).toConstantValue(this.#clock);
    });
    const client = (await connect(adapter, settings as never, { modules: [collaborators, ...more] })) as Client;
    client.on("quota", ({ capability, waitMs }) =>
      this.#tell({ type: "quota", connection: id, capability, ms: waitMs }),
    );
    return client;
  }
}

/** Whether the ATS refused the connection itself, such as its key. */
const isOfSettings = (error: unknown): boolean =>
  AtsError.is(error) && error.fault === "configuration" && error.code !== "connection.first-sync-pending";

const closed = (opened: Promise<Client>): Promise<void> => opened.then((client) => client.close()).catch(() => {});

/** The pages of a stream as PostgreSQL takes their texts; in the end, however it ends, what the connection remembers is saved. */
async function* thenSaved<T extends PageToStore>(
  pages: AsyncIterable<T>,
  memory: DurableMemory,
  failed: (error: unknown) => void,
): AsyncGenerator<T, void, void> {
  try {
    for await (const page of pages) yield { ...page, ...storablePage(page) };
  } catch (error) {
    failed(error);
    throw error;
  } finally {
    await memory.save();
  }
}

class TimedOut extends Error {
  override readonly name = "TimedOut";
}

async function within<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  const done = new AbortController();
  // A timer of more than 24 days, or of an infinite time, would end at once.
  const late = systemClock.sleep(milliseconds, done.signal).then(() => {
    throw new TimedOut();
  });
  late.catch(() => {});
  try {
    return await Promise.race([work, late]);
  } finally {
    done.abort(inTime);
  }
}

/** Ends the wait: a reason of its own costs less than the one that `abort` makes. */
const inTime = new Error("It came in time.");

/** A client as the engine sees it. */
export function sourceOf(client: Client): Omit<Source, "reread"> {
  return {
    supports: (stream) => client.supports(stream as never),
    stream: (stream, filter, { checkpoint, signal, raw, pageSize }) => {
      return methodOf(client, stream)!(filter, {
        signal,
        ...(raw && { raw }),
        ...(checkpoint && { checkpoint }),
        ...(pageSize !== undefined && { pageSize }),
      }) as ReturnType<Source["stream"]>;
    },
    async incomplete(signal) {
      if (!client.supports("integration.get")) return null;
      const { status, setupStatus } = await client.integration.get({}, { signal });
      if (status !== null && status !== "ACTIVE") return `the integration is ${status}`;
      if (setupStatus !== null && setupStatus !== "COMPLETED") return `the set-up is ${setupStatus}`;
      return null;
    },
  };
}
