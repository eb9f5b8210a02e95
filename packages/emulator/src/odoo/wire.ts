import { seedKey } from "../data/agency.ts";
import type { ListPage, Refusals } from "../faults/refusals.ts";
import { Deliveries, type WebhookFeed } from "../webhooks/deliveries.ts";
import type { WireDefinition, WireFace } from "../wire/definition.ts";
import { resolveWireOptions, type WireOptions } from "../wire/options.ts";
import { freeAdmission } from "../wire/wire.ts";
import { VirtualClock } from "../world/clock.ts";
import { seedOnce, type Seeded } from "../world/seed-once.ts";
import { World } from "../world/world.ts";
import type { OdooUser } from "./access.ts";
import { furnish, seedOdooAgency } from "./agency.ts";
import { Mirror } from "./mirror.ts";
import { generalModels, shareContent } from "./models/general.ts";
import { recruitmentModels, type OdooVersion } from "./models/recruitment.ts";
import { Database, type SavedDatabase } from "./orm/database.ts";
import type { ModelDefinition } from "./orm/fields.ts";
import { OdooServer, type OpenTransaction } from "./server.ts";

/** How an emulated Odoo is made. */
export interface OdooOptions extends WireOptions {
  readonly tool?: "odoo";
  /** Default `emulator-key`. */
  readonly apiKey?: string;
  /** Default 18. It decides where persons are kept, and whether JSON-2 is there; 16 for a server that is too old. */
  readonly version?: OdooVersion;
  /** Default `agency`. */
  readonly database?: string;
  /** Whether the app Recruitment is installed. Default true. */
  readonly recruitment?: boolean;
  /** The languages that an administrator has added besides `en_US`. Default: all. */
  readonly languages?: readonly string[];
  prepare?(emulator: { readonly world: World; readonly odoo: OdooTables }): void;
}

/** What a client needs to connect. */
export interface OdooSettings {
  readonly baseUrl: string;
  readonly database: string;
  readonly user: string;
  readonly apiKey: string;
  /** Only of an emulator without a port. */
  readonly fetch?: typeof globalThis.fetch;
}

/** Odoo's own tables, for what the world that all wires share has no place for. */
export interface OdooTables {
  /** The ids of a model's records, the archived ones too; none where this version has no such model. */
  ids(model: string): readonly number[];
  /** A stored or computed value; `undefined` is NULL. Points in time have microseconds. */
  value(model: string, id: number, field: string): unknown;
  /** Writes as somebody in Odoo would, now. */
  write(model: string, id: number, values: Readonly<Record<string, unknown>>): void;
  create(model: string, values: Readonly<Record<string, unknown>>): number;
  delete(model: string, id: number): void;
  hasField(model: string, name: string): boolean;
  /** An administrator removes a field of a model, or brings it back with all that records hold in it. */
  setField(model: string, name: string, exists: boolean): void;
  /** Begins a transaction that commits late: its records carry the time at which it began. */
  begin(): OpenTransaction;
  /** The e-mails that would have been sent: by a template, or to somebody who follows a record, for a message on it. */
  readonly mails: readonly { readonly model: string; readonly id: number; readonly template: number | null }[];
}

export interface OdooFace extends WireFace {
  settings(): OdooSettings;
  /** Users of the server with other rights: log in as one of them with the same key. */
  readonly users: Readonly<Record<"officer" | "interviewer" | "none", string>>;
  /** An administrator changes the rights of the officer, with whose login `settings` connects. */
  grant(rights: "officer" | "interviewer" | "none"): void;
  readonly odoo: OdooTables;
}

const logins = {
  officer: "bot@agency.example.com",
  interviewer: "interviewer@agency.example.com",
  none: "employee@agency.example.com",
} as const;
const users: readonly OdooUser[] = Object.entries(logins).map(([rights, login], index) => ({
  uid: index + 2,
  login,
  rights: rights as OdooUser["rights"],
}));

type Models = Readonly<Record<string, ModelDefinition>>;
const models = new Map<string, Models>();

