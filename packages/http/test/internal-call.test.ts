import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import { internally } from "../src/index.ts";
import { ManualClock, unanswered } from "@anyats/core/testing";

const purpose = { capability: "coverage", adapter: "kombo-base" };

describe("a request that no capability asked for", () => {
  it("is given up after a minute", async () => {
    const clock = new ManualClock();
    const asking = internally(clock, purpose, unanswered);
    const refused = expect(asking).rejects.toMatchObject({ code: "call.deadline-exceeded", retry: "safe" });
    await clock.advance(60_000);
    await refused;
  });

  it("is given up with the signal of its purpose", async () => {
    const controller = new AbortController();
    const asking = internally(new ManualClock(), { ...purpose, signal: controller.signal }, unanswered);
    controller.abort();
    await expect(asking).rejects.toMatchObject({ code: "call.aborted", retry: "safe" });
  });

  it("is left behind where it does not react to its signal", async () => {
    const clock = new ManualClock();
    const asking = internally(clock, purpose, () => new Promise<never>(() => {}));
    const refused = expect(asking).rejects.toMatchObject({ code: "call.deadline-exceeded" });
    await clock.advance(60_000);
    await refused;
  });

  it("leaves no timer and no listener", async () => {
    const clock = new ManualClock();
    const { signal } = new AbortController();
    expect(await internally(clock, { ...purpose, signal }, () => Promise.resolve("answer"))).toBe("answer");
    await expect(internally(clock, { ...purpose, signal }, () => Promise.reject(new Error("no")))).rejects.toThrow();
    expect(clock.sleeping).toBe(0);
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });
});
