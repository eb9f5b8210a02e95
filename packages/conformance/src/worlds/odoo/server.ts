import { setTimeout as pause } from "node:timers/promises";
import {
  CannotTell,
  type Kind,
  type SeenCall,
  type StoredFile,
  type World,
  type WorldRecord,
  type WorldSession,
} from "../../world.ts";
import { instantClock } from "../instant-clock.ts";
import { argumentsOf, calledIn, isOdooWrite } from "./calls.ts";
import { OdooNetwork } from "./network.ts";
import { OdooSandbox } from "./sandbox.ts";
import { OdooRefused, OdooSnapshot, type OdooRpc } from "./snapshot.ts";
import { odooTruth, ownersIn } from "./truth.ts";
import { isHeld, odooModels } from "./world.ts";

/** Where a server is, and who signs in. */
interface Place {
  readonly baseUrl: string;
  readonly database: string;
  readonly user: string;
  readonly apiKey: string;
  /** The interface that the adapter and the kit use. */
  readonly api: "json-rpc" | "json-2";
}

/** A real server as a world. */
export interface LiveOdoo {
  readonly world: World;
  /** Such as `18.0`. */
  readonly version: string;
  /** Removes what the kit made. @returns What could not be removed, in words. */
  remove(): Promise<readonly string[]>;
}

/** How far the time that the world tells lies ahead, in milliseconds: a date of Odoo's has whole seconds. */
const aheadMs = 1_500;

/** What the kit itself calls the server by: a client of its own, so that it compares two readings. */
async function rpcOf(
  place: Place,
): Promise<{ readonly rpc: OdooRpc; readonly version: string; readonly aheadOfUs: number }> {
  const base = place.baseUrl.replace(/\/$/, "");
  const dated = await fetch(`${base}/web/health`);
  const theirs = Date.parse(dated.headers.get("date") ?? "");
  const aheadOfUs = Number.isNaN(theirs) ? 0 : theirs - Date.now();
  const ways = { "json-rpc": byJsonRpc, "json-2": byJson2 };
  const { execute, version } = await ways[place.api](base, place);
  const rpc: OdooRpc = (model, method, args, keywords = {}) => {
    const context = { lang: "en_US", tz: "UTC", active_test: false, ...(keywords["context"] as object | undefined) };
    return execute(model, method, args, { ...keywords, context });
  };
  return { rpc, version, aheadOfUs };
}

interface Way {
  readonly execute: OdooRpc;
  readonly version: string;
}

async function byJsonRpc(base: string, { database, user, apiKey }: Place): Promise<Way> {
  const ask = async (service: string, method: string, args: readonly unknown[]): Promise<unknown> => {
    const response = await fetch(`${base}/jsonrpc`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", method: "call", id: 1, params: { service, method, args } }),
    });
    const { result, error } = (await response.json()) as { result?: unknown; error?: { data?: { name?: string } } };
    if (error) throw new OdooRefused(method, error.data?.name);
    return result;
  };
  const { server_version: version } = (await ask("common", "version", [])) as { server_version: string };
  const uid = await ask("common", "authenticate", [database, user, apiKey, {}]);
  if (typeof uid !== "number") throw new Error("Odoo rejected the login or the key");
  const execute: OdooRpc = (model, method, args, keywords) =>
    ask("object", "execute_kw", [database, uid, apiKey, model, method, args, keywords]);
  return { execute, version };
}

async function byJson2(base: string, { database, apiKey }: Place): Promise<Way> {
  const execute: OdooRpc = async (model, method, args, keywords) => {
    const names = argumentsOf(method);
    const response = await fetch(`${base}/json/2/${model}/${method}`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        authorization: `bearer ${apiKey}`,
        "x-odoo-database": database,
      },
      body: JSON.stringify({ ...Object.fromEntries(args.map((each, index) => [names[index]!, each])), ...keywords }),
    });
    const body: unknown = await response.json().catch(() => undefined);
    if (!response.ok) throw new OdooRefused(method, (body as { readonly name?: string } | undefined)?.name);
    return body;
  };
  const asked = await fetch(`${base}/web/version`);
  const { version } = (await asked.json()) as { version: string };
  await execute("res.users", "context_get", []);
  return { execute, version };
}

const cannot = (what: string) => (): never => {
  throw new CannotTell(what);
};

interface Opening {
  readonly place: Place;
  readonly rpc: OdooRpc;
  /** The same, narrowed to what is the kit's own. */
  readonly view: OdooRpc;
  readonly sandbox: OdooSandbox | undefined;
  readonly aheadOfUs: number;
  readonly held: () => Promise<OdooSnapshot>;
}

