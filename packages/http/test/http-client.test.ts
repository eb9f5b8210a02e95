import { CallAborted, type AtsError } from "@anyats/core";
import { unanswered } from "@anyats/core/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  entries,
  generalMeaning,
  orNull,
  path,
  type HttpProfile,
  type HttpRequest,
  type UnsignedRequest,
} from "../src/index.ts";
import { served, start } from "./served.ts";

const get: HttpRequest = { method: "GET", path: "/jobs", effect: "reads" };
const add: HttpRequest = { method: "POST", path: "/notes", body: { text: "x" }, effect: "creates" };

const ok = (body: unknown) => () => Response.json(body);
const status =
  (code: number, headers: Record<string, string> = {}) =>
  () =>
    new Response(null, { status: code, headers });

describe("a request", () => {
  it("carries the destination's headers and its own, query and JSON", async () => {
    const { http, seen, call } = served([ok({ done: true })]);
    const headers = { "X-Own": "1", accept: "text/csv", Authorization: undefined };
    const request = { ...add, query: { a: "b c" }, headers };
    expect(await http.json(request, call())).toEqual({ done: true });
    expect(seen[0]!.url).toBe("https://api.test/v1/notes?a=b+c");
    expect(await seen[0]!.json()).toEqual({ text: "x" });
    expect(seen[0]!.headers.get("x-own")).toBe("1");
    expect(seen[0]!.headers.has("authorization")).toBe(false);
    expect(seen[0]!.headers.get("accept")).toBe("text/csv");
    expect(seen[0]!.headers.get("content-type")).toBe("application/json");
    expect(seen[0]!.redirect).toBe("manual");
  });

  it.each([
    ["/notes", { a: "b c", d: "ä&" }, "/notes?a=b+c&d=%C3%A4%26"],
    ["/notes?b=1%202", { a: "x" }, "/notes?b=1%202&a=x"],
    ["/notes#top", { a: "x" }, "/notes?a=x"],
    ["/notes", {}, "/notes"],
  ])("to %s with the query %j goes to %s", async (to, query, address) => {
    const { http, seen, call } = served([ok({})]);
    await http.json({ ...get, path: to, query }, call());
    expect(seen[0]!.url).toBe(`https://api.test/v1${address}`);
  });

  it("has no body to read where the answer has none", async () => {
    const { http, call } = served([status(204)]);
    expect(await http.json({ ...get, method: "DELETE", effect: "idempotent" }, call())).toBeUndefined();
  });

  it("reports the place of each value that a schema replaces, once", async () => {
    const schema = z.object({ files: entries(z.object({ id: z.string() })), title: orNull(z.string()) });
    const { http, events, call } = served([ok({ files: [{ id: "1" }, { id: 2 }], title: 3 })]);
    const drifts: string[] = [];
    events.on("drift", ({ path: place, kind }) => drifts.push(`${place} ${kind}`));
    for (let time = 0; time < 2; time += 1)
      expect(await http.read(schema, get, call())).toEqual({ files: [{ id: "1" }], title: null });
    expect(drifts).toEqual(["$.files unreadable-value", "$.title unreadable-value"]);
  });

  it("returns what the schema describes, or an error with the place of anything else", async () => {
    const schema = z.object({ id: z.string() });
    const { http, call } = served([ok({ id: "1" }), ok({ id: 1 })]);
    expect(await http.read(schema, get, call())).toEqual({ id: "1" });
    await expect(http.read(schema, get, call())).rejects.toMatchObject({
      code: "ats.unreadable-answer",
      message: "My ATS's answer cannot be read: it does not fit at id.",
    });
  });

  it("says of an answer without a body that it has none", async () => {
    const { http, call } = served([() => new Response(null, { status: 204 })]);
    const request = { method: "POST", path: "/notes", body: {}, effect: "creates" } as const;
    await expect(http.read(z.object({ id: z.string() }), request, call())).rejects.toMatchObject({
      code: "ats.unreadable-answer",
      message: "My ATS's answer cannot be read: it has no body.",
    });
  });
});

