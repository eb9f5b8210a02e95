import { getEventListeners } from "node:events";
import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { wait } from "../src/faults/wait.ts";
import { createEmulator, startEmulator, type Emulator, type RunningEmulator } from "../src/index.ts";
import { call, native, readList, send } from "./call.ts";

let running: RunningEmulator;
let inProcess: Emulator;
beforeAll(async () => {
  running = await startEmulator({ candidates: 40 });
  inProcess = createEmulator({ candidates: 40 });
});
afterAll(() => running.close());

/** What a failed fetch says about its connection. */
function causeOf(error: unknown): string {
  const cause = (error as { cause?: { code?: string } }).cause;
  return cause?.code ?? String(error);
}

describe.each([
  ["in this process", () => inProcess],
  ["over HTTP", () => running],
])("faults %s", (_where, get) => {
  let emulator: Emulator;
  beforeEach(() => {
    emulator = get();
    emulator.faults.clear();
    emulator.requests.clear();
  });

  const note = (signal?: AbortSignal) => {
    const id = emulator.world.applications.all()[0]?.id;
    const body = { content: "<p>x</p>", content_type: "PLAIN_TEXT" };
    return send(emulator, "POST", `/ats/applications/${id}/notes`, { body, ...(signal && { signal }) });
  };
  const notes = () => emulator.world.notes.size;

  test.each([
    ["dropBefore", 0],
    ["dropAfter", 1],
  ] as const)("%s: the connection breaks and %i notes are written", async (kind, written) => {
    const fault = emulator.faults.inject({ kind });
    const before = notes();
    await expect(note()).rejects.toThrow(TypeError);
    expect(notes() - before).toBe(written);
    expect((await note()).status).toBe(200);
    expect([fault.hits, emulator.requests.count({ method: "POST" })]).toEqual([1, 2]);
    expect(emulator.requests.all()[0]?.status).toBeNull();
  });

  test("a dropped connection looks as one does to fetch", async () => {
    emulator.faults.inject({ kind: "dropBefore" });
    const error: unknown = await note().catch((thrown: unknown) => thrown);
    expect(["ECONNRESET", "UND_ERR_SOCKET"]).toContain(causeOf(error));
  });

  test("a status before the write, and one after it", async () => {
    const before = notes();
    emulator.faults.inject({ kind: "status", status: 503, code: "REMOTE.SERVICE_UNAVAILABLE" });
    expect((await note()).status).toBe(503);
    expect(notes()).toBe(before);
    emulator.faults.inject({ kind: "status", status: 500, code: null, when: "after" });
    const lost = await note();
    expect([lost.status, (await lost.json()) as unknown]).toMatchObject([
      500,
      { status: "error", error: { code: null, title: null } },
    ]);
    expect(notes()).toBe(before + 1);
  });

  test("an unknown code, a quota, too many actions", async () => {
    emulator.faults.inject({ kind: "status", status: 418, code: "PLATFORM.BRAND_NEW" });
    emulator.faults.inject({ kind: "rateLimit", resetSeconds: 7 });
    emulator.faults.inject({ kind: "concurrency" });
    expect((await call(emulator, "GET", "/ats/jobs")).body.error.code).toBe("PLATFORM.BRAND_NEW");
    const limited = await call(emulator, "GET", "/ats/jobs");
    expect([
      limited.status,
      limited.headers.get("ratelimit-reset"),
      limited.headers.get("ratelimit-remaining"),
    ]).toEqual([429, "7", "0"]);
    const crowded = await note();
    expect([crowded.status, crowded.headers.get("concurrency-remaining")]).toEqual([429, "0"]);
  });

  test("a page of a proxy, an empty answer, an answer cut in the middle, a redirect", async () => {
    emulator.faults.inject({ kind: "htmlPage" });
    const page = await send(emulator, "GET", "/ats/jobs");
    expect([page.status, page.headers.get("content-type"), (await page.text()).slice(0, 6)]).toEqual([
      502,
      "text/html",
      "<html>",
    ]);
    emulator.faults.inject({ kind: "emptyBody" });
    expect(await (await send(emulator, "GET", "/ats/jobs")).text()).toBe("");
    emulator.faults.inject({ kind: "truncatedBody" });
    await expect((await send(emulator, "GET", "/ats/jobs")).json()).rejects.toThrow(SyntaxError);
    emulator.faults.inject({ kind: "truncatedBody", by: "connection" });
    await expect(send(emulator, "GET", "/ats/jobs").then((response) => response.text())).rejects.toThrow(TypeError);
    emulator.faults.inject({ kind: "redirect" });
    await expect(send(emulator, "GET", "/ats/jobs")).rejects.toThrow(TypeError);
  });

  test("a page with a broken record, a new enum value, its own cursor, an old cursor", async () => {
    emulator.faults.inject({ kind: "malformedRecord", index: 2 });
    const broken = (await call(emulator, "GET", "/ats/candidates")).body.data.results;
    expect(broken.slice(1, 4).map(({ changed_at }) => typeof changed_at)).toEqual(["string", "number", "string"]);
    emulator.faults.inject({ kind: "malformedRecord", mutate: ({ id }) => ({ id, first_name: 7 }) });
    const [own, whole] = (await call(emulator, "GET", "/ats/candidates")).body.data.results;
    expect([own, whole?.first_name]).toEqual([{ id: expect.any(String) as string, first_name: 7 }, expect.any(String)]);
    emulator.faults.inject({ kind: "unknownEnum", value: "ON_ICE" });
    expect((await call(emulator, "GET", "/ats/jobs")).body.data.results[0]?.status).toBe("ON_ICE");
    emulator.faults.inject({ kind: "repeatedCursor", after: 1 });
    const { next } = (await call(emulator, "GET", "/ats/candidates?page_size=10")).body.data;
    const second = await call(emulator, "GET", `/ats/candidates?page_size=10&cursor=${next}`);
    expect(second.body.data.next).toBe(next);
    emulator.faults.inject({ kind: "expiredCursor" });
    await expect(readList(emulator, "/ats/candidates", { page_size: "30" })).rejects.toThrow("PLATFORM.INPUT_INVALID");
  });

  test("latency that is aborted: before the write nothing is written, after it all is", async () => {
    for (const [when, written, ms] of [
      ["before", 0, 60_000],
      ["after", 1, 60_000],
      ["before", 0, Infinity],
    ] as const) {
      const before = notes();
      emulator.faults.inject({ kind: "latency", ms, when });
      const controller = new AbortController();
      const answer = note(controller.signal);
      await expect
        .poll(() => emulator.requests.count({ method: "POST" }) > 0 && notes() - before === written)
        .toBe(true);
      controller.abort();
      await expect(answer).rejects.toThrow("abort");
      emulator.requests.clear();
    }
  });

  test("a body that stalls in the middle can be given up", async () => {
    emulator.faults.inject({ kind: "slowBody" });
    const controller = new AbortController();
    const response = await send(emulator, "GET", "/ats/jobs", { signal: controller.signal });
    const reader = response.body?.getReader();
    expect((await reader?.read())?.value?.length).toBeGreaterThan(0);
    controller.abort();
    await expect(Promise.resolve(reader?.read())).rejects.toThrow("abort");
  });

  test("a fault of the tool strikes only what reaches the tool, before or after the work", async () => {
    const [candidate] = emulator.world.candidates.all();
    const write = () => native(emulator, "POST", `/candidate/${candidate?.remote_id}/note`, { content: "x" });
    for (const [when, written] of [
      ["before", 0],
      ["after", 1],
    ] as const) {
      const before = notes();
      const fault = emulator.faults.inject({ kind: "nativeStatus", status: 503, when });
      expect((await send(emulator, "GET", "/ats/jobs")).status).toBe(200);
      expect(fault.hits).toBe(0);
      expect((await write()).status).toBe(503);
      expect(notes() - before).toBe(written);
    }
  });

  test("a fault of the tool itself comes in Kombo's own 200", async () => {
    emulator.faults.inject({ kind: "nativeStatus", status: 429, match: { native: { path: /multi-query$/ } } });
    expect((await native(emulator, "GET", "/branch")).status).toBe(200);
    expect((await native(emulator, "POST", "/jobs/multi-query", [100_001])).status).toBe(429);
    expect(emulator.requests.all().map(({ passthrough }) => passthrough?.path)).toEqual([
      "/branch",
      "/jobs/multi-query",
    ]);
  });
});