/** The models of the installed apps, built once of each kind. */
function modelsOf(version: OdooVersion, recruitment: boolean): Models {
  const name = `${version} ${recruitment}`;
  const known = models.get(name) ?? modelsWith(version, recruitment);
  models.set(name, known);
  return known;
}

/** Each model without the fields that lead to others. */
function modelsWith(version: OdooVersion, recruitment: boolean): Models {
  const all = { ...generalModels, ...(recruitment && recruitmentModels(version)) };
  return Object.fromEntries(
    Object.entries(all).map(([name, model]) => {
      const fields = Object.entries(model.fields).filter(
        ([, { relation }]) => relation === undefined || Object.hasOwn(all, relation),
      );
      return [name, { ...model, fields: Object.fromEntries(fields) }];
    }),
  );
}

/** Numbers for what the world names by texts: Odoo's ids are whole numbers. */
class Numbers implements Seeded {
  readonly #known = new Map<string, string>();

  of(remoteId: string): string {
    if (/^[1-9]\d{0,8}$/.test(remoteId)) return remoteId;
    const number = this.#known.get(remoteId) ?? String(5_000_001 + this.#known.size);
    this.#known.set(remoteId, number);
    return number;
  }

  save(): readonly (readonly [string, string])[] {
    return [...this.#known];
  }

  load(known: readonly (readonly [string, string])[]): void {
    for (const [remoteId, number] of known) this.#known.set(remoteId, number);
  }
}

/** Odoo Recruitment's own API. */
export const odooWire: WireDefinition<OdooOptions, OdooFace> = {
  label: "Odoo",
  open(options, address) {
    const resolved = resolveWireOptions(options);
    const { apiKey = "emulator-key", version = 18, database: name = "agency", recruitment = true } = options;
    if (![16, 17, 18, 19].includes(version)) throw new RangeError("version: not one of 16, 17, 18, 19");
    const clock = new VirtualClock(resolved.now, resolved.runningClock);
    const deliveries = new Deliveries(clock, resolved.rememberedRequests);
    const database = new Database(modelsOf(version, recruitment));
    const numbers = new Numbers();
    const world = new World({
      clock,
      identify: (remoteId) => numbers.of(remoteId),
      changed: (model, id) => mirror.changed(model, id),
    });
    const mirror = new Mirror(world, database);
    const tablesOf: Seeded = {
      save: () => database.save(shareContent),
      load: (saved: SavedDatabase) => database.load(saved, shareContent),
    };
    const key = seedKey(world, "odoo", resolved);
    const own = users.map((user) => ({ ...user }));
    const { languages } = options;
    const server = new OdooServer({ version, database: name, apiKey, users: own, languages }, database, clock);
    const odoo = tables(database, server);
    seedOnce(key && { ...key, version, recruitment }, [world, numbers, tablesOf, server], () => {
      addUsers(database);
      seedOdooAgency(world, resolved);
      if (recruitment) furnish(database, world);
      options.prepare?.({ world, odoo });
    });
    const webhooks: WebhookFeed = {
      subscribe: () => () => undefined,
      settled: () => deliveries.settled(),
      deliveries: () => deliveries.all(),
    };
    return {
      world,
      clock,
      wire: {
        prefix: "",
        cursorOf: () => undefined,
        nativeOf: ({ body, path }) => methodIn(path, body),
        refusals,
        listPage: pages(),
        admit: () => freeAdmission,
        answer: (request, { body }) => server.answer(request, body),
      },
      face: () => {
        const { fetch, origin } = address;
        const settings = { baseUrl: origin, database: name, user: logins.officer, apiKey };
        return {
          url: origin,
          settings: () => ({ ...settings, ...(fetch && { fetch }) }),
          webhooks,
          users: logins,
          grant: (rights) => {
            own[0]!.rights = rights;
          },
          odoo,
        };
      },
      close: () => deliveries.close(),
    };
  },
};

function addUsers(database: Database): void {
  const change = { database, stamp: "2026-01-02 08:00:00.000417", context: {} };
  for (const { uid, login } of users) {
    const partner = database.create("res.partner", { name: `Service ${login.split("@")[0]}`, email: login }, change);
    database.create(
      "res.users",
      { name: `Service ${login.split("@")[0]}`, login, email: login, partner_id: partner.id },
      change,
      uid,
    );
  }
  database.create("mail.message.subtype", { name: "Note", internal: true }, change);
  database.create("mail.message.subtype", { name: "Discussions", internal: false }, change);
}

function tables(database: Database, server: OdooServer): OdooTables {
  const at = (model: string, id: number) => {
    const row = database.row(model, id);
    if (!row) throw new RangeError(`There is no ${model} ${id}`);
    return row;
  };
  const now = <T>(run: (transaction: OpenTransaction) => T): T => {
    const transaction = server.begin();
    const result = run(transaction);
    transaction.commit();
    return result;
  };
  return {
    ids: (model) => (database.has(model) ? [...database.rows(model)].map(({ id }) => id) : []),
    value: (model, id, field) => database.value(at(model, id), field),
    write: (model, id, values) => now((transaction) => transaction.write(model, [id], values)),
    create: (model, values) => now((transaction) => transaction.create(model, values)),
    delete: (model, id) => now((transaction) => transaction.delete(model, [id])),
    hasField: (model, name) => database.field(model, name) !== undefined,
    setField: (model, name, exists) => database.setField(model, name, exists),
    begin: () => server.begin(),
    mails: database.mails,
  };
}

/** The method that a request calls, for faults and for those who look: `{ method: "POST", path: "/hr.job/search_read" }`. */
function methodIn(path: string, body: unknown): { readonly method: string; readonly path: string } | undefined {
  if (path.startsWith("/json/2/")) return { method: "POST", path: path.slice("/json/2".length) };
  if (path !== "/jsonrpc") return undefined;
  const { service, method, args } = ((body as { readonly params?: unknown } | undefined)?.params ?? {}) as Readonly<
    Record<string, unknown>
  >;
  if (service !== "object" || !Array.isArray(args))
    return { method: "POST", path: `/${String(service)}/${String(method)}` };
  return { method: "POST", path: `/${String(args[3])}/${String(args[4])}` };
}

/** Odoo has no refusals of its own for these: they come from the web server, and from proxies before it. */
const page = (status: number, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(`<!doctype html>\n<html lang=en>\n<title>${status}</title>\n`, {
    status,
    headers: { "content-type": "text/html; charset=utf-8", ...headers },
  });

const refusals: Refusals = {
  status: ({ status, code, message }) => {
    if (status >= 400 || code == null) return page(status);
    const data = { name: code, debug: message, message, arguments: [message], context: {} };
    return Response.json(
      { jsonrpc: "2.0", id: null, error: { code: 200, message: "Odoo Server Error", data } },
      { status },
    );
  },
  rateLimited: (resetSeconds) => page(429, { "retry-after": String(resetSeconds) }),
  tooManyActions: () => page(500),
  expiredCursor: () => page(400),
};

const fieldsOf = (records: readonly unknown[]) => Object.keys(records[0] ?? {}).join();

/** The records of a `search_read`, in either interface. */
function pages(): (body: unknown) => ListPage | undefined {
  let first: readonly unknown[] | undefined;
  return (body) => {
    const records = Array.isArray(body) ? (body as unknown[]) : (body as { readonly result?: unknown } | null)?.result;
    if (!Array.isArray(records) || records.some((record) => typeof record !== "object" || record === null))
      return undefined;
    return {
      records,
      // Pages have no cursors: the server gives the same page again, whatever is asked for.
      goOnAt: () => {
        first ??= structuredClone(records);
        if (fieldsOf(records) === fieldsOf(first)) records.splice(0, records.length, ...first);
      },
      next: "",
      enumField: () => "some_field_of_a_later_version",
      malformed: (record) => ({ ...record, write_date: 5 }),
    };
  };
}