describe("an answer", () => {
  it("is the same in whatever pieces it arrives", async () => {
    const body = { "näme\u2028": ["Zoë 日本語 👩‍👩‍👧", "\u0000\ud800", "é".repeat(5)], "😀": { ß: 12345 } };
    const bytes = new TextEncoder().encode(JSON.stringify(body));
    for (const start of [[], [0xef, 0xbb, 0xbf]])
      for (const size of [1, 2, 3, 4, 5, 7, 64, bytes.length]) {
        const whole = Uint8Array.from([...start, ...bytes]);
        const pieces = new ReadableStream<Uint8Array>({
          start(controller) {
            for (let at = 0; at < whole.length; at += size) controller.enqueue(whole.subarray(at, at + size));
            controller.close();
          },
        });
        const { http, call } = served([() => new Response(pieces)]);
        const about = `in pieces of ${size}${start.length > 0 ? ", after a byte-order mark" : ""}`;
        expect(await http.json(get, call()), about).toEqual(body);
      }
  });
});

describe("a request without an answer", () => {
  const failure = (code: string | undefined, syscall?: string) => Object.assign(new Error(), { code, syscall });
  /** Nothing can have been sent; and what may have been. */
  const before = [
    failure("ENOTFOUND", "getaddrinfo"),
    failure("ECONNREFUSED", "connect"),
    failure("UND_ERR_CONNECT_TIMEOUT"),
  ];
  const after = [failure("ECONNRESET", "read"), failure("EPIPE", "write"), failure("ETIMEDOUT"), failure(undefined)];
  const all = [...before, ...after];
  const several = all.flatMap((one) => all.map((other) => [one, other]));
  const wrapped = (cause: unknown) => new TypeError("fetch failed", { cause });
  const causes: readonly (readonly [error: Error, leaves: readonly Error[]])[] = [
    ...all.map((one) => [wrapped(one), [one]] as const),
    ...several.map((some) => [wrapped(new AggregateError(some)), some] as const),
    ...several.map(
      (some) => [wrapped(Object.assign(new AggregateError(some), { code: some[0]!.code })), some] as const,
    ),
    [wrapped(new AggregateError([before[1], before[1], after[0]])), [before[1]!, after[0]!]],
    [wrapped(wrapped(new AggregateError([wrapped(before[0]), wrapped(after[1])]))), [before[0]!, after[1]!]],
  ];

  it("was not sent only if every cause says so: then a create is repeated", async () => {
    for (const [error, leaves] of causes) {
      const { http, seen, call } = served([() => Promise.reject(error)], {}, { attempts: 2 });
      const unsent = leaves.every((leaf) => before.includes(leaf as (typeof before)[number]));
      const about = leaves.map(({ code, syscall }: NodeJS.ErrnoException) => `${syscall} ${code}`).join(", ");
      await expect(http.send(add, call()), about).rejects.toMatchObject(
        unsent
          ? { code: "network.unreachable", retry: "safe" }
          : { code: "network.interrupted", retry: "unknown-outcome" },
      );
      expect(seen.length, about).toBe(unsent ? 2 : 1);
    }
  });
});

