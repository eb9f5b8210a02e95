import { CannotTell, type World, type WorldSession } from "../world.ts";
import { isKomboWrite } from "./kombo/writes.ts";

type Fetch = typeof globalThis.fetch;

/** A live account, as the kit may use it. */
export interface LiveAccount {
  readonly name: string;
  /** The settings of a connection that sends its requests through this `fetch`, so that they are counted and watched. */
  readonly settings: (fetch: Fetch) => object;
  /** The same with a key that the ATS refuses, and that key. */
  readonly wrong: { readonly key: string; readonly settings: (fetch: Fetch) => object };
  /** Whether a request changes something. While the account is only read, such a request is not sent. */
  readonly isWrite: (request: Request) => boolean | Promise<boolean>;
  /** Lets the kit write into the account. Default: it is only read, and promises that write stay untried. */
  readonly allowWrites?: boolean;
}

const cannot = (what: string) => () => {
  throw new CannotTell(what);
};

function open({ settings, wrong, isWrite, allowWrites = false }: LiveAccount): WorldSession {
  let [requests, writes] = [0, 0];
  const watched: Fetch = async (input, init) => {
    const request = new Request(input, init);
    requests += 1;
    if (await isWrite(request.clone())) {
      writes += 1;
      if (!allowWrites) throw new Error("this account is only read, and a request would have changed something");
    }
    return globalThis.fetch(request);
  };
  return {
    settings: settings(watched),
    wrong: { key: wrong.key, settings: wrong.settings(watched) },
    requests: () => requests,
    writes: () => writes,
    now: () => new Date(),
    ids: cannot("say what it holds"),
    records: cannot("say what it holds"),
    seen: cannot("say what it was asked"),
    touch: cannot("be worked in"),
    remove: cannot("be worked in"),
    application: cannot("be looked into"),
    notes: cannot("be looked into"),
    files: cannot("be looked into"),
    trouble: cannot("be made to fail"),
    close: () => {},
  };
}

/**
 * A live account as a world: the promises that need no look behind the scenes are tried, the others stay untried and
 * prove nothing. It is only read unless `allowWrites` says otherwise.
 */
export function liveWorld(account: LiveAccount): World {
  return {
    name: account.name,
    tier: "live",
    readOnly: !account.allowWrites,
    open: (customer) => (customer === "second" ? cannot("be two customers")() : open(account)),
  };
}

/**
 * The live account behind Kombo that the environment names, or undefined where it names none: `ANYATS_LIVE_API_KEY` and
 * `ANYATS_LIVE_INTEGRATION_ID`, and where needed `ANYATS_LIVE_REGION` or `ANYATS_LIVE_BASE_URL`. With
 * `ANYATS_LIVE_WRITES=yes` the kit also writes into it: notes, files, moves and rejections of real people. Use an
 * account that was made for tests.
 */
export function komboAccountFromEnvironment(env: NodeJS.ProcessEnv = process.env): World | undefined {
  const { ANYATS_LIVE_API_KEY: apiKey, ANYATS_LIVE_INTEGRATION_ID: integrationId } = env;
  if (!apiKey || !integrationId) return undefined;
  const [region, baseUrl] = [env["ANYATS_LIVE_REGION"], env["ANYATS_LIVE_BASE_URL"]];
  const place = { integrationId, ...(region && { region }), ...(baseUrl && { baseUrl }) };
  const key = "a-key-that-is-wrong-0123456789";
  return liveWorld({
    name: `live account of ${integrationId.split(":", 1)[0]!}`,
    settings: (fetch) => ({ ...place, apiKey, fetch }),
    wrong: { key, settings: (fetch) => ({ ...place, apiKey: key, fetch }) },
    isWrite: isWriteToKombo,
    allowWrites: env["ANYATS_LIVE_WRITES"] === "yes",
  });
}

async function isWriteToKombo(request: Request): Promise<boolean> {
  const { method } = request;
  const path = new URL(request.url).pathname.replace(/^\/v\d+(?=\/)/, "");
  if (!path.startsWith("/passthrough/")) return isKomboWrite({ method, path });
  return isKomboWrite({ method, path, passthrough: (await request.json()) as { method: string; path: string } });
}
