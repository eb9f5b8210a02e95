import { AtsError, token, type Call, type Injected, type Token } from "@anyats/core";
import { AddedSince, at, HTTP, orElse, parsedLeniently, refusalError, SharedAnswers, type Meaning } from "@anyats/http";
import { z } from "zod/mini";
import { list } from "../reading/values.ts";
import { ODOO_SETTINGS } from "../settings.ts";
import { addressWrong, databaseUnknown, keyRefused, languageUnknown, unlike } from "./refusals.ts";
import { Json2 } from "./json-2.ts";
import { JsonRpc } from "./json-rpc.ts";
import type { OdooTransport, ServerVersion } from "./transport.ts";
import { areUsual } from "./usual-fields.ts";

/** What a server says of a field that the customer made. */
const wireField = z.object({
  manual: z.literal(true),
  type: z.string(),
  string: orElse(z.string(), ""),
  readonly: orElse(z.boolean(), false),
  selection: list(z.tuple([z.string(), z.string()])),
});
export type Field = z.output<typeof wireField>;

/** The fields of a model that the user may see. */
export interface Fields {
  readonly names: ReadonlySet<string>;
  /** Those that the customer made, by their names, which begin with `x_`. */
  readonly customs: ReadonlyMap<string, Field>;
  /** The models that they link to. */
  readonly relations: ReadonlySet<unknown>;
}

/** The choices that records hold in the customer's own fields, and that are not known. */
function unknownChoices(fields: Fields | undefined, rows: readonly Readonly<Record<string, unknown>>[]): string[] {
  const found = [...(fields?.customs ?? [])].flatMap(([name, { type, selection }]) => {
    const held = type === "selection" ? rows.map((row) => row[name]) : [];
    return held.flatMap((key) =>
      typeof key === "string" && !selection.some(([one]) => one === key) ? [`${name} ${key}`] : [],
    );
  });
  return [...new Set(found)];
}

/** What is known of the server once the user has signed in. */
export interface Session extends ServerVersion {
  readonly uid: number;
}

/** The oldest version whose person model is known. */
const oldest = 17;

const attributes = ["type", "string", "readonly", "manual", "selection", "relation"];

/**
 * The server of one connection: its version, the user's id, and the fields of its models. They differ from version to
 * version and from user to user, and a field that does not exist fails a whole call: so it is asked, once.
 */
export class OdooServer {
  static readonly inject = { http: HTTP, settings: ODOO_SETTINGS };
  readonly #collaborators: Injected<typeof OdooServer.inject>;
  readonly #sessions = new SharedAnswers<Session>(1);
  readonly #fields = new SharedAnswers<Fields | null>(100);
  /** Choices that records hold and that the server does not offer. */
  readonly #gone = new AddedSince();
  #transport: OdooTransport | undefined;

  constructor(collaborators: Injected<typeof OdooServer.inject>) {
    this.#collaborators = collaborators;
  }

  /** The interface that the settings name. */
  get transport(): OdooTransport {
    const { settings } = this.#collaborators;
    this.#transport ??= settings.api === "json-2" ? new Json2(settings) : new JsonRpc(settings);
    return this.#transport;
  }

  /** Signs in once. @throws {AtsError} that tells a wrong address, version, database and key apart. */
  async session(call: Call): Promise<Session> {
    return this.#sessions.kept("") ?? this.#sessions.read("", call, () => this.#signIn(call));
  }

