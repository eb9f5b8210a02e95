import { AtsError, CallAborted, EventHub, secret, type Call } from "@anyats/core";
import { callOf, hurriedClock } from "@anyats/core/testing";
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import {
  HttpClient,
  policyWith,
  refreshToken,
  refreshTokens,
  type HttpRequest,
  type KeptTokens,
  type RefreshTokens,
} from "../src/index.ts";

const list: HttpRequest = { method: "GET", path: "/jobs", effect: "reads" };
const add: HttpRequest = { method: "POST", path: "/notes", body: { text: "x" }, effect: "creates" };
const second = 1_000;
const life = 600;

/** A table with one row, whose lock a transaction holds until it ends. */
function locked(first: KeptTokens): RefreshTokens & { kept: KeptTokens } {
  let turn: Promise<unknown> = Promise.resolve();
  return {
    kept: first,
    renew(exchange) {
      const mine = turn.then(async () => void (this.kept = await exchange(this.kept)));
      turn = mine.catch(() => {});
      return mine;
    },
  };
}

/** A server that takes each refresh token once, and a store of the customer's. */
function rotating({
  answer = () => undefined,
  rotates = true,
}: {
  /** Answers a request for a token in place of the server, which has done what it says. */
  readonly answer?: (nth: number) => Response | Promise<Response | undefined> | undefined;
  readonly rotates?: boolean;
} = {}) {
  let now = Date.parse("2026-11-29T09:00:00Z");
  const clock = hurriedClock({ now: () => now, pass: (ms) => void (now += ms), deadlineMs: 60_000 });
  let good = { refresh: "refresh-0", access: "none", until: 0 };
  const [asked, written] = [[] as URLSearchParams[], [] as string[]];
  const fetch = async (input: string | URL | Request, init?: RequestInit) => {
    const request = new Request(input, init);
    request.signal.throwIfAborted();
    if (request.url.endsWith("/token")) {
      const form = new URLSearchParams(await request.text());
      asked.push(form);
      if (form.get("refresh_token") !== good.refresh) return Response.json({ error: "invalid_grant" }, { status: 400 });
      const nth = asked.length;
      const refresh = rotates ? `refresh-${nth}` : good.refresh;
      const given = { access_token: `access-${nth}`, expires_in: life, ...(rotates && { refresh_token: refresh }) };
      const other = await answer(nth);
      if (other && !other.ok) return other;
      good = { refresh, access: given.access_token, until: now + life * second };
      return other ?? Response.json(given);
    }
    const value = request.headers.get("authorization")?.replace("Bearer ", "");
    if (value !== good.access || good.until <= now) return Response.json({}, { status: 401 });
    if (request.method === "POST") written.push(value);
    return Response.json({ carried: value });
  };
  const tokens = locked({ refreshToken: "refresh-0" });
  const client = (of: RefreshTokens | string = tokens) => {
    const http = new HttpClient({
      settings: {} as never,
      clock,
      events: new EventHub(),
      profile: {
        name: "My ATS",
        destination: () => ({ baseUrl: "https://api.test/v1", fetch }),
        grant: refreshToken(() => ({
          path: "https://login.test/token",
          clientId: "an app",
          clientSecret: secret().parse("its-secret"),
          in: "body",
          tokens: typeof of === "string" ? secret().parse(of) : of,
        })),
      },
      policy: policyWith({}),
      allowance: undefined,
    });
    return (request: HttpRequest = list, facts?: Partial<Call>) =>
      http.json(request, callOf(clock, { deadline: now + 300_000, ...facts }));
  };
  return {
    asked,
    written,
    tokens,
    client,
    end: () => void (good = { ...good, until: 0 }),
    pass: (ms: number) => void (now += ms),
  };
}

const failure = (attempt: Promise<unknown>) =>
  attempt.then(
    () => undefined,
    (error: unknown) => error as AtsError,
  );

