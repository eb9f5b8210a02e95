import { CLOCK, connect, defineAdapter, overrides, ContainerModule } from "@anyats/core";
import { ManualClock, turn } from "@anyats/core/testing";
import { createEmulator } from "@anyats/emulator";
import { describe, expect, it, vi } from "vitest";
import { komboBase, NATIVE_PACE, PASSTHROUGH, sendPassthrough } from "../src/index.ts";
import { answering, emulated, instantClock } from "./fixtures/emulated.ts";

const api = "avionte/front-office-v1";

async function withJob() {
  const connection = await emulated();
  const remoteId = connection.world.jobs.all()[0]!.remote_id;
  return { ...connection, remoteId, send: connection.ats.passthrough.send };
}

describe("passthrough.send", () => {
  it("gives what the ATS answers", async () => {
    const { send, remoteId } = await withJob();
    const answer = await send({
      method: "POST",
      path: "/jobs/multi-query",
      body: [Number(remoteId)],
      repeatable: true,
      api,
    });
    expect(answer).toMatchObject({ status: 200, data: [{ id: Number(remoteId) }], settledBy: "answer" });
    expect(answer.url).toMatch(/^https:\/\/api\.avionte\.com\/.*\/jobs\/multi-query$/);
    expect(answer.headers).toBeTypeOf("object");
  });

  it("sends a form with fields and files", async () => {
    const { send, emulator } = await withJob();
    const bytes = Buffer.from("%PDF-1.7\n%%EOF");
    await send({
      method: "POST",
      path: "/talent/7/documents",
      multipart: [
        { name: "kind", value: "Resume" },
        { name: "file", file: { name: "cv.pdf", bytes } },
        { name: "more", file: { name: "letter.pdf", url: "https://files.example.com/letter.pdf" } },
      ],
      api,
    });
    expect(emulator.requests.all()[0]?.body).toMatchObject({
      method: "POST",
      multipart_form_data: [
        { name: "kind", value: "Resume" },
        { name: "file", value: { name: "cv.pdf", content_type: "application/pdf", data: bytes.toString("base64") } },
        { name: "more", value: { name: "letter.pdf", data_url: "https://files.example.com/letter.pdf" } },
      ],
    });
  });

  it("rejects a form beside a body, and a file that is too large, before any request", async () => {
    const { send, emulator } = await withJob();
    const value = { name: "kind", value: "Resume" };
    const both = send({ method: "POST", path: "/x", body: {}, multipart: [value], api });
    await expect(both).rejects.toMatchObject({ code: "input.invalid", issues: [{ path: "multipart" }] });
    const bytes = new Uint8Array(25_000_001);
    bytes.set(Buffer.from("%PDF-1.7"));
    const file = { name: "a.pdf", bytes };
    const large = send({ method: "POST", path: "/x", multipart: [value, { name: "file", file }], api });
    await expect(large).rejects.toMatchObject({ code: "input.invalid", issues: [{ path: "multipart[1].file" }] });
    expect(emulator.requests.count()).toBe(0);
  });

  it("gives an error of the ATS as an answer, whatever its status", async () => {
    const { send, emulator } = await withJob();
    expect(await send({ method: "GET", path: "/no/such/thing", api })).toMatchObject({ status: 404 });
    emulator.faults.inject({ kind: "nativeStatus", status: 503, body: "down for today" });
    expect(await send({ method: "POST", path: "/jobs/multi-query", body: [], api })).toMatchObject({
      status: 503,
      data: "down for today",
    });
    expect(emulator.requests.count()).toBe(2);
  });

  it("rejects an answer from Kombo that does not contain the ATS's answer", async () => {
    const ats = await answering({ url: "https://api.avionte.com/branch" });
    const read = ats.passthrough.send({ method: "GET", path: "/branch", api });
    await expect(read).rejects.toMatchObject({ code: "aggregator.unreadable-answer", status: 200 });
    const write = ats.passthrough.send({ method: "POST", path: "/branch", body: {}, api });
    await expect(write).rejects.toMatchObject({ retry: "unknown-outcome" });
  });

  it("hands on query, headers, body and the wish for base64", async () => {
    const { send, emulator } = await withJob();
    await send({
      method: "GET",
      path: "/branch?page=1",
      query: { pageSize: "50" },
      headers: { "X-Trace": "a" },
      responseAsBase64: true,
      api,
    });
    expect(emulator.requests.all()[0]).toMatchObject({
      path: `/passthrough/${api}`,
      body: {
        method: "GET",
        path: "/branch?page=1",
        params: { pageSize: "50" },
        headers: { "X-Trace": "a" },
        response_as_base64: true,
      },
    });
  });

  it("uses the adapter's API when none is named, and says so if it has none", async () => {
    const { send, emulator } = await withJob();
    await expect(send({ method: "GET", path: "/branch" })).rejects.toMatchObject({ code: "adapter.no-passthrough" });
    expect(emulator.requests.count()).toBe(0);
    const facts = { passthrough: { slug: api, baseUrl: "https://api.avionte.com/front-office/v1" } };
    const child = defineAdapter({
      id: "child",
      name: "Child",
      package: { name: "x", version: "1" },
      extends: komboBase,
      facts,
      missing: {},
    });
    const ats = await connect(child, emulator.settings());
    await ats.passthrough.send({ method: "GET", path: "/branch" });
    expect(emulator.requests.count({ path: `/passthrough/${api}` })).toBe(1);
  });

  it("repeats a call that reads after a failure on the way", async () => {
    const { send, emulator, remoteId } = await withJob();
    emulator.faults.inject({ kind: "dropAfter" });
    expect(await send({ method: "GET", path: "/branch", api })).toMatchObject({ status: expect.any(Number) });
    emulator.faults.inject({ kind: "htmlPage", status: 502 });
    const search = {
      method: "POST",
      path: "/jobs/multi-query",
      body: [Number(remoteId)],
      repeatable: true,
      api,
    } as const;
    expect(await send(search)).toMatchObject({ status: 200 });
    expect(emulator.requests.count()).toBe(4);
  });

  it.each(["POST", "PUT", "PATCH", "DELETE"] as const)(
    "sends a %s once, and says when its outcome is unknown",
    async (method) => {
      const { send, emulator } = await withJob();
      emulator.faults.inject({ kind: "dropAfter", times: 5 });
      const error = await send({ method, path: "/talent/77", body: { name: "Zoë" }, api }).catch(
        (thrown: unknown) => thrown,
      );
      expect(error).toMatchObject({ code: "write.outcome-unknown", retry: "unknown-outcome" });
      expect(JSON.stringify(error)).not.toMatch(/Zoë|77/);
      expect(emulator.requests.count()).toBe(1);
    },
  );
});

