import { connect, type Clock, CLOCK, systemClock, ContainerModule } from "@anyats/core";
import { threadTime } from "@anyats/core/testing";
import { describe, expect, it } from "vitest";
import { komboBase } from "../src/index.ts";

const timeoutMs = 300;
/** By how much work may pass a deadline, in milliseconds: what docs/reliability.md states. */
const grace = 100;

const repeat = (text: string, times: number) => Array.from({ length: times }, () => text).join(",");
const keys = (count: number) => Array.from({ length: count }, (_, index) => `"k${index}":1`).join(",");
const record = (more: string) => `{"id":"r1","remote_id":"1","changed_at":"2026-01-01T00:00:00.000Z"${more}}`;
const bytes = 15 * 1024 * 1024;

/** The worst that a server can put in the place of results or data, at each bound and beyond it. */
const texts: Readonly<Record<string, () => string>> = {
  "a million numbers": () => `[${repeat("1", 1_000_000)}]`,
  "490,000 empty objects": () => `[${repeat("{}", 490_000)}]`,
  "a thousand empty objects": () => `[${repeat("{}", 1_000)}]`,
  "a record of two million keys": () => `[${record(`,"custom_fields":{${keys(2_000_000)}}`)}]`,
  "a record of 240,000 keys": () => `[${record(`,"custom_fields":{${keys(240_000)}}`)}]`,
  "records of 9,900 wrong values": () =>
    `[${repeat(record(`,"stages":[${repeat("1", 9_900)}],"tags":[${repeat("1", 9_900)}]`), 12)}]`,
  "a text of quotation marks": () => `[${record(`,"name":"${String.raw`,\"`.repeat(bytes / 3)}"`)}]`,
  "a text of escapes": () => `[${record(`,"name":"${String.raw`\u0041`.repeat(bytes / 6)}"`)}]`,
};

type Client = Awaited<ReturnType<typeof connected>>;
/** Each way in which a server's bytes are read. */
const ways: Readonly<Record<string, readonly [(value: string) => string, number, (ats: Client) => Promise<unknown>]>> =
  {
    "a stream": [
      (value) => `{"status":"success","data":{"next":null,"results":${value}}}`,
      200,
      (ats) => ats.jobs.stream({}, { timeoutMs }).toArray(),
    ],
    "a query over a list": [
      (value) => `{"status":"success","data":{"results":${value},"next":null}}`,
      200,
      (ats) => ats.candidates.find({ email: "a@b.test" }, { timeoutMs }),
    ],
    "a single answer": [
      (value) => `{"status":"success","data":${value}}`,
      200,
      (ats) => ats.candidates.listAttachments({ candidate: "c1" }, { timeoutMs }),
    ],
    "a passthrough answer": [
      (value) => `{"status":"success","data":{"url":"","status":200,"headers":{},"data":${value}}}`,
      200,
      (ats) => ats.passthrough.send({ api: "avionte/main", method: "GET", path: "/x" }, { timeoutMs }),
    ],
    "a refusal": [
      (value) => `{"status":"error","error":{"code":"X","list":${value}}}`,
      400,
      (ats) => ats.jobs.get({ id: "x" }, { timeoutMs }),
    ],
  };

/** A connection to a server that answers everything with a text, in pieces. */
async function connected(text: string, status: number) {
  const whole = Buffer.from(text);
  const fetch = async () => {
    let at = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (at >= whole.length) return controller.close();
        controller.enqueue(whole.subarray(at, (at += 256 * 1024)));
      },
    });
    return new Response(body, { status, headers: { "content-type": "application/json" } });
  };
  return connect(komboBase, { apiKey: "k", integrationId: "avionte:x", fetch });
}

describe("work on what a server sends ends with the call's deadline, or at most 100 ms later", () => {
  for (const [name, make] of Object.entries(texts))
    it(`for ${name}, in whatever way it is read`, { timeout: 120_000 }, async () => {
      const value = make();
      for (const [way, [around, status, read]] of Object.entries(ways)) {
        const ats = await connected(around(value), status);
        const before = threadTime();
        await read(ats).catch(() => {});
        expect(threadTime() - before, way).toBeLessThanOrEqual(timeoutMs + grace);
      }
    });
});

it("a page of 200,000 readable records is refused with a typed error", async () => {
  const results = `[${repeat(record(""), 200_000)}]`;
  const list = await connected(`{"status":"success","data":{"results":${results},"next":null}}`, 200);
  const files = await connected(`{"status":"success","data":${results}}`, 200);
  for (const read of [
    () => list.candidates.find({ email: "a@b.test" }),
    () => list.applications.listRejectionReasons(),
    () => list.jobs.stream().toArray(),
    () => files.candidates.listAttachments({ candidate: "c1" }),
  ])
    await expect(read()).rejects.toMatchObject({ code: "aggregator.unreadable-answer", retry: "never" });
});

it("moving the time of day forward during a write causes no negative time-out", async () => {
  let ahead = 0;
  const asked: number[] = [];
  const clock: Clock = {
    now: () => Date.now() + ahead,
    steady: () => systemClock.steady!(),
    sleep: (milliseconds, signal) => {
      asked.push(milliseconds);
      return systemClock.sleep(milliseconds, signal);
    },
  };
  const fetch = async (input: string | URL | Request) => {
    ahead = 24 * 3_600_000;
    const isNote = new Request(input).method === "POST";
    return Response.json({ status: "success", data: isNote ? {} : { next: null, results: [] }, warnings: [] });
  };
  const module = new ContainerModule(({ bind }) => void bind(CLOCK).toConstantValue(clock));
  const settings = { apiKey: "k", integrationId: "avionte:x", fetch };
  const ats = await connect(komboBase, settings, { modules: [module] });
  expect(await ats.applications.addNote({ application: "a1", note: "x" })).toMatchObject({ settledBy: "answer" });
  expect(Math.min(...asked)).toBeGreaterThanOrEqual(0);
});

it("whole numbers beyond 2^53 keep their digits in custom fields and passthrough", async () => {
  const big = "9007199254740993";
  const ats = await connected(
    `{"status":"success","data":{"next":null,"results":[${record(`,"custom_fields":{"n":${big},"m":-${big},"ok":12}`)}]}}`,
    200,
  );
  const [job] = await ats.jobs.stream({}, { raw: true }).toArray();
  expect(job!.customFields).toMatchObject({ n: big, m: `-${big}`, ok: 12 });
  const native = await connected(
    `{"status":"success","data":{"url":"","status":200,"headers":{},"data":{"id":${big},"half":0.5}}}`,
    200,
  );
  const answer = await native.passthrough.send({ api: "avionte/main", method: "GET", path: "/x" });
  expect(answer.data).toEqual({ id: big, half: 0.5 });
});
