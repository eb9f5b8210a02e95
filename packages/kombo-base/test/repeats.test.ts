import { AtsError, CLOCK, connect, ContainerModule } from "@anyats/core";
import { describe, expect, it, vi } from "vitest";
import { komboBase } from "../src/index.ts";
import { ManualClock, turn, unanswered } from "@anyats/core/testing";

type Answer = (request: Request) => Response | Promise<Response>;

const page: Answer = () => Response.json({ status: "success", data: { results: [], next: null } });
const refusing =
  (status: number, headers: Record<string, string> = {}, code?: string): Answer =>
  () =>
    Response.json({ error: { code } }, { status, headers });

/** A connection whose requests are answered in turn, the last answer for all that follow, on a clock that stands still. */
async function scene(...answers: Answer[]) {
  const clock = new ManualClock();
  const start = clock.now();
  const requests: Request[] = [];
  const sentAt: number[] = [];
  const fetch = async (input: Request | URL | string, init?: RequestInit) => {
    const request = new Request(input, init);
    requests.push(request);
    sentAt.push(clock.now() - start);
    const answer = answers.length > 1 ? answers.shift()! : answers[0]!;
    return answer(request);
  };
  const onClock = new ContainerModule(({ bind }) => void bind(CLOCK).toConstantValue(clock));
  const ats = await connect(komboBase, { apiKey: "k", integrationId: "avionte:x", fetch }, { modules: [onClock] });
  const untilSent = (count: number) => vi.waitUntil(() => requests.length >= count, { interval: 1 });
  /** Lets so much time pass, once the call has sent its first request. */
  const during = async <T>(milliseconds: number, calling: Promise<T>) => {
    const outcome = calling.then(
      (value) => ({ value, error: undefined }),
      (error: unknown) => ({ value: undefined, error: error as AtsError }),
    );
    await untilSent(1);
    await turn();
    for (let passed = 0; passed < milliseconds; passed += 100) await clock.advance(100);
    return { ended: await Promise.race([outcome, turn().then(() => undefined)]), outcome };
  };
  /** How long was waited before each request but the first. */
  const pauses = () => sentAt.slice(1).map((at, index) => at - sentAt[index]!);
  return { ats, clock, requests, during, pauses, untilSent };
}

const aMinute = 60_000;

describe("a request that fails in a way that passes", () => {
  it("is repeated four times, after pauses that double", async () => {
    const { ats, during, pauses } = await scene(refusing(503));
    const retries: unknown[] = [];
    ats.on("retry", ({ attempt, because }) => retries.push([attempt, because]));
    const { ended } = await during(aMinute, ats.integration.get());
    expect(ended?.error).toMatchObject({ code: "aggregator.unavailable", retry: "safe" });
    for (const [index, longest] of [300, 600, 1_200, 2_400].entries()) {
      expect(pauses()[index]).toBeGreaterThanOrEqual(longest * 0.75);
      expect(pauses()[index]).toBeLessThanOrEqual(longest);
    }
    expect(pauses()).toHaveLength(4);
    expect(retries).toEqual([2, 3, 4, 5].map((attempt) => [attempt, "aggregator.unavailable"]));
  });

  it.each([
    ["in seconds", { "retry-after": "7" }, 7_000],
    ["as a date", { "retry-after": "Mon, 23 Nov 2026 09:00:09 GMT" }, 9_000],
    ["as a date that is over", { "retry-after": "Mon, 23 Nov 2026 08:00:00 GMT" }, 0],
  ] as const)("is repeated when the server asks for it, %s", async (_how, headers, pause) => {
    const { ats, during, pauses } = await scene(refusing(503, headers), page);
    const { ended } = await during(aMinute, ats.jobs.stream().toArray());
    expect(ended?.value).toEqual([]);
    expect(pauses()).toHaveLength(1);
    expect(pauses()[0]).toBeGreaterThanOrEqual(pause);
    expect(pauses()[0]).toBeLessThanOrEqual(Math.max(pause, 300));
  });

  it.each([{ "retry-after": "20" }, { "ratelimit-reset": "20" }])(
    "keeps every other request of the connection back while the quota is used up: %j",
    async (headers) => {
      const { ats, during, untilSent, pauses } = await scene(refusing(429, headers), page);
      const first = ats.jobs.stream().toArray();
      await untilSent(1);
      const others = [ats.tags.stream().toArray(), ats.users.stream().toArray()];
      expect((await during(aMinute, Promise.all([first, ...others]))).ended?.value).toEqual([[], [], []]);
      expect(pauses()).toEqual([20_000, 0, 0]);
    },
  );

  it("is given a second when too many actions ran", async () => {
    const { ats, during, pauses } = await scene(refusing(429, {}, "PLATFORM.CONCURRENCY_LIMIT_EXCEEDED"), page);
    await during(aMinute, ats.candidates.listAttachments({ candidate: "c1" }));
    expect(pauses()).toEqual([1_000]);
  });

  it("is not retried if the wait would pass the deadline: it says when to call again", async () => {
    const { ats, during, requests, clock } = await scene(refusing(503, { "retry-after": "60" }));
    const { ended } = await during(1_000, ats.integration.get({}, { timeoutMs: aMinute }));
    expect(ended?.error).toMatchObject({ code: "aggregator.unavailable", retry: { afterMs: 60_000 } });
    expect(requests).toHaveLength(1);
    expect(clock.sleeping).toBe(0);
  });
});

