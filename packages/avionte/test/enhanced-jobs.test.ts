import { instantClock } from "@anyats/conformance";
import { connect } from "@anyats/core";
import { createEmulator, type EmulatorOptions } from "@anyats/emulator";
import { describe, expect, it } from "vitest";
import { avionte } from "../src/index.ts";

async function connected(options: EmulatorOptions = {}) {
  const emulator = createEmulator({ candidates: 100, ...options });
  const ats = await connect(avionte, emulator.settings(), {
    modules: [instantClock(emulator.clock.now())],
  });
  return { emulator, ats };
}

describe("an enhanced job", () => {
  it("joins Kombo's record with Avionté's own and its custom fields", async () => {
    const { ats } = await connected();
    const [job] = await ats.jobs.stream().toArray();
    const enhanced = await ats.jobs.getEnhanced({ id: job!.id });
    expect(enhanced.remoteId).toBe(job!.remoteId);
    expect(enhanced.job).toEqual(job);
    expect(enhanced.native["id"]).toBe(Number(job!.remoteId));
    expect(enhanced.customFields.map(({ type }) => type)).toContain("multi-select");
    expect(await ats.jobs.getEnhanced({ remoteId: job!.remoteId! })).toEqual(enhanced);
  });

  it("is not found where neither knows it", async () => {
    const { ats } = await connected();
    await expect(ats.jobs.getEnhanced({ id: "222222222222222222222222" })).rejects.toMatchObject({
      code: "record.not-found",
      fault: "caller",
    });
    await expect(ats.jobs.getEnhanced({ remoteId: "999999999" })).rejects.toMatchObject({ code: "record.not-found" });
  });
});

describe("an id in the ATS that could leave its segment of a path", () => {
  it.each(["..", ".", "1/../2", "..\\x", "1%2f2", "1\u0000", "\ud800"])(
    "is refused before anything is sent to it: %j",
    async (remoteId) => {
      const { ats, emulator } = await connected();
      const [job] = emulator.world.jobs.all();
      const [candidate] = emulator.world.candidates.all();
      const named: object = { remote_id: remoteId };
      emulator.world.jobs.update(job!.id, named);
      emulator.world.candidates.update(candidate!.id, named);
      const refusal = { code: "record.unusable-id", fault: "ats", retry: "never" };
      await expect(ats.jobs.getEnhanced({ id: job!.id })).rejects.toMatchObject(refusal);
      await expect(ats.candidates.addNote({ candidate: candidate!.id, note: "x" })).rejects.toMatchObject(refusal);
      expect(emulator.requests.all().filter(({ path }) => path.startsWith("/passthrough/"))).toEqual([]);
    },
  );
});

describe("enhanced jobs in batches", () => {
  it.for([1, 7, 50, 100])("come whole, each once, %i at a time", async (limit) => {
    const { ats } = await connected();
    const jobs = await ats.jobs.stream().toArray();
    const found: string[] = [];
    let cursor: string | null = null;
    do {
      const batch: Awaited<ReturnType<typeof ats.jobs.fetchEnhancedBatch>> = await ats.jobs.fetchEnhancedBatch(
        cursor === null ? { limit } : { limit, cursor },
      );
      expect(batch.jobs.length).toBeLessThanOrEqual(limit);
      found.push(...batch.jobs.map(({ remoteId }) => remoteId));
      cursor = batch.cursor;
    } while (cursor !== null);
    expect(found.toSorted()).toEqual(jobs.map(({ remoteId }) => remoteId).toSorted());
  });

  it("report a job that Avionté leaves out of its answer", async () => {
    const { ats, emulator } = await connected();
    const replaced = await connect(
      avionte,
      { ...emulator.settings(), fetch: leavingOut(emulator.fetch) },
      { modules: [instantClock(emulator.clock.now())] },
    );
    const { jobs } = await ats.jobs.fetchEnhancedBatch({ limit: 5 });
    const { jobs: some, omitted } = await replaced.jobs.fetchEnhancedBatch({ limit: 5 });
    expect(new Set(omitted.map(({ reason }) => reason))).toEqual(new Set(["not-answered"]));
    // A number that is not one costs itself.
    expect(some.filter(({ positions }) => positions === null)).toHaveLength(1);
    expect([...some, ...omitted].map(({ remoteId }) => remoteId).toSorted()).toEqual(
      jobs.map(({ remoteId }) => remoteId).toSorted(),
    );
  });

  it("refuse a cursor that no batch gave", async () => {
    const { ats, emulator } = await connected();
    await expect(ats.jobs.fetchEnhancedBatch({ cursor: "made up" })).rejects.toMatchObject({ code: "input.invalid" });
    expect(emulator.requests.count()).toBe(0);
  });

  it("are asked for at most three times a second", async () => {
    const { ats } = await connected();
    const waits: number[] = [];
    ats.on("quota", ({ waitMs }) => waits.push(waitMs));
    for (let batch = 0; batch < 3; batch += 1) await ats.jobs.fetchEnhancedBatch({ limit: 10 });
    expect(waits.length).toBeGreaterThanOrEqual(5);
  });
});

/** Drops one job from each multi-query, and breaks another. */
function leavingOut(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  return async (...args) => {
    const response = await fetch(...args);
    const text = await response.clone().text();
    const body = JSON.parse(text) as { data?: { url?: string; data?: unknown } };
    if (!body.data?.url?.includes("multi-query") || !Array.isArray(body.data.data)) return response;
    const [first, , ...rest] = body.data.data as Record<string, unknown>[];
    body.data.data = [{ ...first, positions: "many" }, ...rest];
    return Response.json(body);
  };
}