describe("an address that a server gave", () => {
  it("is followed within the origin of the base address, with the credentials", async () => {
    const { http, seen, call } = served([ok({})]);
    await http.send({ ...get, path: "https://api.test/other/jobs?page=2" }, call());
    expect(seen[0]!.url).toBe("https://api.test/other/jobs?page=2");
    expect(seen[0]!.headers.get("authorization")).toBe("Bearer key");
  });

  it.each([
    "https://elsewhere.test/v1/jobs",
    "http://api.test/v1/jobs",
    "https://key@api.test/v1/jobs",
    "https://api.test:8443/v1/jobs",
    "ftp://api.test/v1/jobs",
  ])("of another origin is refused before anything is sent: %s", async (address) => {
    const { http, seen, call } = served([ok({})]);
    await expect(http.send({ ...get, path: address }, call())).rejects.toMatchObject({
      code: "request.foreign-address",
    });
    expect(seen).toEqual([]);
  });

  it("sends bytes as they are, also again, and without the key to another origin", async () => {
    const { http, seen, call } = served([status(503), status(200)]);
    const pool = new Uint8Array([9, 9, 37, 80, 68, 70, 0, 255, 9]);
    await http.send(
      {
        method: "PUT",
        path: "https://store.example.com/upload?signature=abc",
        bytes: pool.subarray(2, 8),
        headers: { "Content-Type": "application/pdf" },
        effect: "idempotent",
        foreign: true,
      },
      call(),
    );
    expect(seen).toHaveLength(2);
    for (const request of seen) {
      expect([...new Uint8Array(await request.arrayBuffer())]).toEqual([37, 80, 68, 70, 0, 255]);
      expect(request.headers.get("content-type")).toBe("application/pdf");
      expect(request.headers.has("authorization")).toBe(false);
    }
  });

  it("sends a form that an attempt does not read, and leaves no rejection behind", async () => {
    const left: unknown[] = [];
    const note = (reason: unknown) => left.push(reason);
    process.on("unhandledRejection", note);
    const form = new FormData();
    form.set("file", new Blob([new Uint8Array(100_000)], { type: "application/pdf" }), "cv.pdf");
    const sent: Request[] = [];
    const fetch = (request: Request): Promise<Response> => {
      sent.push(request);
      return sent.length === 1 ? Promise.reject(new TypeError("fetch failed")) : Promise.resolve(Response.json({}));
    };
    const baseUrl = "https://api.test/v1/";
    const { http, call } = served([], { destination: () => ({ baseUrl, fetch: fetch as typeof globalThis.fetch }) });
    await http.send({ method: "POST", path: "/files", form, effect: "idempotent" }, call());
    await new Promise((resolve) => setTimeout(resolve, 20));
    process.off("unhandledRejection", note);
    expect(left).toEqual([]);
    expect(sent).toHaveLength(2);
  });

  it("sends a form with its files and their types", async () => {
    const form = new FormData();
    form.set("file", new Blob(["life"], { type: "application/pdf" }), "cv.pdf");
    const { http, seen, call } = served([ok({})]);
    await http.send({ method: "POST", path: "/files", form, effect: "idempotent" }, call());
    const file = (await seen[0]!.formData()).get("file") as File;
    expect([file.name, file.type, await file.text()]).toEqual(["cv.pdf", "application/pdf", "life"]);
  });

  it("reads a file as it is, with the key, also one that looks like a refusal", async () => {
    const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 0xff, 0xfe, 0x7b);
    const looksRefused = JSON.stringify({ error: "not-allowed" });
    const profile: Partial<HttpProfile> = { refusesWithin200: true, refusal: () => ({ upstreamCode: "no" }) };
    const { http, seen, call } = served([() => new Response(png), () => new Response(looksRefused)], profile);
    expect(await http.bytes({ ...get, path: "/files/1" }, call())).toEqual(png);
    expect(new TextDecoder().decode(await http.bytes({ ...get, path: "/files/2" }, call()))).toBe(looksRefused);
    expect(seen.map(({ headers }) => [headers.get("accept"), headers.has("authorization")])).toEqual([
      ["*/*", true],
      ["*/*", true],
    ]);
  });

  it("tells a refusal that is called a success from a file of JSON", async () => {
    const refusal = JSON.stringify({ error: "not-allowed" });
    const json =
      (body: string, headers = {}) =>
      () =>
        new Response(body, { headers: { "content-type": "application/json; charset=utf-8", ...headers } });
    const profile: Partial<HttpProfile> = {
      refusesWithin200: true,
      refusal: ({ body }) =>
        (body as { error?: string }).error === undefined ? undefined : { upstreamCode: "not-allowed" },
    };
    const attachment = { "content-disposition": 'attachment; filename="export.json"' };
    const files = [json('{"skills":["forklift"]}'), json("{ cut"), json(refusal, attachment)];
    const { http, call } = served([json(refusal), ...files], profile);
    const read = () => http.bytes({ ...get, path: "/files/1" }, call());
    await expect(read()).rejects.toMatchObject({ upstreamCode: "not-allowed" });
    const texts = [];
    for (const _file of files) texts.push(new TextDecoder().decode(await read()));
    expect(texts).toEqual(['{"skills":["forklift"]}', "{ cut", refusal]);
  });

  it("shows the server's code only if it looks like one", async () => {
    for (const [said, shown] of [
      ["NOT_FOUND:7", "NOT_FOUND:7"],
      ["ada@example.com is known", undefined],
    ]) {
      const { http, call } = served([ok({})], { refusesWithin200: true, refusal: () => ({ upstreamCode: said }) });
      await expect(http.json(get, call())).rejects.toMatchObject({ upstreamCode: shown });
    }
  });

  it("reports a file that is not there", async () => {
    const { http, call } = served([status(404)]);
    await expect(http.bytes({ ...get, path: "/files/1" }, call())).rejects.toMatchObject({ code: "record.not-found" });
  });

  it("carries a signature of its own, whatever it sends and however often", async () => {
    const signed: UnsignedRequest[] = [];
    const profile: Partial<HttpProfile> = {
      sign: async (request) => {
        signed.push(request);
        return Promise.resolve({ "X-Signature": `${request.method} ${request.url.pathname} ${request.now}` });
      },
    };
    const { http, seen, call } = served([status(503), ok({})], profile);
    const search: HttpRequest = { ...get, method: "POST", query: { q: "b c" }, body: { text: "Zoë" } };
    await http.send(search, call());
    expect(seen).toHaveLength(2);
    for (const [index, request] of seen.entries()) {
      const { method, url, body, now } = signed[index]!;
      expect(request.headers.get("x-signature")).toBe(`POST /v1/jobs ${now}`);
      expect([request.method, request.url, await request.text()]).toEqual([method, url.href, body]);
    }
    expect(signed[1]!.now).toBeGreaterThan(signed[0]!.now);
    const form = new URLSearchParams({ text: "b c" });
    await http.send({ method: "POST", path: "/forms", form, effect: "reads" }, call());
    expect(await seen[2]!.text()).toBe(signed[2]!.body);
    const away = { method: "PUT", path: "https://files.example.com/1", effect: "idempotent", foreign: true } as const;
    await http.send({ ...away, bytes: Uint8Array.of(1) }, call());
    expect(seen[3]!.headers.has("x-signature")).toBe(false);
    expect(signed).toHaveLength(3);
  });

  it("gets none of the credentials where another origin is allowed", async () => {
    const { http, seen, call } = served([status(204)]);
    const form = new FormData();
    form.set("file", new Blob(["x"]), "cv.pdf");
    const upload = {
      method: "POST",
      path: "https://files.example.com/upload",
      form,
      effect: "idempotent",
      foreign: true,
    } as const;
    await http.send(upload, call());
    expect(seen[0]!.headers.has("authorization")).toBe(false);
    expect((await seen[0]!.formData()).get("file")).toBeInstanceOf(Blob);
    await expect(http.send({ ...upload, path: "http://files.example.com/upload" }, call())).rejects.toMatchObject({
      code: "request.foreign-address",
    });
  });
});

