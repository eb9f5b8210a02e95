import { AtsError, connect, handlerToken, toClass, type Call, ContainerModule } from "@anyats/core";
import { createEmulator } from "@anyats/emulator";
import { komboBase } from "@anyats/kombo-base";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { collecting } from "./fixtures/collected.ts";
import { eventful } from "./fixtures/eventful.ts";

class FailingJob {
  readonly lane = "native";
  readonly routes = [];
  handle({ id }: { readonly id: string }, { capability }: Call): Promise<never> {
    const facts = { fault: "ats", retry: "never", message: "It failed.", advice: "Try another." } as const;
    return Promise.reject(new AtsError({ ...facts, code: `job.${id}@example.com`, capability }));
  }
}

const collected = collecting();
let scene: Awaited<ReturnType<typeof eventful>>;
let points: Awaited<ReturnType<typeof collected.points>>;
let passed = Number.NaN;
beforeAll(async () => {
  const begun = performance.now();
  scene = await eventful(collected.module);
  passed = (performance.now() - begun) / 1_000;
  points = await collected.points();
});
afterAll(() => collected.end());

const valueOf = (name: string, operation: string) =>
  points.find((point) => point.name === name && point.attributes["anyats.operation"] === operation)?.value;

describe("metrics", () => {
  it("count calls and how long they took, by operation, adapter, lane and error", () => {
    expect(valueOf("anyats.call.duration", "jobs.stream")).toMatchObject({ count: 1 });
    const failed = points.find(({ attributes }) => attributes["error.type"] === "record.not-found");
    expect(failed).toMatchObject({
      name: "anyats.call.duration",
      attributes: { "anyats.operation": "candidates.get", "anyats.lane": "unified", "anyats.adapter": "kombo-base" },
      value: { count: 1 },
    });
  });

  it("give times in seconds, as their unit says", () => {
    const durations = points.filter(({ name }) => name === "anyats.call.duration");
    const total = durations.reduce((sum, { value }) => sum + ((value as { sum?: number }).sum ?? 0), 0);
    expect(total).toBeGreaterThan(0);
    expect(total).toBeLessThanOrEqual(passed);
    // The emulator said two seconds; the clock of the calls waits for nothing.
    expect(valueOf("anyats.quota.wait.duration", "jobs.stream")).toMatchObject({ sum: expect.closeTo(2, 0) as number });
  });

  it("count requests, repeats, bytes, records and what was set aside", () => {
    expect(valueOf("anyats.requests", "jobs.stream")).toBe(2);
    const retries = points.filter(({ name }) => name === "anyats.retries");
    expect(
      retries.map(({ attributes, value }) => [attributes["anyats.operation"], attributes["error.type"], value]),
    ).toEqual([
      ["jobs.stream", "quota.exceeded", 1],
      ["users.stream", "network.interrupted", 1],
    ]);
    expect(valueOf("anyats.response.size", "jobs.stream")).toBeGreaterThan(10_000);
    expect(valueOf("anyats.records", "jobs.stream")).toBe(scene.jobs.length);
    expect(valueOf("anyats.records.quarantined", "jobs.stream")).toBe(1);
  });

  it("count waits for quota, unknown forms and writes whose outcome is unknown", () => {
    expect(valueOf("anyats.quota.wait.duration", "jobs.stream")).toMatchObject({ count: 1 });
    expect(valueOf("anyats.drift", "offers.stream")).toBe(1);
    expect(scene.refused.map(({ code }) => code)).toContain("write.outcome-unknown");
    expect(valueOf("anyats.outcomes.unknown", "applications.addNote")).toBe(1);
  });

  it("count a page that came and could not be read, whose request went well", async () => {
    const own = collecting();
    const { fetch: reach, ...settings } = createEmulator({ candidates: 30 }).settings();
    const odd: typeof globalThis.fetch = async (url, init) => {
      const answer = await reach!(url, init);
      const body = (await answer.json()) as { readonly data: object };
      return Response.json({ ...body, data: { ...body.data, results: { odd: true } } }, { headers: answer.headers });
    };
    const ats = await connect(komboBase, { ...settings, fetch: odd }, { modules: [own.module] });
    const reading = ats.candidates.stream({}, { pageSize: 10, lookAhead: false }).toArray();
    await expect(reading).rejects.toMatchObject({ code: "aggregator.unreadable-answer" });
    const counted = (await own.points()).filter(({ name }) => /duration|unreadable/.test(name));
    await own.end();
    expect(counted.map(({ name, attributes }) => [name, attributes["error.type"]])).toEqual([
      ["anyats.call.duration", undefined],
      ["anyats.pages.unreadable", "aggregator.unreadable-answer"],
    ]);
  });

  it("put all invalid codes into one series, so that ids in codes make no new one", async () => {
    const own = collecting();
    const handlers = new ContainerModule(({ rebind }) => {
      toClass(rebind(handlerToken("jobs.get")), FailingJob);
    });
    const settings = { apiKey: "k", integrationId: "avionte:x" };
    const ats = await connect(komboBase, settings, { modules: [handlers, own.module] });
    for (let id = 0; id < 50; id += 1) await ats.jobs.get({ id: String(id) }).catch(() => {});
    const types = new Set((await own.points()).map(({ attributes }) => attributes["error.type"]));
    const shown = own.spans().map(({ attributes, status }) => [attributes["error.type"], status.message]);
    await own.end();
    expect([...types]).toEqual(["_OTHER"]);
    expect(shown).toEqual(Array.from({ length: 50 }, () => ["_OTHER", "_OTHER"]));
  });

  it("hold neither a key nor anything of a person", () => {
    const told = JSON.stringify(points);
    expect(scene.secrets.filter((secret) => told.includes(secret))).toEqual([]);
  });
});