describe("a call that is given up", () => {
  const note = { application: "a1", note: "x" };

  it("while it waits for a repeat, sends nothing more and leaves no timer", async () => {
    const { ats, during, requests, clock, untilSent } = await scene(refusing(503, { "retry-after": "20" }));
    const controller = new AbortController();
    const reading = ats.integration.get({}, { signal: controller.signal });
    await untilSent(1);
    await turn();
    controller.abort();
    const { outcome } = await during(0, reading);
    expect((await outcome).error).toMatchObject({ code: "call.aborted", retry: "safe" });
    expect(clock.sleeping).toBe(0);
    await clock.advance(aMinute);
    expect(requests).toHaveLength(1);
  });

  it("while a write waits for a repeat, is known not to have written", async () => {
    const { ats, during, requests, untilSent } = await scene(page, refusing(429, { "retry-after": "20" }));
    const controller = new AbortController();
    const writing = ats.applications.addNote(note, { signal: controller.signal });
    await untilSent(2);
    await turn();
    controller.abort();
    const { outcome } = await during(0, writing);
    expect((await outcome).error).toMatchObject({ code: "call.aborted", retry: "safe" });
    expect(requests.map(({ method }) => method)).toEqual(["GET", "POST"]);
  });

  it("was never made when Kombo says that it waited for its turn", async () => {
    const gate = Promise.withResolvers<void>();
    const slow: Answer = async (request) => {
      if (request.url.includes("/attachments")) await gate.promise;
      return page(request);
    };
    const { ats, clock, requests, untilSent } = await scene(slow);
    const controller = new AbortController();
    ats.on("quota", () => controller.abort());
    const reading = Array.from({ length: 8 }, () => ats.candidates.listAttachments({ candidate: "c1" }));
    await untilSent(8);
    const writing = ats.applications.addNote(note, { signal: controller.signal });
    const refused = expect(writing).rejects.toMatchObject({ code: "call.aborted", retry: "safe" });
    await untilSent(9);
    await clock.advance(1_000);
    gate.resolve();
    await Promise.all([refused, ...reading]);
    expect(requests.filter(({ method }) => method === "POST")).toEqual([]);
  });

  it.each(["reads", "writes"])("while its request is under way, ends the request: one that %s", async (what) => {
    const answers = what === "reads" ? [unanswered] : [page, unanswered];
    const { ats, during, requests, untilSent } = await scene(...answers);
    const retries: unknown[] = [];
    ats.on("retry", (retry) => retries.push(retry));
    const controller = new AbortController();
    const { signal } = controller;
    const calling: Promise<unknown> =
      what === "reads" ? ats.integration.get({}, { signal }) : ats.applications.addNote(note, { signal });
    await untilSent(answers.length);
    controller.abort();
    const { outcome } = await during(0, calling);
    expect((await outcome).error!.retry).toBe(what === "reads" ? "safe" : "unknown-outcome");
    expect(requests[answers.length - 1]!.signal.aborted).toBe(true);
    expect(retries).toEqual([]);
  });
});

describe("a write that must not be made twice", () => {
  it("leaves no timer when it is answered", async () => {
    const answered: Answer = () => Response.json({ status: "success", data: {}, warnings: [] });
    const { ats, during, clock } = await scene(page, answered);
    const { outcome } = await during(0, ats.applications.addNote({ application: "a1", note: "x" }));
    expect((await outcome).value).toMatchObject({ settledBy: "answer" });
    expect(clock.sleeping).toBe(0);
  });

  it.each([
    ["ECONNREFUSED", "connect"],
    ["EHOSTUNREACH", "connect"],
    ["ENOTFOUND", "getaddrinfo"],
    ["UND_ERR_CONNECT_TIMEOUT", undefined],
  ])("is known not to have run, and is repeated, when there never was a connection: %s", async (code, syscall) => {
    const unreachable: Answer = () => {
      const cause = new AggregateError([Object.assign(new Error("connect"), { code, syscall })]);
      throw new TypeError("fetch failed", { cause });
    };
    const { ats, during, requests } = await scene(page, unreachable);
    const { ended } = await during(aMinute, ats.applications.addNote({ application: "a1", note: "x" }));
    expect(ended?.error).toMatchObject({ code: "network.unreachable", retry: "safe" });
    expect(ended?.error!.message).toContain(code);
    expect(requests.filter(({ method }) => method === "POST")).toHaveLength(5);
  });

  it.each(["EHOSTUNREACH", "ENETUNREACH", "ECONNREFUSED", "ETIMEDOUT"])(
    "is in doubt, and not retried, if the host vanishes while its answer is read: %s",
    async (code) => {
      const vanished: Answer = () => {
        throw new TypeError("fetch failed", { cause: Object.assign(new Error("read"), { code, syscall: "read" }) });
      };
      const { ats, during, requests } = await scene(page, vanished);
      const { ended } = await during(aMinute, ats.applications.addNote({ application: "a1", note: "x" }));
      expect(ended?.error).toMatchObject({ code: "write.outcome-unknown" });
      expect(requests.filter(({ method }) => method === "POST")).toHaveLength(1);
    },
  );

  it("is in doubt after every other failure of the connection, and shows none of it", async () => {
    for (const code of ["ECONNRESET", "sk-secret", undefined]) {
      const broken: Answer = () => {
        throw new TypeError("fetch failed: sk-secret", { cause: Object.assign(new Error("sk-secret"), { code }) });
      };
      const { ats, during, requests } = await scene(page, broken, page);
      const { ended } = await during(aMinute, ats.applications.addNote({ application: "a1", note: "x" }));
      expect(ended?.error).toMatchObject({ code: "write.outcome-unknown" });
      expect(JSON.stringify(ended?.error) + String(ended?.error)).not.toContain("sk-secret");
      expect(requests.filter(({ method }) => method === "POST")).toHaveLength(1);
    }
  });
});