/** Opens a session: what the server holds now is read first, since a world answers at once. */
async function open({ place, rpc, view, sandbox, aheadOfUs, held }: Opening): Promise<WorldSession> {
  await sandbox?.prepare();
  let snapshot = await held();
  const log: SeenCall[] = [];
  let writes = 0;
  const network = new OdooNetwork(async (request) => {
    const body: unknown = await request
      .clone()
      .json()
      .catch(() => undefined);
    const called = calledIn(request.url, body);
    log.push({ method: "POST", path: called.path, body: called.args });
    const isWrite = isOdooWrite(request.url, body);
    if (isWrite) writes += 1;
    if (isWrite && !sandbox) throw new Error("this server is only read, and a request would have changed something");
    if (!sandbox) return fetch(request);
    // What has no body, such as the question for the version, names no records.
    const narrowed = body === undefined ? undefined : { body: JSON.stringify(sandbox.rewritten(request.url, body)) };
    const response = await fetch(new Request(request, narrowed));
    if (isWrite) {
      await sandbox.follow(
        called,
        await response
          .clone()
          .json()
          .catch(() => undefined),
      );
      snapshot = await OdooSnapshot.read(view);
    }
    return response;
  });
  const settings = { ...place, overlapSeconds: 0, fetch: network.fetch };
  const key = "a-key-that-is-wrong-0123456789";
  const now = () => new Date(Date.now() + aheadOfUs + aheadMs);
  const afterwards = async (change: () => Promise<unknown>) => {
    await pause(aheadMs);
    await change();
    snapshot = await OdooSnapshot.read(view);
  };
  const on = (named: string, of: "application" | "candidate", id: string) => {
    const { model, ids } = ownersIn(snapshot, of, id);
    return [
      [named, "=", model],
      ["res_id", "in", ids],
    ];
  };
  return {
    settings,
    modules: [instantClock(now())],
    wrong: { key, settings: { ...settings, apiKey: key } },
    requests: () => log.length,
    seen: () => log,
    writes: () => writes,
    ids: (kind: Kind) =>
      kind === "candidates"
        ? odooTruth(snapshot, kind).map(({ id }) => String(id))
        : snapshot.ids(odooModels[kind]).map(String),
    records: (group): readonly WorldRecord[] => odooTruth(snapshot, group),
    now,
    trouble: (what) => network.trouble(what),
    struck: () => network.struck(),
    touch: sandbox
      ? (kind, id) => afterwards(() => sandbox.touch(odooModels[kind], Number(id)))
      : cannot("be worked in: it is only read"),
    remove: sandbox
      ? (kind, id) => (isHeld(kind) ? afterwards(() => sandbox.delete(odooModels[kind], Number(id))) : "never")
      : cannot("be worked in: it is only read"),
    async application(id) {
      const fields = ["stage_id", "application_status"];
      const [row] = (await rpc("hr.applicant", "search_read", [[["id", "=", Number(id)]]], { fields })) as {
        stage_id: [number];
        application_status: string;
      }[];
      return { stageId: row ? String(row.stage_id[0]) : null, rejected: row?.application_status === "refused" };
    },
    async notes(of, id) {
      const domain = [...on("model", of, id), ["message_type", "=", "comment"]];
      const rows = (await rpc("mail.message", "search_read", [domain], { fields: ["body"], order: "id" })) as {
        body: string;
      }[];
      return rows.map(({ body }) => body);
    },
    async files(of, id): Promise<StoredFile[]> {
      const rows = (await rpc("ir.attachment", "search_read", [on("res_model", of, id)], {
        fields: ["name", "mimetype", "datas"],
        order: "id",
      })) as {
        name: string;
        mimetype: string;
        datas: string;
      }[];
      return rows.map(({ name, mimetype, datas }) => ({ name, contentType: mimetype, base64: datas }));
    },
    close: () => {},
  };
}

/**
 * The Odoo server that the environment names, or undefined where it names none: `ANYATS_ODOO_URL`, `ANYATS_ODOO_DATABASE`,
 * `ANYATS_ODOO_USER`, `ANYATS_ODOO_API_KEY`; `ANYATS_ODOO_API=json-2` for the newer interface. It is only read. With `ANYATS_ODOO_WRITES=yes`, the kit makes records of its own, sees
 * and writes nothing but those, and removes them.
 * @throws {Error} when nobody can sign in there.
 */
export async function odooServerFromEnvironment(env: NodeJS.ProcessEnv = process.env): Promise<LiveOdoo | undefined> {
  const {
    ANYATS_ODOO_URL: baseUrl,
    ANYATS_ODOO_DATABASE: database,
    ANYATS_ODOO_USER: user,
    ANYATS_ODOO_API_KEY: apiKey,
  } = env;
  if (!baseUrl || !database || !user || !apiKey) return undefined;
  const api = env["ANYATS_ODOO_API"] === "json-2" ? "json-2" : "json-rpc";
  const place: Place = { baseUrl, database, user, apiKey, api };
  const { rpc, version, aheadOfUs } = await rpcOf(place);
  const sandbox = env["ANYATS_ODOO_WRITES"] === "yes" ? new OdooSandbox(rpc) : undefined;
  const view: OdooRpc = sandbox
    ? (model, method, args, keywords) => rpc(model, method, sandbox.narrowed(model, method, args), keywords)
    : rpc;
  let kept: Promise<OdooSnapshot> | undefined;
  // What is only read stays as it is.
  const held = () => (sandbox ? OdooSnapshot.read(view) : (kept ??= OdooSnapshot.read(view)));
  return {
    version,
    world: {
      name: `Odoo ${version}, a real server, by ${api === "json-2" ? "JSON-2" : "JSON-RPC"}`,
      tier: "live",
      readOnly: sandbox === undefined,
      open: (customer) => {
        if (customer === "second") throw new CannotTell("be two customers");
        return open({ place, rpc, view, sandbox, aheadOfUs, held });
      },
    },
    remove: async () => (await sandbox?.remove()) ?? [],
  };
}
