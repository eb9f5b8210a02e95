import type { VirtualClock } from "../world/clock.ts";
import type { Seeded } from "../world/seed-once.ts";
import type { OdooUser } from "./access.ts";
import {
  accessDenied,
  attributeError,
  missingError,
  OdooFailure,
  typeError,
  unknownDatabase,
  userError,
} from "./errors.ts";
import { methodOf, named } from "./methods.ts";
import { contentOf } from "./models/general.ts";
import type { OdooVersion } from "./models/recruitment.ts";
import type { Database } from "./orm/database.ts";
import type { Change } from "./orm/fields.ts";
import { stampOf } from "./orm/values.ts";

/** What a server is reached and entered by. */
export interface OdooEntry {
  readonly version: OdooVersion;
  readonly database: string;
  readonly apiKey: string;
  readonly users: readonly OdooUser[];
  /** The languages besides `en_US`; all where there is no list. */
  readonly languages: readonly string[] | undefined;
}

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A transaction that somebody else has begun and not ended: what it makes shows late, and is dated early. */
export interface OpenTransaction {
  create(model: string, values: Readonly<Record<string, unknown>>): number;
  write(model: string, ids: readonly number[], values: Readonly<Record<string, unknown>>): void;
  delete(model: string, ids: readonly number[]): void;
  commit(): void;
}

/** A transaction that begins now. Its date is made where it writes: most read. */
class Transaction implements Change {
  readonly database: Database;
  readonly context: Json;
  readonly #began: number;
  readonly #nth: number;
  #stamp: string | undefined;

  constructor(database: Database, context: Json, began: number, nth: number) {
    this.database = database;
    this.context = context;
    this.#began = began;
    this.#nth = nth;
  }

  get stamp(): string {
    return (this.#stamp ??= stampOf(this.#began, (this.#nth * 137) % 1000 || 1));
  }
}

/** Answers Odoo's two interfaces over one database. */
export class OdooServer implements Seeded {
  readonly #entry: OdooEntry;
  readonly #database: Database;
  readonly #clock: VirtualClock;
  #transactions = 0;

  constructor(entry: OdooEntry, database: Database, clock: VirtualClock) {
    this.#entry = entry;
    this.#database = database;
    this.#clock = clock;
  }

