import { CallAborted, EventHub, secret, type Call } from "@anyats/core";
import { callOf, hurriedClock } from "@anyats/core/testing";
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  clientCredentials,
  generalMeaning,
  grantedBy,
  HttpClient,
  policyWith,
  type HttpProfile,
  type HttpRequest,
} from "../src/index.ts";

const list: HttpRequest = { method: "GET", path: "/jobs", effect: "reads" };
const add: HttpRequest = { method: "POST", path: "/notes", body: { text: "x" }, effect: "creates" };
const second = 1_000;
const hour = 3_600 * second;
const refused = (status: number, body: unknown = {}) => Response.json(body, { status });

/** A server that gives tokens, and takes no others, and a client of it. */
function granting({
  expiresIn = 3_600,
  token = () => undefined,
  profile = {},
}: {
  readonly expiresIn?: number | string | null;
  /** Answers a request for a token in place of the server. */
  readonly token?: (request: Request) => Response | Promise<Response> | undefined;
  readonly profile?: Partial<HttpProfile>;
} = {}) {
  let now = Date.parse("2026-11-27T09:00:00Z");
  const clock = hurriedClock({ now: () => now, pass: (ms) => void (now += ms), deadlineMs: 100_001 });
  const seen: Request[] = [];
  const [asked, written, good] = [[] as string[], [] as string[], new Map<string, number>()];
  const fetch = async (input: string | URL | Request, init?: RequestInit) => {
    const request = new Request(input, init);
    seen.push(request.clone());
    request.signal.throwIfAborted();
    if (request.url.endsWith("/token")) {
      asked.push(await request.clone().text());
      const other = await token(request);
      if (other) return other;
      const value = `token-${asked.length}`;
      good.set(value, now + Number(expiresIn ?? 1e9) * second);
      return Response.json({ access_token: value, token_type: "bearer", expires_in: expiresIn });
    }
    const [, value = ""] = request.headers.get("authorization")?.split(" ") ?? [];
    if ((good.get(value) ?? 0) <= now) return refused(401);
    if (request.method === "POST") written.push(value);
    return Response.json({ carried: value });
  };
  const http = new HttpClient({
    settings: { id: "an app", key: secret().parse("it's:secret") } as never,
    clock,
    events: new EventHub(),
    profile: {
      name: "My ATS",
      destination: () => ({ baseUrl: "https://api.test/v1", headers: { "X-App": "7" }, fetch }),
      grant: clientCredentials((settings) => {
        const { id, key } = settings as unknown as { id: string; key: z.output<ReturnType<typeof secret>> };
        return { path: "/token", clientId: id, clientSecret: key };
      }),
      ...profile,
    },
    policy: policyWith({}),
    allowance: undefined,
  });
  const call = (facts: Partial<Call> = {}) => callOf(clock, { deadline: now + 300_000, ...facts });
  const send = (request: HttpRequest = list, facts?: Partial<Call>) => http.json(request, call(facts));
  return { send, seen, asked, written, http, call, end: () => good.clear(), pass: (ms: number) => void (now += ms) };
}

