import { getEventListeners } from "node:events";
import { CallAborted, DeadlineExceeded, EventHub } from "@anyats/core";
import { describe, expect, it } from "vitest";
import { Governor } from "../src/transport/governor.ts";
import { callOf, ManualClock, turn } from "./fixtures/manual-clock.ts";

function scene() {
  const clock = new ManualClock();
  const events = new EventHub();
  const governor = new Governor(clock, events);
  const running: { end: () => void; name: string }[] = [];
  const seen = { most: 0 };
  /** Begins an action that runs until the test ends it. */
  const act = (name = "", facts = {}) =>
    governor.act(callOf(clock, facts), () => {
      const gate = Promise.withResolvers<void>();
      running.push({ name, end: gate.resolve });
      seen.most = Math.max(seen.most, running.length);
      return gate.promise;
    });
  /** Ends the one that began first, with an answer. */
  const answer = async (headers: Record<string, string> = {}, status = 200) => {
    governor.heard(new Headers(headers), status, true);
    running.shift()?.end();
    await turn();
  };
  return { clock, events, governor, running, seen, act, answer };
}

const told = { "concurrency-limit": "5" };

describe("the number of actions at once", () => {
  it("never exceeds what the server said, however many wait", async () => {
    const { act, answer, running, seen } = scene();
    const all = Array.from({ length: 200 }, () => act());
    await turn();
    expect(running.length).toBe(8);
    await answer(told);
    seen.most = 0;
    while (running.length > 0) await answer(told);
    await Promise.all(all);
    expect(seen.most).toBeLessThanOrEqual(7); // What was under way when it was told.
    const more = Array.from({ length: 50 }, () => act());
    await turn();
    expect(running.length).toBe(5);
    seen.most = 0;
    while (running.length > 0) await answer(told);
    await Promise.all(more);
    expect(seen.most).toBeLessThanOrEqual(5);
  });

  it("tells of a wait for a place, with its length, and of no wait where there was none", async () => {
    const { act, answer, events, clock } = scene();
    const heard: unknown[] = [];
    const noted: unknown[] = [];
    events.on("quota", ({ waitMs, limit }) => heard.push([waitMs, limit]));
    const note = (fact: string, value: number) => void noted.push([fact, value]);
    const all = Array.from({ length: 9 }, () => act("", { note }));
    await turn();
    await clock.advance(40);
    await answer();
    expect(heard).toEqual([[40, "actions at once"]]);
    expect(noted).toEqual([
      ["waitedMs", 40],
      ["quotaWaitMs", 40],
      ["quotaWaits", 1],
    ]);
    for (let left = 8; left > 0; left -= 1) await answer();
    await Promise.all(all);
  });

  it("grows to the documented 30 and no further while the server says nothing; lists do not count", async () => {
    const { act, answer, running, seen, governor } = scene();
    for (let page = 0; page < 100; page += 1) governor.heard(new Headers(), 200, false);
    const all = Array.from({ length: 300 }, () => act());
    await turn();
    expect(running.length).toBe(8);
    while (running.length > 0) await answer();
    await Promise.all(all);
    expect(seen.most).toBe(30);
  });

  it("falls when the server refuses, and grows back one by one with time", async () => {
    const { act, answer, running, clock, governor } = scene();
    const all = Array.from({ length: 400 }, () => act().catch(() => {}));
    await turn();
    for (let count = 0; count < 40; count += 1) await answer({ "concurrency-limit": "30" });
    expect(running.length).toBe(30);
    governor.refusedForConcurrency();
    expect(running.length).toBe(30);
    await answer({ "concurrency-limit": "30" });
    for (let count = 0; count < 20; count += 1) await answer({ "concurrency-limit": "30" });
    expect(running.length).toBe(29);
    for (const fewer of [28, 27]) {
      governor.refusedForConcurrency();
      running.shift()!.end();
      await turn();
      expect(running.length).toBe(fewer);
    }
    // Five seconds without a refusal give one place back, however many answers come.
    for (const most of [28, 29, 30, 30]) {
      await clock.advance(5_000);
      for (let count = 0; count < 5; count += 1) await answer({ "concurrency-limit": "30" });
      expect(running.length).toBe(most);
    }
    await answer({ "concurrency-limit": "40" });
    expect(running.length).toBe(40);
    while (running.length > 0) await answer({ "concurrency-limit": "30" });
    await Promise.all(all);
  });

  it("lets interactive calls pass bulk ones, and keeps the order within each", async () => {
    const { act, answer, running } = scene();
    const started: string[] = [];
    const filling = Array.from({ length: 8 }, () => act());
    const named = ["bulk 1", "bulk 2", "interactive 1", "bulk 3", "interactive 2"];
    const waiting = named.map((name) => act(name, { priority: name.split(" ")[0] }));
    await turn();
    while (running.length > 0) {
      await answer({ "concurrency-limit": "1" });
      for (const { name } of running) if (name !== "" && !started.includes(name)) started.push(name);
    }
    await Promise.all([...filling, ...waiting]);
    expect(started).toEqual(["interactive 1", "interactive 2", "bulk 1", "bulk 2", "bulk 3"]);
  });

  it("gives a place back also when an action fails", async () => {
    const { governor, clock } = scene();
    for (let count = 0; count < 50; count += 1)
      await expect(governor.act(callOf(clock), () => Promise.reject(new Error("failed")))).rejects.toThrow("failed");
  });
});

