import type { World } from "@anyats/conformance";
import type { Adapter } from "@anyats/core";
import {
  contentKey,
  refreshToken,
  refreshTokens,
  type HttpProfile,
  type KeptTokens,
  type RefreshTokens,
} from "@anyats/http";
import { z } from "zod/mini";
// @boundaries-ignore a sound adapter to vary
import { rowan } from "../../../examples/custom-adapter/src/index.ts";
// @boundaries-ignore what it says of its server
import { rowanProfile } from "../../../examples/custom-adapter/src/profile.ts";
// @boundaries-ignore its settings
import { rowanSettings } from "../../../examples/custom-adapter/src/settings.ts";
// @boundaries-ignore its world
import { rowanWorld } from "../../../examples/custom-adapter/test/world.ts";
import { but, withHeaders } from "./on-the-way.ts";
import { saying } from "./sound-server.ts";

/** Where the app keeps the tokens; without it, the key is a refresh token that never changes. */
const settings = z.extend(rowanSettings, { tokens: z.optional(refreshTokens()) });
type Settings = z.output<typeof settings>;

/** What the server knows of a customer, and what an app keeps of the same. */
class Account {
  readonly key: string;
  #given = 0;
  #ended = 0;
  #kept: KeptTokens;
  #turn: Promise<void> = Promise.resolve();

  constructor(key: string) {
    this.key = key;
    this.#kept = { refreshToken: this.refresh };
  }

  get refresh(): string {
    return `refresh-${this.#given}-of-${this.key}`;
  }

  get access(): string {
    return `access-${this.#given}-of-${this.key}`;
  }

  /** Whether the access token is good. */
  get isGood(): boolean {
    return this.#given > this.#ended;
  }

  end(): void {
    this.#ended = this.#given;
  }

  /** What the server gives: whatever it gave before is good no longer. */
  next(): void {
    this.#given += 1;
  }

  readonly tokens: RefreshTokens = {
    renew: (exchange) => {
      const mine = this.#turn.then(async () => void (this.#kept = await exchange(this.#kept)));
      this.#turn = mine.catch(() => {});
      return mine;
    },
  };
}

/** Those that a session knows. */
const accounts: Account[] = [];

/** Over everything that a request says; a repeat has one of its own. */
const signatureOf = (method: string, { pathname, search }: URL, body: string, at: string): string =>
  contentKey(method, pathname + search, body, at);

const scope = "jobs candidates";

const window = { remaining: "rowan-left", reset: "rowan-more", resetIs: "date" } as const;

const profile = (tokensOf: (settings: Settings) => RefreshTokens | undefined): HttpProfile<Settings> => ({
  ...rowanProfile,
  destination: ({ baseUrl, fetch }) => ({ baseUrl, fetch }),
  grant: refreshToken((given) => ({
    path: "/token",
    clientId: "an app",
    clientSecret: given.apiKey,
    in: "body",
    scope,
    tokens: tokensOf(given) ?? given.apiKey,
  })),
  sign: ({ method, url, body = "", now }) => ({
    "rowan-signed-at": new Date(now).toISOString(),
    "rowan-signature": signatureOf(method, url, body, new Date(now).toISOString()),
  }),
  quota: { window, concurrency: { header: "rowan-at-once", kind: "requests" } },
});

/** Rowan, which takes a refresh token once, gives another with each access token, and wants each request signed. */
export const rotatingRowan: Adapter = saying(rowan, () => profile(({ tokens }) => tokens), { settings });

/** The same with a bug: each connection keeps the next refresh token for itself. */
export const forgetfulRowan: Adapter = saying(
  rowan,
  () => {
    let kept: KeptTokens | undefined;
    return profile(({ tokens }) => ({
      renew: async (exchange) => {
        if (!kept) await tokens?.renew((first) => Promise.resolve((kept = first)));
        kept = await exchange(kept!);
      },
    }));
  },
  { settings },
);

interface Given {
  readonly apiKey: string;
  readonly baseUrl: string;
  readonly fetch: typeof globalThis.fetch;
}

/** A server in front of Rowan, for the settings of one session. The second customer has one refresh token for good. */
function behindTokens({ apiKey, fetch, ...others }: Given): unknown {
  const account = new Account(apiKey);
  const name = `app-${accounts.length}`;
  accounts.push(account);
  const isFixed = others.baseUrl.includes("second");
  const way: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    if (new URL(request.url).pathname !== "/token") {
      const value = request.headers.get("authorization")?.replace("Bearer ", "");
      const headers = new Headers(request.headers);
      headers.set("authorization", `Bearer ${account.isGood && value === account.access ? apiKey : "none"}`);
      return withHeaders(await fetch(new Request(request, { headers })), { "rowan-at-once": "4" });
    }
    request.signal.throwIfAborted();
    const shown = Object.fromEntries(new URLSearchParams(await request.text()));
    const isClient = shown["client_id"] === "an app" && shown["client_secret"] === name && shown["scope"] === scope;
    if (!isClient || request.headers.has("authorization"))
      return Response.json({ error: "invalid_client" }, { status: 401 });
    if (shown["refresh_token"] !== (isFixed ? name : account.refresh))
      return Response.json({ error: "invalid_grant" }, { status: 400 });
    account.next();
    const given = { access_token: account.access, ...(!isFixed && { refresh_token: account.refresh }) };
    return Response.json({ ...given, token_type: "Bearer", expires_in: 3_600 });
  };
  return { ...others, apiKey: name, fetch: way, ...(!isFixed && { tokens: account.tokens }) };
}

/** The way of a server that refuses what is not signed. */
const asSent = (fetch: typeof globalThis.fetch): typeof globalThis.fetch =>
  async function checks(input, init) {
    const request = new Request(input, init);
    const at = request.headers.get("rowan-signed-at") ?? "";
    const signature = signatureOf(request.method, new URL(request.url), await request.clone().text(), at);
    return request.headers.get("rowan-signature") === signature
      ? fetch(request)
      : Response.json({ error: "wrong signature" }, { status: 403 });
  };

export const rotatingRowanWorld: World = but(rowanWorld, ({ settings: given, wrong, variants }) => {
  const before = accounts.length;
  return {
    asSent,
    settings: behindTokens(given as Given),
    wrong: { ...wrong, settings: behindTokens(wrong.settings as Given) },
    ...(variants && {
      variants: variants.map((each) => ({ ...each, settings: behindTokens(each.settings as Given) })),
    }),
    atOnceHeader: "rowan-at-once",
    limits: { window, atOnce: 4 },
    endSessions: () => accounts.slice(before).forEach((account) => account.end()),
  };
});