describe("an error that a wrong address may cause names the setting that holds it", () => {
  const noHost = () =>
    Promise.reject(new TypeError("fetch failed", { cause: Object.assign(new Error("dns"), { code: "ENOTFOUND" }) }));
  const page = () => new Response("<html>", { headers: { "content-type": "text/html" } });
  const missing = "Check that the ids belong to this connection";
  const again = "This is usually temporary: try again";

  it.each([
    ["HTTP 404", status(404), "record.not-found", missing, ", and check `apiUrl` in the settings", "."],
    ["HTTP 410", status(410), "record.not-found", missing, ", and check `apiUrl` in the settings", "."],
    [
      "HTTP 405",
      status(405),
      "input.refused-by-ats",
      "Compare the request with what My ATS accepts",
      ", and check `apiUrl` in the settings",
      ".",
    ],
    [
      "no host",
      noHost,
      "network.unreachable",
      "Check the network",
      ", check `apiUrl` in the settings",
      ", then try again.",
    ],
    ["a page", page, "ats.unreadable-answer", again, ", and check `apiUrl` in the settings", "."],
  ])("%s", async (_what, answer, code, begin, hint, end) => {
    const failedWith = async (settings: Readonly<Record<string, unknown>>) => {
      const { http, call } = served([answer], {}, {}, settings);
      return http.json(get, call()).catch((error: unknown) => error as AtsError);
    };
    expect(await failedWith({ docs: "https://docs.test" })).toMatchObject({ code, advice: `${begin}${end}` });
    expect(await failedWith({ apiUrl: "https://api.test" })).toMatchObject({ code, advice: `${begin}${hint}${end}` });
  });
});