describe("which requests a fault strikes", () => {
  beforeEach(() => inProcess.faults.clear());
  const status = async (path: string) => (await send(inProcess, "GET", path)).status;

  test("so many times, after so many, only those that match", async () => {
    const fault = inProcess.faults.inject({
      kind: "status",
      status: 500,
      match: { method: "GET", path: "/ats/jobs" },
      times: 2,
      after: 1,
    });
    const seen = [await status("/ats/jobs"), await status("/ats/candidates")];
    for (let index = 0; index < 3; index += 1) seen.push(await status("/ats/jobs"));
    expect(seen).toEqual([200, 200, 500, 500, 200]);
    expect(fault.hits).toBe(2);
  });

  test("none any more once it was taken back", async () => {
    const fault = inProcess.faults.inject({ kind: "status", status: 500, times: Infinity });
    const other = inProcess.faults.inject({ kind: "status", status: 503, times: Infinity });
    const seen = [await status("/ats/jobs")];
    fault.remove();
    seen.push(await status("/ats/jobs"));
    other.remove();
    expect([...seen, await status("/ats/jobs")]).toEqual([500, 503, 200]);
  });

  test("by chance, but the same with the same seed", async () => {
    const drawn = async () => {
      const emulator = createEmulator({ candidates: 1, seed: 7 });
      emulator.faults.inject({ kind: "status", status: 500, probability: 0.3, times: Infinity });
      const statuses: number[] = [];
      for (let index = 0; index < 40; index += 1) statuses.push((await send(emulator, "GET", "/ats/tags")).status);
      return statuses;
    };
    const first = await drawn();
    expect(await drawn()).toEqual(first);
    expect(first.filter((code) => code === 500).length).toBeGreaterThan(4);
    expect(first.filter((code) => code === 500).length).toBeLessThan(20);
  });
});

