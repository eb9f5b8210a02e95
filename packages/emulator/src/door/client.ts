import type { FaultKind } from "../faults/rule.ts";
import type { RequestMatch, SeenRequest } from "../http/request-log.ts";
import type { IntegrationState } from "../kombo/options.ts";
import type { WebhookDelivery } from "../webhooks/delivery.ts";
import type { WebhookData } from "../kombo/webhooks/event-data.ts";
import type { Changes } from "../world/collection.ts";
import type { Row } from "../world/rows.ts";
import { doorPath, type Records } from "./names.ts";

/** The door refused a request; the message says why. */
export class EmulatorDoorError extends Error {
  /** The HTTP status. */
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = "EmulatorDoorError";
    this.status = status;
  }
}

type Mutated = Omit<Extract<FaultKind, { kind: "malformedRecord" }>, "mutate"> & {
  /** What becomes of the record's fields. By default its `changed_at` becomes a number. */
  readonly changes?: Readonly<Record<string, unknown>>;
};

/** A fault that can be told to an emulator in another process. */
export type DoorFault = (Exclude<FaultKind, { kind: "malformedRecord" }> | Mutated) & {
  /** Default: every request. */
  readonly match?: RequestMatch;
  /** How often it strikes. Default 1; `Infinity` for always. */
  readonly times?: number;
  /** How many matching requests are spared first. Default 0. */
  readonly after?: number;
  /** From 0 to 1, drawn from the seed. Default 1. */
  readonly probability?: number;
};

/** The records of one model in an emulator in another process. Ids are Kombo's, or the ATS's own. */
export interface DoorCollection<T extends Row> {
  /** At most `limit` (default 100, at most 1,000) records from `offset` on, the deleted ones too. */
  list(options?: {
    readonly limit?: number;
    readonly offset?: number;
    readonly remoteId?: string;
  }): Promise<Readonly<T>[]>;
  get(id: string): Promise<Readonly<T>>;
  /** Adds a record like another one (default: the first) but for the changes, with an id and dates of its own. */
  add(changes?: Changes<T>, options?: { readonly like?: string }): Promise<Readonly<T>>;
  /** Changes fields, as somebody who works in the ATS would. */
  update(id: string, changes: Changes<T>): Promise<Readonly<T>>;
  /** Moves `changed_at` to now and changes nothing else. */
  touch(id: string): Promise<Readonly<T>>;
  /** The ATS no longer has the record. */
  delete(id: string): Promise<Readonly<T>>;
}

/** An event that was sent, as the door tells it. */
export type DoorDelivery = Omit<WebhookDelivery, "sentAt"> & { readonly sentAt: string };

/** An emulator in another process, seen through its control door. */
export interface EmulatorDoor {
  readonly world: { readonly [Name in keyof Records]: DoorCollection<Records[Name]> };
  readonly clock: {
    now(): Promise<Date>;
    /** Moves the clock forward, through everything that falls due on the way. */
    advance(milliseconds: number): Promise<Date>;
  };
  readonly faults: {
    inject(fault: DoorFault): Promise<{ hits(): Promise<number>; remove(): Promise<void> }>;
    /** Takes all faults back. */
    clear(): Promise<void>;
  };
  /** The requests that the emulator has seen; the last 1,000 that match. */
  readonly requests: {
    all(match?: RequestMatch): Promise<readonly SeenRequest[]>;
    count(match?: RequestMatch): Promise<number>;
    clear(): Promise<void>;
  };
  readonly integration: { setState(state: IntegrationState): Promise<void> };
  readonly webhooks: {
    /** From now on, this address is told what happens. */
    subscribe(subscription: { readonly url: string; readonly secret: string }): Promise<void>;
    /** Ends the subscriptions that were made through the door. */
    unsubscribe(): Promise<void>;
    send<Type extends keyof WebhookData>(
      type: Type,
      data?: Partial<WebhookData[Type]>,
    ): Promise<readonly DoorDelivery[]>;
    /** Waits until what is due now has been sent and answered. */
    settled(): Promise<void>;
    /** The last 1,000. */
    deliveries(): Promise<readonly DoorDelivery[]>;
  };
}