describe("a refusal of another server", () => {
  const file = {
    method: "GET",
    path: "https://files.example.com/1?signature=x",
    effect: "reads",
    foreign: true,
  } as const;

  it.each([401, 403])("says nothing of the key and its rights (HTTP %i)", async (code) => {
    const { http, call } = served([status(code)], { errors: { 403: generalMeaning(401, { name: "My ATS" }) } });
    await expect(http.bytes(file, call())).rejects.toMatchObject({
      code: "input.refused-by-ats",
      concerns: "call",
      message: `The file store rejected the request (HTTP ${code}).`,
    });
    const own = { ...file, path: "/files/1" };
    await expect(http.bytes(own, call())).rejects.toMatchObject({ code: "connection.key-refused" });
  });

  it("does not pause the requests to the ATS", async () => {
    const { http, waits, call } = served([status(429, { "retry-after": "600" }), ok([])]);
    await expect(http.bytes(file, call())).rejects.toMatchObject({
      code: "ats.unavailable",
      retry: { afterMs: 600_000 },
    });
    expect(await http.json(get, call())).toEqual([]);
    expect(waits).toEqual([]);
  });
});

describe("what is sent again", () => {
  it("is decided by the effect and not by the method: a search by POST reads", async () => {
    const { http, seen, call } = served([status(503), ok([1])]);
    expect(await http.json({ ...add, effect: "reads" }, call())).toEqual([1]);
    expect(seen).toHaveLength(2);
  });

  it.each([503, 500, 408])("does not happen for a write that creates, after HTTP %s", async (code) => {
    const { http, seen, call } = served([status(code)]);
    await expect(http.send(add, call())).rejects.toMatchObject({
      retry: "unknown-outcome",
      status: code,
      fault: "ats",
    });
    expect(seen).toHaveLength(1);
  });

  it("waits until a point in time of the server's clock, whatever ours shows", async () => {
    for (const aheadMs of [240_000, -240_000]) {
      const theirs = start + aheadMs;
      const [date, until] = [theirs, theirs + 7_000].map((ms) => new Date(ms).toUTCString()) as [string, string];
      const window = { remaining: "left", reset: "again", resetIs: "epoch-seconds" } as const;
      for (const asks of [{ "retry-after": until }, { again: String((theirs + 7_000) / 1_000) }] as const) {
        const { http, waits, call } = served([status(429, { date, ...asks }), ok({})], { quota: { window } });
        await http.send(get, call());
        expect(waits).toEqual([7_000]);
      }
    }
  });

  it("waits as Retry-After says, in seconds and as a date", async () => {
    for (const asked of ["30", new Date(start + 30_000).toUTCString()]) {
      const { http, waits, call } = served([status(429, { "retry-after": asked }), ok({})]);
      await http.send(add, call());
      expect(waits).toEqual([30_000]);
    }
  });

  it("waits a second where too many requests ran at once, whatever its code is", async () => {
    const crowded = {
      code: "ats.crowded",
      fault: "ats",
      ran: "no",
      passes: true,
      message: "Too many requests run at once.",
      advice: "Run fewer at once.",
      quota: "concurrency",
    } as const;
    const { http, waits, call } = served([status(420), ok({})], { errors: { 420: crowded } });
    await http.send(add, call());
    expect(waits).toEqual([1_000]);
  });

  it("is given up with the wait that was asked for where that passes the deadline", async () => {
    const { http, waits, call } = served([status(429, { "retry-after": "30" })]);
    await expect(http.send(get, call({ deadline: start + 20_000 }))).rejects.toMatchObject({
      code: "ats.quota-exceeded",
      retry: { afterMs: 30_000 },
    });
    expect(waits).toEqual([]);
  });

  it("follows the policy of the connection", async () => {
    for (const attempts of [1, 3]) {
      const { http, seen, call } = served([status(503)], {}, { attempts, firstWaitMs: 10 });
      await expect(http.send(get, call())).rejects.toMatchObject({ code: "ats.unavailable" });
      expect(seen).toHaveLength(attempts);
    }
  });

  it("skips an answer beyond its bounds: the next one would be too large as well", async () => {
    const { http, seen, call } = served([ok("x".repeat(2_000))], {}, { bounds: { bytes: 1_000 } });
    await expect(http.send(get, call())).rejects.toMatchObject({ code: "ats.unreadable-answer", retry: "never" });
    expect(seen).toHaveLength(1);
  });
});

