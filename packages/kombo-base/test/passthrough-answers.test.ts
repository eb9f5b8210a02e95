import { CLOCK, connect, ContainerModule } from "@anyats/core";
import { describe, expect, it } from "vitest";
import { komboBase, PASSTHROUGH, type NativeRequest, type Passthrough } from "../src/index.ts";
import { callOf, hurriedClock } from "@anyats/core/testing";
import { httpPolicy } from "@anyats/http";

const start = Date.parse("2026-11-23T09:00:00Z");

interface NativeReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | string[]>>;
}

/** The passthrough of a connection whose ATS answers so, one answer after the other, without a body. */
async function natively({
  replies,
  policy,
}: {
  readonly replies: readonly NativeReply[];
  readonly policy?: ContainerModule;
}) {
  let now = start;
  const waits: number[] = [];
  const clock = hurriedClock({
    now: () => now,
    pass: (milliseconds) => {
      waits.push(milliseconds);
      now += milliseconds;
    },
    deadlineMs: 100_001,
  });
  let asked = 0;
  const fetch = async () => {
    const data = { url: "https://ats.test", ...replies[Math.min(asked, replies.length - 1)] };
    asked += 1;
    return Response.json({ status: "success", data, warnings: [] });
  };
  let passthrough: Passthrough | undefined;
  const module = new ContainerModule(({ bind, onActivation }) => {
    bind(CLOCK).toConstantValue(clock);
    onActivation(PASSTHROUGH, (_context, made: Passthrough) => (passthrough = made));
  });
  const settings = { apiKey: "k", integrationId: "avionte:x", fetch };
  const ats = await connect(komboBase, settings, { modules: [module, ...(policy ? [policy] : [])] });
  const request = (facts: Partial<NativeRequest>): NativeRequest => ({
    method: "GET",
    path: "/jobs",
    effect: "reads",
    certainty: "documented",
    api: "avionte/main",
    ...facts,
  });
  const send = (facts: Partial<NativeRequest> = {}, deadline = start + 300_000) =>
    passthrough!.send(request(facts), callOf(clock, { deadline }));
  return { ats, send, waits, asked: () => asked };
}

describe("an answer of the ATS without data", () => {
  it.each(["GET", "POST", "PUT", "PATCH", "DELETE"] as const)("is an answer, to a %s", async (method) => {
    const { ats } = await natively({ replies: [{ status: 204, headers: {} }] });
    const answer = await ats.passthrough.send({ api: "avionte/main", method, path: "/jobs/1" });
    expect(answer).toMatchObject({ status: 204 });
    expect(answer.data ?? null).toBeNull();
  });
});

describe("the ATS's own Retry-After", () => {
  it.each([
    ["in seconds", { "retry-after": "30" }],
    ["as a date", { "Retry-After": new Date(start + 30_000).toUTCString() }],
    ["in a list of values", { "RETRY-AFTER": ["30"] }],
  ])("is waited for, %s, before a repeat", async (_how, headers) => {
    for (const effect of ["reads", "idempotent", "creates"] as const) {
      const { send, waits } = await natively({ replies: [{ status: 429, headers }, { status: 200 }] });
      expect(await send({ effect })).toMatchObject({ status: 200 });
      expect(waits).toEqual([30_000]);
    }
  });

  it("is handed to the caller where it would pass the deadline", async () => {
    const { send, waits, asked } = await natively({ replies: [{ status: 429, headers: { "retry-after": "30" } }] });
    await expect(send({}, start + 20_000)).rejects.toMatchObject({
      code: "ats.quota-exceeded",
      retry: { afterMs: 30_000 },
    });
    expect(waits).toEqual([]);
    expect(asked()).toBe(1);
  });

  it("makes no second write where the first may have run", async () => {
    const { send, asked } = await natively({ replies: [{ status: 503, headers: { "retry-after": "1" } }] });
    await expect(send({ effect: "creates" })).rejects.toMatchObject({ retry: "unknown-outcome" });
    expect(asked()).toBe(1);
  });
});

describe("the app's policy", () => {
  const unavailable = { status: 503, headers: { "retry-after": "30" } };

  it.each([1, 2, 3, 9])("says how often a request is sent at most: %i times, four at most", async (attempts) => {
    const { send, asked } = await natively({ policy: httpPolicy({ attempts }), replies: [unavailable] });
    await expect(send()).rejects.toMatchObject({ code: "ats.unavailable" });
    expect(asked()).toBe(Math.min(4, attempts));
  });

  it("says how long the ATS may let a call wait", async () => {
    const { send, waits } = await natively({
      policy: httpPolicy({ longestAskedMs: 7_000 }),
      replies: [unavailable, { status: 200 }],
    });
    await send();
    expect(waits).toEqual([7_000]);
  });
});