/**
 * The control door of an emulator that runs in another process, such as `anyats emulator`.
 * @param url Any address of the emulator, such as the `url` or `door` that it prints.
 */
export function emulatorDoor(url: string, options: { readonly fetch?: typeof globalThis.fetch } = {}): EmulatorDoor {
  const { origin } = new URL(url);
  const fetch = options.fetch ?? globalThis.fetch;
  const ask = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const sent =
      body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
    const response = await fetch(`${origin}${doorPath}${path}`, { method, ...sent });
    const answer = (await response.json()) as T & { readonly error?: { readonly message: string } };
    if (!response.ok) throw new EmulatorDoorError(response.status, answer.error?.message ?? `HTTP ${response.status}`);
    return answer;
  };
  const search = (match: RequestMatch = {}) =>
    ask<{ total: number; requests: SeenRequest[] }>("POST", "/requests/search", sendable(match));
  return {
    world: worldOf(ask),
    clock: {
      now: async () => new Date((await ask<{ now: string }>("GET", "/clock")).now),
      advance: async (milliseconds) =>
        new Date((await ask<{ now: string }>("POST", "/clock/advance", { milliseconds })).now),
    },
    faults: {
      async inject({ match, times, ...fault }) {
        const often = times === undefined ? {} : { times: times === Infinity ? "always" : times };
        const rule = { ...fault, ...often, ...(match && { match: sendable(match) }) };
        const { id } = await ask<{ id: string }>("POST", "/faults", rule);
        return {
          hits: async () => (await ask<{ hits: number }>("GET", `/faults/${id}`)).hits,
          remove: async () => void (await ask("DELETE", `/faults/${id}`)),
        };
      },
      clear: async () => void (await ask("DELETE", "/faults")),
    },
    requests: {
      all: async (match) => (await search(match)).requests,
      count: async (match) => (await search(match)).total,
      clear: async () => void (await ask("DELETE", "/requests")),
    },
    integration: { setState: async (state) => void (await ask("PATCH", "/integration", { state })) },
    webhooks: {
      subscribe: async (subscription) => void (await ask("POST", "/webhooks/subscriptions", subscription)),
      unsubscribe: async () => void (await ask("DELETE", "/webhooks/subscriptions")),
      send: async (type, data = {}) =>
        (await ask<{ deliveries: DoorDelivery[] }>("POST", "/webhooks", { type, data })).deliveries,
      settled: async () => void (await ask("POST", "/webhooks/settled", {})),
      deliveries: async () => (await ask<{ deliveries: DoorDelivery[] }>("GET", "/webhooks")).deliveries,
    },
  };
}

type Ask = <T>(method: string, path: string, body?: unknown) => Promise<T>;

/** A collection for each name: the door says which there are. */
function worldOf(ask: Ask): EmulatorDoor["world"] {
  return new Proxy({} as EmulatorDoor["world"], {
    get: (_, name) => (typeof name === "string" && name !== "then" ? collectionOf(ask, name) : undefined),
  });
}

function collectionOf<T extends Row>(ask: Ask, name: string): DoorCollection<T> {
  const path = (id?: string) =>
    `/world/${encodeURIComponent(name)}${id === undefined ? "" : `/${encodeURIComponent(id)}`}`;
  return {
    async list(options = {}) {
      const query = new URLSearchParams(Object.entries(options).map(([key, value]) => [key, String(value)]));
      return (await ask<{ records: Readonly<T>[] }>("GET", `${path()}?${query.toString()}`)).records;
    },
    get: (id) => ask("GET", path(id)),
    add: (changes = {}, { like } = {}) => ask("POST", path(), { changes, ...(like !== undefined && { like }) }),
    update: (id, changes) => ask("PATCH", path(id), changes),
    touch: (id) => ask("PATCH", path(id), {}),
    delete: (id) => ask("DELETE", path(id)),
  };
}

function sendable({ method, path, native }: RequestMatch): Record<string, unknown> {
  return {
    ...(method !== undefined && { method }),
    ...(path !== undefined && { path: pathText(path) }),
    ...(native && { native: sendable(native) }),
  };
}

function pathText(path: string | RegExp): unknown {
  return typeof path === "string" ? path : { pattern: path.source, flags: path.flags };
}