describe("the places that limit how many requests run at once", () => {
  const atOnce = { requests: { first: 3, most: 3 }, actions: { first: 2, most: 2 } };
  const window = { remaining: "left", reset: "again" };
  const throttled = status(429, { left: "0", again: "90" });
  const broken = () => {
    throw new TypeError("fetch failed", { cause: Object.assign(new Error(), { code: "ECONNRESET", syscall: "read" }) });
  };
  const action: HttpRequest = { ...add, effect: "idempotent", kind: "actions" };
  const brief = { deadline: start + 60_000 };

  it.each([
    ["a success", ok({}), action, {}],
    ["a refusal", status(400), action, {}],
    ["a lost answer to a write", broken, { ...action, effect: "creates" }, {}],
    ["failures up to the last attempt", status(503), action, {}],
    ["a body that is not JSON", () => new Response("<html>"), action, {}],
    ["a path that cannot be sent", ok({}), { ...action, path: "https://elsewhere.example/" }, {}],
    ["an abort before it was sent", ok({}), action, { signal: AbortSignal.abort(new CallAborted()) }],
    ["a quota that renews after its deadline", throttled, action, brief],
    ["the same, of a kind without a limit", throttled, get, brief],
  ] as const)("are all given back after %s", { timeout: 5_000 }, async (_what, answer, request, facts) => {
    let ends = false;
    const { http, seen, call } = served([() => (ends ? ok({ done: true })() : answer())], {
      quota: { atOnce, window },
    });
    for (let calls = 0; calls < 4; calls += 1) await http.json(request, call(facts)).catch(() => {});
    ends = true;
    const before = seen.length;
    const all = [1, 2, 3].map(() => http.json(action, call({ deadline: start + 3_600_000 })));
    expect(await Promise.all(all)).toEqual([{ done: true }, { done: true }, { done: true }]);
    expect(seen.length - before).toBe(3);
  });
});

describe("the size of an answer", () => {
  it("is what arrives, whatever was announced", async () => {
    let sent = 0;
    const lying = () => {
      const body = new ReadableStream<Uint8Array>({
        pull(controller) {
          sent += 64 * 1024;
          controller.enqueue(new Uint8Array(64 * 1024).fill(0x20));
        },
      });
      return new Response(body, { headers: { "content-length": "10" } });
    };
    const { http, call } = served([lying], {}, { bounds: { bytes: 1024 * 1024 } });
    await expect(http.send(get, call())).rejects.toMatchObject({ code: "ats.unreadable-answer" });
    expect(sent).toBeLessThan(2 * 1024 * 1024);
  });
});