describe("a refresh token", () => {
  it("is exchanged for an access token, and the next one is kept at once", async () => {
    const { asked, client, tokens } = rotating();
    expect(await client()()).toEqual({ carried: "access-1" });
    expect(String(asked[0])).toBe(
      "grant_type=refresh_token&refresh_token=refresh-0&client_id=an+app&client_secret=its-secret",
    );
    expect(tokens.kept).toEqual({
      refreshToken: "refresh-1",
      accessToken: "access-1",
      expiresAt: Date.parse("2026-11-29T09:10:00Z"),
    });
  });

  it("is exchanged once by all connections of a customer for each access token", async () => {
    const { asked, client, end, pass } = rotating();
    const [one, two, three] = [client(), client(), client()] as const;
    await Promise.all([one(), two(add), three()]);
    expect(asked).toHaveLength(1);
    end();
    await Promise.all([one(add), two(), three()]);
    expect(asked).toHaveLength(2);
    pass((life - 60) * second);
    await one();
    await two();
    expect(asked).toHaveLength(3);
  });

  it("is kept where the call that asked for it is cancelled meanwhile", async () => {
    const gate = Promise.withResolvers<undefined>();
    const { asked, client, tokens } = rotating({ answer: () => gate.promise });
    const cancelled = new AbortController();
    const send = client();
    const first = failure(send(add, { signal: cancelled.signal }));
    await expect.poll(() => asked.length).toBe(1);
    cancelled.abort(new CallAborted(true));
    expect(await first).toMatchObject({ code: "call.aborted", retry: "safe" });
    gate.resolve(undefined);
    await expect.poll(() => tokens.kept.refreshToken).toBe("refresh-1");
    expect(await send()).toEqual({ carried: "access-1" });
  });

  it("is not exchanged for a call that was cancelled before, and nothing fails unheard", async () => {
    const unheard: unknown[] = [];
    const hear = (reason: unknown) => void unheard.push(reason);
    process.on("unhandledRejection", hear);
    const { asked, client, tokens } = rotating();
    tokens.kept = { refreshToken: "an-old-one" };
    const signal = AbortSignal.abort(new CallAborted(true));
    expect(await failure(client()(add, { signal }))).toMatchObject({ code: "call.aborted", retry: "safe" });
    await new Promise((resolve) => setTimeout(resolve, 50));
    process.off("unhandledRejection", hear);
    expect([asked, unheard]).toEqual([[], []]);
  });

  it("is exchanged once where a store repeats its transaction", async () => {
    const { asked, client, tokens } = rotating();
    const repeats: RefreshTokens = {
      async renew(exchange) {
        await exchange(tokens.kept);
        tokens.kept = await exchange(tokens.kept);
      },
    };
    await client(repeats)();
    expect([asked.length, tokens.kept.refreshToken]).toEqual([1, "refresh-1"]);
  });

  it("is asked for again where its server fails first", async () => {
    const { client, tokens } = rotating({
      answer: (nth) => (nth === 1 ? new Response(null, { status: 503 }) : undefined),
    });
    expect(await client()(add)).toEqual({ carried: "access-2" });
    expect(tokens.kept.refreshToken).toBe("refresh-2");
  });

  it("that the server no longer takes is a refused key, and nothing is written", async () => {
    const { client, tokens, written } = rotating();
    tokens.kept = { refreshToken: "an-old-one" };
    expect(await failure(client()(add))).toMatchObject({ code: "connection.key-refused", fault: "configuration" });
    expect([written, tokens.kept]).toEqual([[], { refreshToken: "an-old-one" }]);
  });

  const stores: Readonly<Record<string, RefreshTokens["renew"]>> = {
    "fails before the exchange": () => Promise.reject(new RangeError("at refresh-0 of its-secret")),
    "fails after the exchange": async (exchange) => {
      await exchange({ refreshToken: "refresh-0" });
      throw new RangeError("at refresh-1 of its-secret");
    },
    "makes no exchange": () => Promise.resolve(),
  };
  it.for(Object.entries(stores))(
    "of a store that %s ends the call, and the error shows no token",
    async ([, renew]) => {
      const { client, written } = rotating();
      const error = await failure(client({ renew })(add));
      expect(error).toMatchObject({ code: "connection.tokens-not-kept", fault: "caller", retry: "safe" });
      expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/refresh-\d|access-\d|its-secret/);
      expect(written).toEqual([]);
    },
  );

  it("may be a fixed one, unless the server gives another", async () => {
    const { asked, client } = rotating({ rotates: false });
    const send = client("refresh-0");
    await Promise.all([send(), send(add)]);
    expect(asked).toHaveLength(1);
    const error = await failure(rotating().client("refresh-0")());
    expect(error).toMatchObject({ code: "connection.tokens-not-kept", fault: "adapter", retry: "never" });
  });

  it("serves three processes through days of ends, pauses and cancelled calls", async () => {
    let state = 20261129;
    const random = (most: number) => (state = (state * 48271) % 0x7fffffff) % most;
    const { asked, client, end, pass, written } = rotating();
    const clients = [client(), client(), client()];
    let [ended, writes] = [1, 0];
    for (let step = 0; step < 300; step += 1) {
      if (random(3) === 0) ended += (end(), 1);
      const minutes = random(4) === 0 ? random(15) : 0;
      ended += minutes > 0 ? 1 : 0;
      pass(minutes * 60 * second);
      // A process is started again now and then: it knows what is kept, and nothing else.
      if (random(10) === 0) clients[random(3)] = client();
      const requests = Array.from({ length: 1 + random(4) }, () => (random(2) === 0 ? add : list));
      writes += requests.filter((request) => request === add).length;
      const cancelled = random(5) === 0 ? AbortSignal.abort(new CallAborted(false)) : undefined;
      if (cancelled)
        expect(await failure(clients[0]!(list, { signal: cancelled }))).toMatchObject({ code: "call.aborted" });
      await Promise.all(requests.map((request) => clients[random(3)]!(request)));
      expect(written).toHaveLength(writes);
      expect(asked.length).toBeLessThanOrEqual(ended);
    }
    expect(asked.length).toBeGreaterThan(50);
  });
});

it("a setting for tokens takes an object with `renew`, and nothing else", () => {
  expect(refreshTokens().parse(locked({ refreshToken: "r" }))).toHaveProperty("renew");
  for (const wrong of ["refresh-0", {}, null, { renew: "no" }])
    expect(refreshTokens().safeParse(wrong).success).toBe(false);
});