  /** @param body What the request carries: parsed JSON, or the text. */
  answer(request: Request, body: unknown): Response {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/web/health") return Response.json({ status: "pass" });
    if (pathname === "/jsonrpc") return this.#jsonRpc(request, body);
    if (this.#entry.version >= 19 && pathname === "/web/version")
      return request.method !== "GET"
        ? page(400)
        : Response.json({ version: `${this.#entry.version}.0`, version_info: this.#info() });
    if (this.#entry.version >= 19 && pathname.startsWith("/json/2/")) return this.#json2(request, pathname, body);
    if (pathname.startsWith("/json/2")) return new Response(null, { status: 303, headers: { location: "/web/login" } });
    const file = /^\/web\/content\/(\d+)$/.exec(pathname);
    if (file && request.method === "GET") return this.#content(Number(file[1]), searchParams.get("access_token"));
    // The web client's own pages take no request without the token of its forms.
    if (/^\/(odoo|web)(\/|$)/.test(pathname) && request.method !== "GET") return page(400);
    return page(404);
  }

  /** How many transactions there were: their stamps follow from it. */
  save(): number {
    return this.#transactions;
  }

  load(transactions: number): void {
    this.#transactions = transactions;
  }

  /** Begins a transaction that goes on while others come and end. */
  begin(): OpenTransaction {
    const change = this.#change({});
    const steps: (() => void)[] = [];
    return {
      create: (model, values) => {
        const id = this.#database.nextId(model);
        steps.push(() => void this.#database.create(model, values, change, id));
        return id;
      },
      write: (model, ids, values) => void steps.push(() => this.#database.write(model, ids, values, change)),
      delete: (model, ids) => void steps.push(() => this.#database.delete(model, ids, change)),
      commit: () => steps.splice(0).forEach((step) => step()),
    };
  }

  #change(context: Json): Change {
    this.#transactions += 1;
    return new Transaction(this.#database, context, this.#clock.milliseconds(), this.#transactions);
  }

  #info(): readonly unknown[] {
    return [this.#entry.version, 0, 0, "final", 0, ""];
  }

  /** A file that everybody may fetch, or who has its token; any other asks for a session of the web client. */
  #content(id: number, token: string | null): Response {
    const row = this.#database.row("ir.attachment", id);
    const held = row?.values.get("access_token");
    if (!row || (row.values.get("public") !== true && (held === undefined || held !== token))) return page(404);
    return new Response(Buffer.from(contentOf(row)), { headers: { "content-type": "application/octet-stream" } });
  }

  #jsonRpc({ method }: Request, body: unknown): Response {
    if (method !== "POST") return page(405);
    if (!isObject(body) || !isObject(body["params"])) return page(400);
    const id = body["id"] ?? null;
    try {
      const result = this.#service(body["params"]);
      // A method that returns nothing answers without a result.
      return Response.json({ jsonrpc: "2.0", id, ...(result !== undefined && { result }) });
    } catch (error) {
      const failure = error instanceof OdooFailure ? error : new OdooFailure("builtins.Exception", String(error));
      const data = {
        name: failure.exception,
        debug: `Traceback (most recent call last):\n${failure.message}`,
        message: failure.message,
        arguments: [failure.message],
        context: {},
      };
      return Response.json({ jsonrpc: "2.0", id, error: { code: 200, message: "Odoo Server Error", data } });
    }
  }

  #service({ service, method, args }: Json): unknown {
    const given = Array.isArray(args) ? (args as unknown[]) : [];
    if (service === "common" && method === "version")
      return {
        server_version: `${this.#entry.version}.0`,
        server_version_info: this.#info(),
        server_serie: `${this.#entry.version}.0`,
        protocol_version: 1,
      };
    if (service === "common" && (method === "authenticate" || method === "login")) return this.#authenticate(given);
    if (service === "db" && method === "list") return [this.#entry.database];
    if (service === "object" && (method === "execute_kw" || method === "execute")) return this.#execute(given);
    throw attributeError(`Method not found: ${String(service)}.${String(method)}`);
  }

  #authenticate([database, login, key]: readonly unknown[]): number | false {
    this.#checkDatabase(database);
    const user = this.#entry.users.find((each) => each.login === login);
    return user && key === this.#entry.apiKey ? user.uid : false;
  }

  #checkDatabase(database: unknown): void {
    if (database !== this.#entry.database) throw unknownDatabase(String(database));
  }

  #execute([database, uid, key, model, method, positions, keywords]: readonly unknown[]): unknown {
    this.#checkDatabase(database);
    if (uid === false || key !== this.#entry.apiKey) throw accessDenied("Access Denied");
    const user = this.#entry.users.find((each) => each.uid === uid);
    if (!user) throw missingError("Record does not exist or has been deleted.");
    return this.#call(user, String(model), String(method), (positions ?? []) as unknown[], (keywords ?? {}) as Json);
  }

  #call(user: OdooUser, model: string, name: string, positions: readonly unknown[], keywords: Json): unknown {
    const method = methodOf(this.#database, this.#entry.version, model, name);
    const { ids, args, context } = named(method, positions, keywords);
    const { lang } = context;
    if (lang !== undefined && lang !== "en_US" && this.#entry.languages?.includes(String(lang)) === false)
      throw userError(`Invalid language code: ${String(lang)}`);
    if (name === "create" && args["vals_list"] === undefined)
      throw typeError("missing 1 required positional argument: 'vals_list'");
    return method.run({ model, method: name, args, ids, user, change: this.#change(context) });
  }

  #json2(request: Request, pathname: string, body: unknown): Response {
    const [model = "", name = ""] = pathname.slice("/json/2/".length).split("/").map(decodeURIComponent);
    const key = /^bearer (.+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
    const [user] = this.#entry.users;
    const asked = request.headers.get("x-odoo-database");
    if (asked !== null && asked !== this.#entry.database) return page(404);
    if (key !== this.#entry.apiKey || !user) return refused(401, "werkzeug.exceptions.Unauthorized", "Invalid apikey");
    try {
      if (!isObject(body)) return page(500);
      if (!this.#database.has(model)) return refused(404, "werkzeug.exceptions.NotFound", "no such model");
      const method = methodOf(this.#database, this.#entry.version, model, name);
      const { ids = [], ...keywords } = body;
      const result = this.#call(user, model, name, method.onRecords ? [ids] : [], keywords);
      return Response.json(result ?? null);
    } catch (error) {
      if (!(error instanceof OdooFailure)) return page(500);
      const status = error.exception.endsWith("AccessError")
        ? 403
        : error.exception.endsWith("MissingError")
          ? 404
          : 422;
      return refused(status, error.exception, error.message);
    }
  }
}

const refused = (status: number, name: string, message: string): Response =>
  Response.json({ name, message, arguments: [message], context: {}, debug: "Traceback" }, { status });

const page = (status: number): Response =>
  new Response(`<!doctype html>\n<html lang=en>\n<title>${status}</title>\n`, {
    status,
    headers: { "content-type": "text/html; charset=utf-8" },
  });
