import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { AtsError, connect, type ContainerModule } from "@anyats/core";
import { afterEach, describe, expect, it, vi } from "vitest";
import { komboBase } from "../src/index.ts";
import { instantClock } from "./fixtures/emulated.ts";

const apiKey = "sk-key-of-the-customer";
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A server of this test, on loopback. */
async function serving(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closers.push(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** @param modules By default no wait takes any time. */
async function connected(listener: RequestListener, modules: readonly ContainerModule[] = [instantClock()]) {
  const baseUrl = `${await serving(listener)}/v1`;
  const ats = await connect(komboBase, { apiKey, integrationId: "avionte:x", baseUrl }, { modules });
  closers.push(() => ats.close());
  return ats;
}

/** Answers everything with this text. */
const saying = (text: string) =>
  connected((_request, response) => {
    response.setHeader("content-type", "application/json");
    response.end(text);
  });
const record = { id: "r1", remote_id: "1", changed_at: "2026-01-01T00:00:00.000Z" };
const pageOf = (...results: readonly object[]) => JSON.stringify({ status: "success", data: { results, next: null } });

const failing = async (call: Promise<unknown>): Promise<AtsError> => {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(AtsError.is(error)).toBe(true);
  return error as AtsError;
};

const tooLarge = {
  code: "aggregator.unreadable-answer",
  fault: "aggregator",
  message: expect.stringContaining("larger than an answer may be") as string,
};

describe("what a hostile server answers", () => {
  it("an address elsewhere is not followed, so the key goes nowhere else", async () => {
    const elsewhere: unknown[] = [];
    const other = await serving((request, response) => {
      elsewhere.push(request.headers);
      response.end("{}");
    });
    for (const status of [301, 302, 303, 307, 308]) {
      const ats = await connected((_request, response) => {
        response.writeHead(status, { location: `${other}/v1/ats/jobs` }).end();
      });
      const error = await failing(ats.jobs.stream({}, { timeoutMs: 300 }).toArray());
      expect(error.message).not.toContain(other);
    }
    expect(elsewhere).toEqual([]);
  });

  it("a cursor that is an address is sent back as a word, and never visited", async () => {
    const elsewhere: unknown[] = [];
    const other = await serving((request) => void elsewhere.push(request.url));
    const asked: string[] = [];
    const ats = await connected((request, response) => {
      asked.push(request.url!);
      const next = asked.length === 1 ? `${other}/v1/ats/jobs?cursor=",\\"#\r\nX-Evil: yes` : null;
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ status: "success", data: { next, results: [] } }));
    });
    expect(await ats.jobs.stream().toArray()).toEqual([]);
    expect(asked).toHaveLength(2);
    expect(new URL(asked[1]!, "http://own").searchParams.get("cursor")).toContain(other);
    expect(elsewhere).toEqual([]);
  });

  it("an answer that unpacks to a gigabyte is refused before it does", { timeout: 30_000 }, async () => {
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024, 0x20));
    const ats = await connected((_request, response) => {
      const small = { "content-encoding": "gzip", "content-length": bomb.length };
      response.writeHead(200, { "content-type": "application/json", ...small }).end(bomb);
    });
    const before = process.memoryUsage().rss;
    expect(await failing(ats.integration.get())).toMatchObject(tooLarge);
    expect(process.memoryUsage().rss - before).toBeLessThan(900 * 1024 * 1024);
  });

  it("an answer without end is cut off by the deadline", async () => {
    const ats = await connected((_request, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      const timer = setInterval(() => response.write(" "), 10);
      response.once("close", () => clearInterval(timer));
    }, []);
    const error = await failing(ats.integration.get({}, { timeoutMs: 400 }));
    expect(error.code).toBe("call.deadline-exceeded");
  });

  it("an answer whose pieces end within a character is read as it was written", async () => {
    const record = { id: "j1", name: "Köchin 🍳", changed_at: "2026-01-01T00:00:00Z" };
    const ats = await connected((_request, response) => {
      const bytes = Buffer.from(JSON.stringify({ status: "success", data: { next: null, results: [record] } }));
      const [piece, ...pieces] = Array.from(bytes, (byte) => Buffer.from([byte]));
      response.write(piece);
      // Each in a packet of its own.
      const next = () =>
        pieces.length > 0 ? response.write(pieces.shift(), () => setImmediate(next)) : response.end();
      setImmediate(next);
    });
    expect((await ats.jobs.stream().toArray()).map(({ title }) => title)).toEqual([record.name]);
  });

  it("a code that is none is not shown: it may be anything", async () => {
    for (const code of ["Ada Lovelace", "PLATFORM.Ada", "A".repeat(1_000), "PLATFORM.INPUT_INVALID\n\u001b[2J"]) {
      const ats = await connected((_request, response) => {
        response.writeHead(400).end(JSON.stringify({ error: { code, message: "Ada Lovelace" } }));
      });
      const error = await failing(ats.integration.get());
      expect(error).toMatchObject({ code: "aggregator.refused", upstreamCode: undefined });
      expect(JSON.stringify(error)).not.toMatch(/Ada|AAAA/);
    }
  });

  it("an id stays in its segment of the address, whatever it holds", async () => {
    const asked: (string | undefined)[] = [];
    const ats = await connected((request, response) => {
      asked.push(request.url);
      response.end('{"status": "success", "data": {"results": []}}');
    });
    const ids = ["a;b=c", "a&b", "a:b@c", "a+b", 'a"b<c>', "ä🍳"];
    for (const candidate of ids) await ats.candidates.listAttachments({ candidate });
    expect(asked).toEqual(ids.map((id) => `/v1/ats/candidates/${encodeURIComponent(id)}/attachments`));
  });

  it("keys that name a prototype change none", async () => {
    const poison = '"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}';
    const ats = await connected((_request, response) => {
      response.setHeader("content-type", "application/json");
      response.end(
        `{"status": "success", ${poison}, "data": {${poison}, "next": null, "results": [{"id": "j1", "remote_id": "1", "changed_at": "2026-01-01T00:00:00Z", "custom_fields": {${poison}}, ${poison}}]}}`,
      );
    });
    const jobs = await ats.jobs.stream({}, { raw: true }).toArray();
    expect(jobs.map(({ id }) => id)).toEqual(["j1"]);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    expect((jobs[0]!.customFields as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  it("a type named like a member of every object costs its answer, not the page", async () => {
    for (const type of ["constructor", "toString", "__proto__"]) {
      const odd = { ...record, responses: [{ type, answer: "x" }] };
      const scorecards = await (await saying(pageOf(odd, { ...record, id: "r2" }))).scorecards.stream().toArray();
      expect(scorecards.map(({ id, responses }) => [id, responses[0]?.answer])).toEqual([
        ["r1", null],
        ["r2", undefined],
      ]);
      const answer = { "[object Object]": "x", [String(Object)]: "x", [String(Object.prototype.toString)]: "x" };
      const asked = { ...record, screening_question_answers: [{ question: { type }, answer }] };
      const [application] = await (await saying(pageOf(asked))).applications.stream().toArray();
      expect(application!.screeningAnswers[0]!.answer).toBeNull();
    }
  });

  it.each([
    ["no JSON", '"a\nb"'],
    ["no JSON at another place", String.raw`"a\x"`],
    ["longer than any address", JSON.stringify("c".repeat(10_000))],
  ])("a cursor that is %s is an error that says what is wrong", async (_what, next) => {
    const ats = await saying(`{"status": "success", "data": {"next": ${next}, "results": []}}`);
    expect(await failing(ats.jobs.stream().toArray())).toMatchObject({ code: "aggregator.unreadable-answer" });
  });

  const nested = (levels: number) => `{"a": ${"[".repeat(levels)}${"]".repeat(levels)}}`;

  it("a record nested too deep costs only itself, also in a passed-through field", async () => {
    for (const levels of [201, 5_000, 200_000]) {
      const text = pageOf({ ...record, custom_fields: "here" }, { ...record, id: "r2" }).replace(
        '"here"',
        nested(levels),
      );
      const ats = await saying(text);
      const told: unknown[] = [];
      ats.on("quarantine", (event) => told.push(event));
      expect((await ats.jobs.stream({}, { raw: true }).toArray()).map(({ id }) => id)).toEqual(["r2"]);
      expect(told).toMatchObject([{ id: "r1", path: "$.custom_fields", problem: "is nested too deep" }]);
    }
  });

  it("any other answer that is nested without measure is an error, not a crash", async () => {
    const data = `{"status": "success", "data": ${nested(200_000)}}`;
    expect(await failing((await saying(data)).integration.get())).toMatchObject({
      code: "aggregator.unreadable-answer",
      message: "Kombo's answer cannot be read: it is nested too deep.",
    });
    const native = { status: "success", data: { url: "", status: 200, headers: {}, data: "here" } };
    const ats = await saying(JSON.stringify(native).replace('"here"', nested(300)));
    expect(await failing(ats.passthrough.send({ api: "avionte/main", method: "GET", path: "/x" }))).toMatchObject({
      message: "Kombo's answer cannot be read: it is nested too deep.",
    });
    const refusing = await connected((_request, response) =>
      response.writeHead(400).end(`{"error": ${nested(200_000)}}`),
    );
    expect(await failing(refusing.jobs.stream().toArray())).toMatchObject({ code: "aggregator.refused" });
  });

  it("an answer of more objects than fit into memory is rejected before it is parsed", async () => {
    const objects = `[${"{},".repeat(1_000_000)}{}]`;
    expect(
      await failing((await saying(pageOf("here" as never).replace('"here"', objects))).jobs.stream().toArray()),
    ).toMatchObject({
      code: "aggregator.unreadable-answer",
      message: "Kombo's answer cannot be read: it holds more than an answer may.",
    });
    const refusing = await connected((_request, response) => response.writeHead(400).end(`{"error": ${objects}}`));
    expect(await failing(refusing.jobs.stream().toArray())).toMatchObject({ code: "aggregator.refused" });
  });

  it("brackets and quotation marks inside of a text count for nothing", async () => {
    const name = `${"[{".repeat(600_000)}"${String.raw`\"`}[`;
    const jobs = await (await saying(pageOf({ ...record, name }))).jobs.stream().toArray();
    expect(jobs[0]!.title).toBe(name);
  });

  it("an answer that announces too many bytes is rejected unread, its socket closed", async () => {
    let open = 0;
    const ats = await connected((request, response) => {
      open += 1;
      request.socket.once("close", () => (open -= 1));
      response.writeHead(200, { "content-length": 64 * 1024 * 1024 + 1 }).write("{");
    });
    expect(await failing(ats.integration.get())).toMatchObject(tooLarge);
    await vi.waitUntil(() => open === 0);
  });

  it.each([
    [{ "ratelimit-remaining": "0", "ratelimit-reset": "1790000000" }, 200],
    [{ "retry-after": "1e308" }, 429],
    [{ "retry-after": "Fri, 31 Dec 9999 23:59:59 GMT" }, 429],
  ])("a wait of years (%j) is no longer than an hour", async (headers, status) => {
    const ats = await connected((_request, response) => response.writeHead(status, headers).end(pageOf()));
    await ats.jobs
      .stream()
      .toArray()
      .catch(() => {});
    const { retry } = await failing(ats.jobs.stream().toArray());
    expect(retry).toEqual({ afterMs: expect.any(Number) });
    expect((retry as { afterMs: number }).afterMs).toBeLessThanOrEqual(3_600_000);
  });

  it("the address of a log steers no terminal, and is https", async () => {
    const refusing = (log_url: string) =>
      connected((_request, response) =>
        response.writeHead(400).end(JSON.stringify({ error: { code: "PLATFORM.INPUT_INVALID", log_url } })),
      );
    const steering = await refusing("https://app.example/\u001b[2J\u009b1m\u202e\nlog");
    expect((await failing(steering.jobs.stream().toArray())).logUrl).toMatch(/^https:\/\/app\.example\/[!-~]+$/);
    const endless = await refusing(`https://app.example/${"x".repeat(10_000)}`);
    expect((await failing(endless.jobs.stream().toArray())).logUrl).toHaveLength(500);
    for (const other of ["javascript:alert(1)", "http://app.example/log", "//app.example/log"])
      expect((await failing((await refusing(other)).jobs.stream().toArray())).logUrl).toBeUndefined();
  });
});
