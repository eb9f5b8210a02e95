import type { World } from "@anyats/conformance";
import type { Adapter } from "@anyats/core";
import { refreshToken, type HttpProfile, type KeptTokens, type RefreshTokens } from "@anyats/http";
// @boundaries-ignore a sound adapter to vary
import { rowan } from "../../../examples/custom-adapter/src/index.ts";
// @boundaries-ignore what it says of its server
import { rowanProfile } from "../../../examples/custom-adapter/src/profile.ts";
// @boundaries-ignore its settings
import type { RowanSettings } from "../../../examples/custom-adapter/src/settings.ts";
// @boundaries-ignore its world
import { rowanWorld } from "../../../examples/custom-adapter/test/world.ts";
import { but } from "./on-the-way.ts";
import { saying } from "./sound-server.ts";

/** What the server knows of a customer, and what an app keeps of the same. */
class Account implements RefreshTokens {
  readonly key: string;
  #given = 0;
  #ended = 0;
  readonly first: string;
  #kept: KeptTokens;
  #turn: Promise<void> = Promise.resolve();

  constructor(key: string) {
    this.key = key;
    this.first = this.refresh;
    this.#kept = { refreshToken: this.first };
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

  renew(exchange: (kept: KeptTokens) => Promise<KeptTokens>): Promise<void> {
    const mine = this.#turn.then(async () => void (this.#kept = await exchange(this.#kept)));
    this.#turn = mine.catch(() => {});
    return mine;
  }
}

/** By what the settings of a session have in place of the key. */
const accounts = new Map<string, Account>();

const profile = (tokensOf: (account: Account) => RefreshTokens): HttpProfile<RowanSettings> => ({
  ...rowanProfile,
  destination: ({ baseUrl, fetch }) => ({ baseUrl, fetch }),
  grant: refreshToken(({ apiKey }) => ({
    path: "/token",
    clientId: "an app",
    clientSecret: apiKey,
    tokens: tokensOf(accounts.get(apiKey.reveal()) ?? new Account(apiKey.reveal())),
  })),
});

/** Rowan, which takes a refresh token once, and gives another with each access token. */
export const rotatingRowan: Adapter = saying(rowan, () => profile((account) => account));

/** The same with a bug: each connection keeps the next refresh token for itself. */
export const forgetfulRowan: Adapter = saying(rowan, () => {
  let kept: KeptTokens | undefined;
  return profile((account) => ({
    renew: async (exchange) => void (kept = await exchange((kept ??= { refreshToken: account.first }))),
  }));
});

/** A server in front of Rowan, for the settings of one session. */
function behindTokens({ apiKey, fetch, ...settings }: Given): unknown {
  const account = new Account(apiKey);
  const name = `app-${accounts.size}`;
  accounts.set(name, account);
  const way: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    if (new URL(request.url).pathname !== "/token") {
      const value = request.headers.get("authorization")?.replace("Bearer ", "");
      const headers = new Headers(request.headers);
      headers.set("authorization", `Bearer ${account.isGood && value === account.access ? apiKey : "none"}`);
      return fetch(new Request(request, { headers }));
    }
    request.signal.throwIfAborted();
    const refresh = new URLSearchParams(await request.text()).get("refresh_token");
    if (refresh !== account.refresh) return Response.json({ error: "invalid_grant" }, { status: 400 });
    account.next();
    const given = { access_token: account.access, refresh_token: account.refresh };
    return Response.json({ ...given, token_type: "Bearer", expires_in: 3_600 });
  };
  return { ...settings, apiKey: name, fetch: way };
}

interface Given {
  readonly apiKey: string;
  readonly fetch: typeof globalThis.fetch;
}

export const rotatingRowanWorld: World = but(rowanWorld, ({ settings, wrong, variants }) => {
  const before = accounts.size;
  return {
    settings: behindTokens(settings as Given),
    wrong: { ...wrong, settings: behindTokens(wrong.settings as Given) },
    ...(variants && {
      variants: variants.map((each) => ({ ...each, settings: behindTokens(each.settings as Given) })),
    }),
    endSessions: () => [...accounts.values()].slice(before).forEach((account) => account.end()),
  };
});