describe("a grant", () => {
  it("is asked for before the first request, once for all calls, without a grant", async () => {
    const { send, seen, asked } = granting();
    expect(seen).toHaveLength(0);
    const carried = { carried: "token-1" };
    expect(await Promise.all([send(), send(), send(add)])).toEqual([carried, carried, carried]);
    expect(await send()).toEqual(carried);
    expect(asked).toEqual(["grant_type=client_credentials"]);
    expect(seen[0]!.headers.get("content-type")).toMatch(/^application\/x-www-form-urlencoded/);
    expect(seen[0]!.headers.get("x-app")).toBe("7");
    expect(atob(seen[0]!.headers.get("authorization")!.replace("Basic ", ""))).toBe("an%20app:it's%3Asecret");
    expect(seen[1]!.headers.get("x-app")).toBe("7");
  });

  it.for([
    { expiresIn: 3_600, lasts: hour - 60 * second },
    { expiresIn: "100", lasts: 90 * second },
    { expiresIn: null, lasts: 1_000 * hour },
  ])("that expires in $expiresIn s is renewed shortly before", async ({ expiresIn, lasts }) => {
    const { send, asked, seen, pass } = granting({ expiresIn });
    await send();
    pass(lasts - 1);
    expect(await send(add)).toEqual({ carried: "token-1" });
    pass(1);
    await Promise.all([send(), send(), send(add)]);
    expect(asked).toHaveLength(expiresIn === null ? 1 : 2);
    expect(seen).toHaveLength(asked.length + 5);
  });

  it.for([list, add])("that ended before its time is renewed once, and $method sent again", async (request) => {
    const { send, asked, seen, written, end } = granting();
    await send();
    end();
    expect(await send(request)).toEqual({ carried: "token-2" });
    expect(written).toEqual(request === add ? ["token-2"] : []);
    expect([asked.length, seen.length]).toEqual([2, 5]);
  });

  it("that is refused after the server may have written is not sent again", async () => {
    const meaning = { ...generalMeaning(401, { name: "My ATS" }), ran: "perhaps" } as const;
    const { send, written, end } = granting({ profile: { errors: { 401: meaning } } });
    await send();
    end();
    await expect(send(add)).rejects.toMatchObject({ code: "connection.key-refused", retry: "unknown-outcome" });
    expect(written).toEqual([]);
  });

  it("that ended is asked for once by all calls that find out", async () => {
    const { send, asked, written, end } = granting();
    await send();
    end();
    await Promise.all([send(), send(add), send(), send(add)]);
    expect(asked).toHaveLength(2);
    expect(written).toEqual(["token-2", "token-2"]);
  });

  it("that is refused again when it is new ends the call: the key is refused", async () => {
    const { send, seen } = granting({ token: () => Response.json({ access_token: "never good" }) });
    await expect(send(add)).rejects.toMatchObject({ code: "connection.key-refused", fault: "configuration" });
    expect(seen).toHaveLength(4);
  });

  it.for([
    [400, "connection.key-refused", "configuration"],
    [401, "connection.key-refused", "configuration"],
    [403, "connection.permission-missing", "configuration"],
    [404, "record.not-found", "caller"],
    [413, "input.too-large", "caller"],
    [422, "input.refused-by-ats", "caller"],
  ])("that is not given (HTTP %i) ends the call before anything is sent", async ([status, code, fault]) => {
    const { send, seen } = granting({ token: () => refused(Number(status), { error: "invalid_client it's:secret" }) });
    const error: unknown = await send(add).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code, fault, retry: "never" });
    expect(inspect(error)).not.toMatch(/it's|secret/);
    expect(seen).toHaveLength(1);
  });

  it("is asked for again where its server fails, and no write counts as perhaps made", async () => {
    const passing = granting({ token: () => (passing.asked.length === 1 ? refused(503) : undefined) });
    expect(await passing.send(add)).toEqual({ carried: "token-2" });
    const { send, written } = granting({ token: () => refused(503) });
    await expect(send(add)).rejects.toMatchObject({ code: "ats.unavailable", retry: "safe" });
    expect(written).toEqual([]);
  });

  it("that cannot be read is an error with the place and no value", async () => {
    const { send } = granting({ token: () => Response.json({ access_token: 4711 }) });
    await expect(send(add)).rejects.toMatchObject({
      code: "ats.unreadable-answer",
      message: expect.stringMatching(/^(?!.*4711).*access_token/s) as string,
    });
  });

  it("waits no longer than the call that needs it, and goes on for the others", async () => {
    const gate = Promise.withResolvers<void>();
    const { send, asked } = granting({ token: () => gate.promise.then(() => undefined as never) });
    const cancelled = new AbortController();
    const first = send(add, { signal: cancelled.signal });
    const others = [send(), send(add)];
    await expect.poll(() => asked.length).toBe(1);
    cancelled.abort(new CallAborted(true));
    gate.resolve();
    await expect(first).rejects.toMatchObject({ code: "call.aborted", retry: "safe" });
    for (const other of others) expect(await other).toHaveProperty("carried");
  });

  it("goes to no other server, and may come from one, which gets no header of the API", async () => {
    const { send, seen } = granting({
      profile: {
        grant: clientCredentials(() => ({
          path: "http://login.test/token",
          clientId: "a",
          clientSecret: secret().parse("b"),
          scope: "jobs notes",
          in: "body",
        })),
      },
    });
    await send();
    await send({ ...list, path: "https://files.example/cv.pdf", foreign: true }).catch(() => {});
    const [token, , foreign] = seen;
    expect(token!.url).toBe("http://login.test/token");
    expect([token!.headers.get("x-app"), token!.headers.get("authorization")]).toEqual([null, null]);
    expect(await token!.text()).toBe("grant_type=client_credentials&scope=jobs+notes&client_id=a&client_secret=b");
    expect(foreign!.url).toBe("https://files.example/cv.pdf");
    expect(foreign!.headers.get("authorization")).toBeNull();
  });

  it("may take several steps, each as a request of the API", async () => {
    const { send, seen } = granting({
      profile: {
        grant: grantedBy(async (_settings, ask) => {
          const { carried } = await ask(z.looseObject({ carried: z.string() }), {
            method: "POST",
            path: "/login",
            headers: { Authorization: "Bearer token-1" },
          }).catch(() => ({ carried: "nobody" }));
          const { access_token } = await ask(z.object({ access_token: z.string() }), { method: "GET", path: "/token" });
          return { headers: { Authorization: `Bearer ${access_token}`, "X-User": carried } };
        }),
      },
    });
    await send();
    expect(seen.map(({ url }) => new URL(url).pathname)).toEqual(["/v1/login", "/v1/token", "/v1/jobs"]);
    expect(seen[2]!.headers.get("x-user")).toBe("nobody");
  });

  describe("that names the customer's own server", () => {
    const named = (baseUrl: string, serversUnder?: readonly string[]) => {
      const token = z.object({ access_token: z.string() });
      const login = grantedBy(async (_settings, ask) => {
        const { access_token } = await ask(token, { method: "GET", path: "/token" });
        return { headers: { Authorization: `Bearer ${access_token}` }, baseUrl };
      }, serversUnder && { serversUnder });
      return granting({ profile: { grant: login } });
    };

    it("has requests sent there, and links of it followed", async () => {
      const { send, seen } = named("https://node-7.api.test/rest/", ["api.test"]);
      await send();
      await send({ ...list, path: "https://node-7.api.test/rest/jobs?page=2" });
      await expect(send({ ...list, path: "https://api.test/v1/jobs" })).rejects.toMatchObject({
        code: "request.foreign-address",
      });
      expect(seen.map(({ url }) => url)).toEqual([
        "https://api.test/v1/token",
        "https://node-7.api.test/rest/jobs",
        "https://node-7.api.test/rest/jobs?page=2",
      ]);
      expect(seen.at(-1)!.headers.get("authorization")).toBe("Bearer token-1");
    });

    it.for([
      "https://node-7.api.test.evil.example/rest",
      "https://evilapi.test/rest",
      "https://a:b@node-7.api.test/rest",
      "http://node-7.api.test/rest",
      "/rest",
      "",
    ])("is refused where that is not one of the ATS's: %s", async (baseUrl) => {
      const { send, seen } = named(baseUrl, ["api.test"]);
      await expect(send(add)).rejects.toMatchObject({ code: "request.foreign-address", retry: "never" });
      expect(seen).toHaveLength(1);
    });

    it("is refused where the adapter allows none, unless it is the origin of the login", async () => {
      await expect(named("https://node-7.api.test/rest").send()).rejects.toMatchObject({ fault: "ats" });
      const { send, seen } = named("https://api.test/node-7");
      await send();
      expect(seen.at(-1)!.url).toBe("https://api.test/node-7/jobs");
    });
  });

  it("shows in no inspection of the client", async () => {
    const { http, send } = granting();
    await send();
    expect(inspect(http, { depth: 9, showHidden: true })).not.toMatch(/token-1|it's/);
  });

  it("is good for each call of a day on which some end, and each write is made once", async () => {
    let state = 20261127;
    const random = (most: number) => (state = (state * 48271) % 0x7fffffff) % most;
    const { send, asked, written, end, pass } = granting({ expiresIn: 600 });
    let [ended, writes] = [1, 0];
    for (let step = 0; step < 300; step += 1) {
      if (random(3) === 0) ended += (end(), 1);
      const minutes = random(4) === 0 ? random(15) : 0;
      ended += minutes > 0 ? 1 : 0;
      pass(minutes * 60 * second);
      const requests = Array.from({ length: 1 + random(3) }, () => (random(2) === 0 ? add : list));
      writes += requests.filter((request) => request === add).length;
      await Promise.all(requests.map((request) => send(request)));
      expect(written).toHaveLength(writes);
      expect(asked.length).toBeLessThanOrEqual(ended);
    }
  });
});