/** A connection whose `passthrough.send` accepts only a success, as an adapter's own handlers do. */
async function strict(certainty: "documented" | "unverified", modules: readonly ContainerModule[] = []) {
  const sendStrictly = overrides(sendPassthrough, {
    inject: { passthrough: PASSTHROUGH },
    async handle({ method, path, repeatable }, call, { passthrough }) {
      const effect = repeatable ? "reads" : "creates";
      const request = { method, path, api, effect, certainty } as const;
      const { status, data, url } = await passthrough.send(request, call);
      return { status, data, url, headers: {}, warnings: [], settledBy: "answer" };
    },
  });
  const child = defineAdapter({
    id: "strict",
    name: "Strict",
    package: { name: "x", version: "1" },
    extends: komboBase,
    facts: {},
    handlers: [sendStrictly],
  });
  const { emulator } = await emulated();
  const ats = await connect(child, emulator.settings(), { modules: [instantClock(), ...modules] });
  return { emulator, send: ats.passthrough.send };
}

describe("a call of an adapter to the ATS's own API that fails", () => {
  it("is in doubt, and made once, where the ATS may have written", async () => {
    const { emulator, send } = await strict("documented");
    emulator.faults.inject({ kind: "nativeStatus", status: 503, times: 10 });
    await expect(send({ method: "POST", path: "/talent" })).rejects.toMatchObject({ code: "write.outcome-unknown" });
    expect(emulator.requests.count()).toBe(1);
  });

  it.each([
    [429, "ats.quota-exceeded", "POST", false],
    [503, "ats.unavailable", "GET", true],
  ] as const)("with %i (%s) is made four times, and no more", async (status, code, method, repeatable) => {
    const { emulator, send } = await strict("documented");
    emulator.faults.inject({ kind: "nativeStatus", status, times: 10 });
    await expect(send({ method, path: "/branch", repeatable })).rejects.toMatchObject({ code, retry: "safe", status });
    expect(emulator.requests.count()).toBe(4);
  });

  it("is not made again where the wait would pass the deadline", async () => {
    const pace = { bulkCallsPerSecond: 10, firstWaitMs: 12_000, mostErrors: 4 };
    const { emulator, send } = await strict("documented", [
      new ContainerModule(({ bind }) => void bind(NATIVE_PACE).toConstantValue(pace)),
    ]);
    emulator.faults.inject({ kind: "nativeStatus", status: 503, times: 10 });
    await expect(
      send({ method: "GET", path: "/branch", repeatable: true }, { timeoutMs: 35_000 }),
    ).rejects.toMatchObject({ code: "ats.unavailable" });
    expect(emulator.requests.count()).toBe(2);
  });

  it.each(["770077", "Ada-Byron"])("on a route that nothing confirms does not name the id %s", async (id) => {
    const { emulator, send } = await strict("unverified");
    emulator.faults.inject({ kind: "nativeStatus", status: 404 });
    await expect(send({ method: "GET", path: `/talent/${id}/notes`, repeatable: true })).rejects.toMatchObject({
      code: "route.unverified",
      message: "The ATS does not know GET of this path (HTTP 404), an unverified route.",
    });
  });
});