  /** The fields of a model that the user may see; `undefined` when the server has no such model. */
  async fields(model: string, call: Call): Promise<Fields | undefined> {
    const kept = this.#fields.kept(model);
    return (
      (kept === undefined ? await this.#fields.read(model, call, () => this.#readFields(model, call)) : kept) ??
      undefined
    );
  }

  /** Reads the fields of a model again, such as after the customer has changed them. */
  async refresh(model: string, call: Call): Promise<Fields | undefined> {
    return (await this.#fields.read(model, call, () => this.#readFields(model, call), true)) ?? undefined;
  }

  /** The same for records that were read: with the choices that they hold, also where one was added since. */
  async fieldsOf(model: string, rows: readonly Readonly<Record<string, unknown>>[], call: Call) {
    const unknown = (fields: Fields | undefined) => unknownChoices(fields, rows).map((choice) => `${model} ${choice}`);
    const fields = await this.fields(model, call);
    return fields && this.#gone.known<Fields | undefined>(fields, unknown, () => this.refresh(model, call));
  }

  /** Those of some names that the server has and shows to the user; `x_*` stands for all that the customer made. */
  async known(model: string, names: readonly string[], call: Call): Promise<readonly string[]> {
    if (areUsual(model, names) && this.#fields.kept(model) === undefined) return names;
    const fields = await this.fields(model, call);
    if (!fields) return [];
    return names.flatMap((name) =>
      name === "x_*" ? [...fields.customs.keys()] : fields.names.has(name) ? [name] : [],
    );
  }

  async #signIn(call: Call): Promise<Session> {
    const { http } = this.#collaborators;
    const { transport } = this;
    const answer = await http.json({ ...transport.version(), effect: "reads" }, call).catch(unlessOdoo);
    const version = transport.readVersion(answer);
    if (!version) throw refusedBy(addressWrong);
    if (version.major < oldest) throw refusedBy(tooOld(version));
    const identity = await http.json({ ...transport.identify(), effect: "reads" }, call).catch(unlessNoDatabase);
    const uid = transport.readIdentity(identity);
    if (uid === undefined) throw refusedBy(keyRefused);
    return { ...version, uid };
  }

  async #readFields(model: string, call: Call): Promise<Fields | null> {
    const { http, settings } = this.#collaborators;
    const { uid } = await this.session(call);
    // The names of fields and choices are translated, too.
    const asked = { model, method: "fields_get", named: { attributes }, context: { lang: settings.language } };
    const carried = this.transport.carry(asked, uid);
    try {
      const answer = await http.json({ ...carried, effect: "reads" }, call);
      const read = this.transport.result(answer) ?? {};
      if (typeof read !== "object" || Array.isArray(read)) throw unlike("reads");
      const fields = Object.entries(read as Record<string, unknown>);
      const customs = fields.flatMap(([name, field]) => {
        const custom = name.startsWith("x_") ? parsedLeniently(wireField, field, () => {}).data : undefined;
        return custom ? [[name, custom] as const] : [];
      });
      const relations = new Set(fields.map(([, field]) => at(field, "relation")));
      return { names: new Set(Object.keys(read)), customs: new Map(customs), relations };
    } catch (error) {
      if (!isAbsentModel(error)) throw error;
      if (await this.#mayLackLanguage(model, error, call)) throw refusedBy(languageUnknown);
      return null;
    }
  }

  /** Odoo says the same of a model and of a language that it lacks, so it is asked in the user's own. English is always there. */
  async #mayLackLanguage(model: string, { upstreamCode }: AtsError, call: Call): Promise<boolean> {
    const { http, settings } = this.#collaborators;
    if (settings.language === "en_US" || upstreamCode !== userError) return false;
    const { uid } = await this.session(call);
    const carried = this.transport.carry({ model, method: "fields_get", named: { attributes: ["type"] } }, uid);
    try {
      await http.json({ ...carried, effect: "reads" }, call);
      return true;
    } catch (error) {
      if (isAbsentModel(error)) return false;
      throw error;
    }
  }
}

export const SERVER: Token<OdooServer> = token("odoo/server");

const userError = "odoo.exceptions.UserError";

/** A model that no installed app brings: a `UserError` over JSON-RPC, HTTP 404 over JSON-2. */
function isAbsentModel(error: unknown): error is AtsError {
  return AtsError.is(error) && [userError, "werkzeug.exceptions.NotFound"].includes(error.upstreamCode ?? "");
}

/**
 * Another program answers at this address: with a page, with a redirect, or with an answer that is not JSON. So does Odoo's own
 * web client, below a path such as /odoo.
 */
function unlessOdoo(error: unknown): never {
  const { code, status = 500, upstreamCode } = AtsError.is(error) ? error : {};
  const isPage = code === "ats.unreadable-answer" && status < 500;
  const isRefusedByOther = upstreamCode === undefined && [400, 405, 422].includes(status);
  throw isPage || isRefusedByOther ? refusedBy(addressWrong, status) : error;
}

/** The version was read there a moment ago: what JSON-2 does not find at this address then is the database. */
function unlessNoDatabase(error: unknown): never {
  const isDatabase = AtsError.is(error) && error.code === addressWrong.code;
  throw isDatabase ? refusedBy(databaseUnknown, error.status) : error;
}

export function refusedBy(meaning: Meaning, status?: number): AtsError {
  return refusalError(meaning, { effect: "reads", ...(status !== undefined && { status }) });
}

const tooOld = ({ name }: ServerVersion): Meaning => ({
  fault: "configuration",
  ran: "no",
  passes: false,
  code: "connection.version-unsupported",
  message: `The server runs Odoo ${/^[\w.~+-]{1,40}$/.test(name) ? name : "of an unknown version"}; this adapter requires ${oldest} or newer.`,
  advice: "Ask the customer's administrator to upgrade Odoo.",
});