describe("a refusal", () => {
  it.each([
    [400, "input.refused-by-ats", "caller", "call"],
    [401, "connection.key-refused", "configuration", "connection"],
    [403, "connection.permission-missing", "configuration", "capability"],
    [404, "record.not-found", "caller", "call"],
    [413, "input.too-large", "caller", "call"],
    [429, "ats.quota-exceeded", "ats", "call"],
    [500, "ats.unavailable", "ats", "call"],
  ])("by HTTP %s becomes %s", async (code, error, fault, concerns) => {
    const { http, call } = served([status(code)], {}, { attempts: 1 });
    await expect(http.send(get, call())).rejects.toMatchObject({ code: error, fault, concerns });
  });

  it("has the meaning that the adapter's table gives it", async () => {
    const meaning = {
      code: "connection.plan-too-small",
      fault: "configuration",
      ran: "no",
      passes: false,
      message: "The plan has no API.",
      advice: "Upgrade it.",
    } as const;
    const { http, call } = served([status(402)], { errors: { 402: meaning } });
    await expect(http.send(get, call())).rejects.toMatchObject({ code: "connection.plan-too-small", status: 402 });
  });

  const inside: Partial<HttpProfile> = {
    refusesWithin200: true,
    refusal: ({ body }) => {
      const { error } = body as { error?: { name: string } };
      if (!error) return undefined;
      const gone = { code: "record.not-found", fault: "caller", ran: "no", passes: false } as const;
      if (error.name === "Missing")
        return { meaning: { ...gone, message: "No such record.", advice: "Check the id." } };
      const busy = { code: "ats.quota-exceeded", fault: "ats", ran: "no", passes: true, quota: "window" } as const;
      return { meaning: { ...busy, message: "Too many.", advice: "Wait." }, afterMs: 5_000 };
    },
  };

  it("inside of HTTP 200 is found, also where parsing is left for later", async () => {
    for (const more of [{}, { parse: "later" } as const]) {
      const { http, call } = served([ok({ error: { name: "Missing" } })], inside);
      await expect(http.send({ ...add, effect: "reads", ...more }, call())).rejects.toMatchObject({
        code: "record.not-found",
        status: 200,
      });
    }
  });

  it("inside of HTTP 200 is waited for like any other", async () => {
    const { http, waits, call } = served([ok({ error: { name: "Busy" } }), ok({ result: 1 })], inside);
    expect(await http.json(add, call())).toEqual({ result: 1 });
    expect(waits).toEqual([5_000]);
  });
});

describe("the parts of a path", () => {
  it("are encoded, and stay within their segment", () => {
    expect(path`/jobs/${"a b+ü"}/notes`).toBe("/jobs/a%20b%2B%C3%BC/notes");
    for (const id of ["..", "a/b", "\u0000"]) expect(() => path`/jobs/${id}`).toThrow("not valid in a URL");
  });
});

describe("a request that is given up", () => {
  /** The last request is given up when it has arrived. */
  const givenUp = async (requests: readonly HttpRequest[]) => {
    const own = new AbortController();
    const silent = (request: Request) => {
      queueMicrotask(() => own.abort(new CallAborted(true)));
      return unanswered(request);
    };
    const answers = requests.map((_each, nth) => (nth < requests.length - 1 ? ok({}) : silent));
    const { http, call } = served(answers);
    const one = call({ signal: own.signal });
    for (const request of requests.slice(0, -1)) await http.json(request, one);
    return http.json(requests.at(-1)!, one).catch((error: unknown) => error);
  };

  it("leaves nothing unknown where the call has only read so far", async () => {
    expect(await givenUp([get, get])).toMatchObject({ code: "call.aborted", retry: "safe" });
  });

  it.each([
    ["the request writes", [get, add]],
    ["a request before it wrote", [add, get]],
    ["a request before it changed something", [{ ...add, effect: "idempotent" } as const, get]],
  ])("leaves the outcome unknown where %s", async (_what, requests) => {
    expect(await givenUp(requests)).toMatchObject({ code: "call.aborted", retry: "unknown-outcome" });
  });
});