test("over many faults, what was written is exactly what was carried out", async () => {
  const emulator = createEmulator({ candidates: 5, seed: 11 });
  const id = emulator.world.applications.all()[0]?.id;
  const before = emulator.world.notes.size;
  const lost = emulator.faults.inject({ kind: "dropAfter", probability: 0.2, times: Infinity });
  const never = emulator.faults.inject({ kind: "dropBefore", probability: 0.2, times: Infinity });
  let answered = 0;
  for (let index = 0; index < 300; index += 1) {
    const body = { content: `note ${index}`, content_type: "PLAIN_TEXT" };
    const response = await send(emulator, "POST", `/ats/applications/${id}/notes`, { body }).catch(() => undefined);
    if (response?.ok) answered += 1;
  }
  expect(Math.min(lost.hits, never.hits)).toBeGreaterThan(20);
  expect(answered + lost.hits + never.hits).toBe(300);
  expect(emulator.world.notes.size - before).toBe(answered + lost.hits);
});

describe("a fault that waits", () => {
  /** The timers that wait; the test runner has its own. */
  const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === "Timeout").length;

  test("keeps no process alive once its request was given up, or its answer let go of", async () => {
    const emulator = createEmulator({ candidates: 1 });
    const before = timers();
    const many = 20;
    emulator.faults.inject({ kind: "latency", ms: 60_000, match: { path: "/ats/jobs" }, times: many });
    emulator.faults.inject({ kind: "slowBody", ms: 60_000, match: { path: "/ats/tags" }, times: many });
    const controller = new AbortController();
    const { signal } = controller;
    const given = Array.from({ length: many }, () => send(emulator, "GET", "/ats/jobs", { signal }));
    const answers = await Promise.all(Array.from({ length: many }, () => send(emulator, "GET", "/ats/tags")));
    await expect.poll(timers).toBeGreaterThanOrEqual(before + 2 * many);
    controller.abort();
    await Promise.allSettled(given);
    await Promise.all(answers.map(async ({ body }) => body?.cancel()));
    expect(timers()).toBeLessThan(before + many / 2);
  });

  test("keeps no process alive if it never ends, even if its request is never cancelled", async () => {
    const emulator = createEmulator({ candidates: 1 });
    const before = timers();
    const many = 20;
    const latency = emulator.faults.inject({
      kind: "latency",
      ms: Infinity,
      match: { path: "/ats/jobs" },
      times: many,
    });
    emulator.faults.inject({ kind: "slowBody", match: { path: "/ats/tags" }, times: many });
    for (let index = 0; index < many; index += 1) void send(emulator, "GET", "/ats/jobs");
    await Promise.all(Array.from({ length: many }, () => send(emulator, "GET", "/ats/tags")));
    await expect.poll(() => latency.hits).toBe(many);
    expect(timers()).toBeLessThan(before + many / 2);
  });

  test("ends when its request is given up, also after garbage was collected", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const emulator = createEmulator({ candidates: 1 });
    emulator.faults.inject({ kind: "latency", ms: Infinity, match: { path: "/ats/jobs" } });
    emulator.faults.inject({ kind: "slowBody", match: { path: "/ats/tags" } });
    const controller = new AbortController();
    const { signal } = controller;
    const ends = ["/ats/jobs", "/ats/tags"].map((path) => call(emulator, "GET", path, { signal }));
    const ended = Promise.allSettled(ends);
    for (let round = 0; round < 3; round += 1) {
      await setImmediate();
      collect();
    }
    controller.abort(new Error("given up"));
    expect(await ended).toMatchObject([{ reason: { message: "given up" } }, { reason: { message: "given up" } }]);
  });

  test("leaves nothing on the signal of its request when it is over", async () => {
    const { signal } = new AbortController();
    await wait(0, { signal });
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });
});

test("in this process no other address can be reached", async () => {
  await expect(inProcess.fetch("http://elsewhere.test/v1/ats/jobs")).rejects.toThrow("fetch failed");
});

test("a closed emulator can no longer be reached", async () => {
  let url: string;
  {
    await using emulator = await startEmulator({ candidates: 1 });
    url = `${emulator.url}/check-api-key`;
    expect((await fetch(url, { headers: { authorization: `Bearer ${emulator.settings().apiKey}` } })).status).toBe(200);
  }
  await expect(fetch(url)).rejects.toThrow("fetch failed");
});