describe("a call that is given up while it waits", () => {
  it("is known not to have run, and its place goes to the next", async () => {
    const { act, answer, running } = scene();
    const filling = Array.from({ length: 8 }, () => act());
    const [aborted, late] = [new AbortController(), new AbortController()];
    const first = act("first", { signal: aborted.signal });
    const second = act("second", { signal: late.signal });
    const third = act("third");
    await turn();
    aborted.abort(new CallAborted(true));
    late.abort(new DeadlineExceeded(1_000, true));
    await expect(first).rejects.toMatchObject({ code: "call.aborted", retry: "safe" });
    await expect(second).rejects.toMatchObject({ code: "call.deadline-exceeded", retry: "safe" });
    await answer();
    expect(running.map(({ name }) => name)).toContain("third");
    while (running.length > 0) await answer();
    await Promise.all([...filling, third]);
  });

  it("leaves no listener on its signal, given up or not", async () => {
    const { act, answer, running } = scene();
    const filling = Array.from({ length: 8 }, () => act());
    const [aborted, patient] = [new AbortController(), new AbortController()];
    const all = [...filling, act("", { signal: patient.signal })];
    const leaving = act("", { signal: aborted.signal });
    aborted.abort(new CallAborted());
    await expect(leaving).rejects.toMatchObject({ code: "call.aborted" });
    while (running.length > 0) await answer();
    await Promise.all(all);
    for (const { signal } of [aborted, patient]) expect(getEventListeners(signal, "abort")).toEqual([]);
  });

  it("is not started when it was given up before", async () => {
    const { act, running } = scene();
    const signal = AbortSignal.abort(new CallAborted(true));
    await expect(act("never", { signal })).rejects.toMatchObject({ code: "call.aborted", retry: "safe" });
    expect(running).toEqual([]);
  });
});

describe("the requests in a window", () => {
  const usedUp = new Headers({ "ratelimit-remaining": "0", "ratelimit-reset": "20" });

  it("wait until the window renews, and tell that they do", async () => {
    const { governor, clock, events } = scene();
    const waits: number[] = [];
    events.on("quota", ({ waitMs }) => waits.push(waitMs));
    governor.heard(usedUp, 200, false);
    const passed: number[] = [];
    const start = clock.now();
    const passing = Promise.all(
      [1, 2, 3].map(() => governor.pass(callOf(clock)).then(() => passed.push(clock.now() - start))),
    );
    await clock.advance(19_999);
    expect(passed).toEqual([]);
    await clock.advance(1);
    await passing;
    expect(passed).toEqual([20_000, 20_000, 20_000]);
    expect(waits).toEqual([20_000, 20_000, 20_000]);
    await governor.pass(callOf(clock));
  });

  it("are refused at once when the wait would pass the deadline, and say when to call again", async () => {
    const { governor, clock } = scene();
    governor.heard(usedUp, 200, false);
    await expect(governor.pass(callOf(clock, { deadline: clock.now() + 20_000 }))).rejects.toMatchObject({
      code: "quota.exceeded",
      retry: { afterMs: 20_000 },
    });
  });

  it("are known not to have run when they are given up while they wait", async () => {
    const { governor, clock } = scene();
    governor.heard(usedUp, 200, false);
    const controller = new AbortController();
    const passing = governor.pass(callOf(clock, { signal: controller.signal }));
    await turn();
    controller.abort(new CallAborted(true));
    await expect(passing).rejects.toMatchObject({ code: "call.aborted", retry: "safe" });
  });

  it("wait for the longest of what the answers said", async () => {
    const { governor, clock } = scene();
    governor.heard(usedUp, 200, false);
    governor.heard(new Headers({ "ratelimit-remaining": "0", "ratelimit-reset": "1" }), 200, false);
    await expect(governor.pass(callOf(clock, { deadline: clock.now() + 20_000 }))).rejects.toMatchObject({
      retry: { afterMs: 20_000 },
    });
  });

  it("go on while some are left, and when the headers make no sense", async () => {
    const { governor, clock } = scene();
    for (const headers of [
      { "ratelimit-remaining": "1", "ratelimit-reset": "20" },
      { "ratelimit-remaining": "", "ratelimit-reset": "20" },
      { "ratelimit-remaining": "0", "ratelimit-reset": "soon" },
      { "ratelimit-remaining": "0", "ratelimit-reset": "-1" },
      { "concurrency-limit": "0" },
      { "concurrency-limit": "many" },
    ])
      governor.heard(new Headers(headers as unknown as Record<string, string>), 200, true);
    await governor.pass(callOf(clock));
  });
});