describe("what would leave the ATS's API is refused before anything is sent", () => {
  it.each([
    "",
    "branch",
    "https://elsewhere.example/branch",
    "//elsewhere.example/branch",
    "/\\elsewhere.example",
    "\\\\elsewhere.example",
    "/..",
    "/../admin",
    "/jobs/../../admin",
    "/jobs/./1",
    "/jobs/%2e%2e/admin",
    "/jobs/%2E%2e%2fadmin",
    "/jobs/..%2fadmin",
    "/jobs/%252e%252e/admin",
    "/jobs/..;x=1/admin",
    "/jobs/..%5cadmin",
    "/jobs\\..\\admin",
    "/jobs/1\r\nHost: elsewhere.example",
    "/jobs/1%0d%0aHost:%20elsewhere.example",
    "/jobs/1\u0000",
    "/jobs/1%00",
    "/jobs/\u202E1",
    "/jobs/1 2",
    "/jobs/1#fragment",
    "/jobs/%zz",
    `/${"x".repeat(4_000)}`,
  ])("the path %j", async (path) => {
    const { send, emulator } = await withJob();
    await expect(send({ method: "GET", path, api })).rejects.toMatchObject({ code: "input.invalid" });
    expect(emulator.requests.count()).toBe(0);
  });

  it.each([
    "avionte",
    "avionte/../ats",
    "../ats/jobs",
    "avionte/front-office-v1/..",
    "avionte/x?y",
    "a b/c",
    "//",
    "avionte/%2e%2e",
  ])("the API %j", async (other) => {
    const { send, emulator } = await withJob();
    await expect(send({ method: "GET", path: "/branch", api: other })).rejects.toMatchObject({ code: "input.invalid" });
    expect(emulator.requests.count()).toBe(0);
  });

  it.each([{ "X-A": "1\r\nX-B: 2" }, { "X A": "1" }, { "": "1" }, { "X-A\n": "1" }])(
    "the header %j",
    async (headers) => {
      const { send, emulator } = await withJob();
      await expect(send({ method: "GET", path: "/branch", headers, api })).rejects.toMatchObject({
        code: "input.invalid",
      });
      expect(emulator.requests.count()).toBe(0);
    },
  );

  it("but not an id with odd letters, dots or an encoded slash in it", async () => {
    const { send, emulator } = await withJob();
    for (const path of [
      "/talent/1.2",
      "/talent/a%2Fb",
      "/talent/100%25",
      "/talent/Zo%C3%AB",
      "/talent/..a",
      "/talent/1?since=../x",
    ])
      expect(await send({ method: "GET", path, api })).toMatchObject({ status: expect.any(Number) });
    expect(emulator.requests.count()).toBe(6);
  });
});

describe("bulk calls of the ATS's own API", () => {
  /** A connection on a clock that a test moves, and the bulk calls of one that has used up what may leave at once. */
  async function bulk() {
    const clock = new ManualClock();
    const emulator = createEmulator({ coverage: "all" });
    const modules = [new ContainerModule(({ bind }) => void bind(CLOCK).toConstantValue(clock))];
    const ats = await connect(komboBase, emulator.settings(), { modules });
    const request = { method: "POST", path: "/nothing", body: {}, api } as const;
    const send = (options: { readonly timeoutMs?: number; readonly signal?: AbortSignal } = {}) =>
      ats.passthrough.send(request, { priority: "bulk", ...options });
    // Code that loads with the first call would take any number of steps.
    await using another = await connect(komboBase, emulator.settings());
    await another.passthrough.send(request);
    emulator.requests.clear();
    /** A tenth of a second passes at a time, in which the emulator has answered. */
    const settled = async <T>(calls: readonly Promise<T>[]) => {
      const ending = Promise.allSettled(calls);
      const progress = { ended: false };
      void ending.then(() => (progress.ended = true));
      while (!progress.ended) {
        await vi.waitFor(() => expect(emulator.requests.all().every(({ status }) => status !== null)).toBe(true));
        await clock.advance(100);
      }
      return ending;
    };
    return { emulator, send, settled };
  }

  it("that would leave after their deadline are refused, and hold up nobody", async () => {
    const { emulator, send, settled } = await bulk();
    const all = await settled(Array.from({ length: 20 }, () => send({ timeoutMs: 350 })));
    const refused = all.filter(({ status }) => status === "rejected");
    expect(refused.length).toBeGreaterThan(10);
    for (const { reason } of refused as PromiseRejectedResult[])
      expect(reason).toMatchObject({ code: "quota.exceeded", retry: { afterMs: expect.any(Number) as number } });
    expect(emulator.requests.count()).toBe(20 - refused.length);
    expect(await settled([send({ timeoutMs: 5_000 })])).toMatchObject([{ value: { status: 404 } }]);
  });

  it("that are given up while they wait were not sent, and say so", async () => {
    const { emulator, send, settled } = await bulk();
    await settled([send(), send()]);
    const sent = emulator.requests.count();
    const stop = new AbortController();
    const waiting = Promise.allSettled(Array.from({ length: 3 }, () => send({ signal: stop.signal })));
    await turn();
    stop.abort();
    for (const each of await waiting)
      expect((each as PromiseRejectedResult).reason).toMatchObject({ code: "call.aborted", retry: "safe" });
    expect(emulator.requests.count()).toBe(sent);
  });
});
