import { getEventListeners } from "node:events";
import { describe, expect, it, vi } from "vitest";
import { AtsError, systemClock } from "../src/index.ts";
import { turn, unanswered } from "../src/testing.ts";
import { connected } from "./fixtures/scripted-adapter.ts";

const caught = (call: Promise<unknown>): Promise<AtsError> =>
  call.then(
    () => expect.unreachable(),
    (error: AtsError) => error,
  );

describe("a call ends at its deadline", () => {
  it("also when the handler does not react: it is left behind", async () => {
    const { ats, clock } = await connected({ getJob: () => new Promise(() => {}) });
    const failed = caught(ats.jobs.get({ id: "a" }, { timeoutMs: 2_000 }));
    await clock.advance(2_000);
    expect(await failed).toMatchObject({
      code: "call.deadline-exceeded",
      fault: "network",
      retry: "safe",
      capability: "jobs.get",
      adapter: "scripted",
      details: { timeoutMs: 2_000 },
    });
    expect(clock.sleeping).toBe(0);
  });

  it("the handler sees it on its signal, and when it is", async () => {
    let signal: AbortSignal | undefined;
    let deadline = 0;
    const { ats, clock } = await connected({
      getJob: (_input, call) => {
        ({ signal, deadline } = call);
        return unanswered(call);
      },
    });
    const begun = clock.now();
    const failed = caught(ats.jobs.get({ id: "a" }, { timeoutMs: 2_000 }));
    await clock.advance(1_999);
    expect(signal?.aborted).toBe(false);
    await clock.advance(1);
    expect((await failed).code).toBe("call.deadline-exceeded");
    expect(signal?.aborted).toBe(true);
    expect(deadline).toBe(begun + 2_000);
  });

  it("after a default that depends on the kind when the caller does not say", async () => {
    const { ats, clock } = await connected({ getJob: () => new Promise(() => {}), move: () => new Promise(() => {}) });
    const query = caught(ats.jobs.get({ id: "a" }));
    const command = caught(ats.applications.moveToStage({ application: "a", stage: "s" }));
    await clock.advance(300_000);
    expect((await query).details).toEqual({ timeoutMs: 60_000 });
    expect((await command).details).toEqual({ timeoutMs: 300_000 });
  });

  it("of a command leaves open whether it ran", async () => {
    const { ats, clock } = await connected({ move: () => new Promise(() => {}) });
    const failed = caught(ats.applications.moveToStage({ application: "a", stage: "s" }, { timeoutMs: 10 }));
    await clock.advance(10);
    expect(await failed).toMatchObject({
      code: "call.deadline-exceeded",
      retry: "unknown-outcome",
      advice: expect.stringContaining("check the ATS before you retry"),
    });
  });

  it("does not strike a call that answered", async () => {
    const { ats, clock } = await connected({});
    await ats.jobs.get({ id: "a" }, { timeoutMs: 10 });
    expect(clock.sleeping).toBe(0);
    await clock.advance(1_000);
  });
});

describe("a call ends when the caller cancels it", () => {
  it("with CallAborted, whatever the handler throws then", async () => {
    const { ats } = await connected({
      getJob: (_input, { signal }) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener("abort", () => reject(new DOMException("x", "AbortError"))),
        ),
    });
    const controller = new AbortController();
    const failed = caught(ats.jobs.get({ id: "a" }, { signal: controller.signal }));
    await turn();
    controller.abort();
    expect(await failed).toMatchObject({ code: "call.aborted", retry: "safe", capability: "jobs.get" });
  });

  it("or with what the handler itself says in the same moment of how it ended", async () => {
    const { ats } = await connected({
      move: async (_input, { signal }) => {
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
        await Promise.resolve();
        throw new AtsError({ code: "x.half", fault: "caller", retry: "safe", message: "Half.", advice: "Go on." });
      },
    });
    const controller = new AbortController();
    const failed = caught(
      ats.applications.moveToStage({ application: "a", stage: "s" }, { signal: controller.signal }),
    );
    await turn();
    controller.abort();
    expect(await failed).toMatchObject({ code: "x.half", retry: "safe" });
  });

  it("and nothing is sent when it was cancelled before", async () => {
    let calls = 0;
    const { ats } = await connected({ move: () => ((calls += 1), new Promise(() => {})) });
    const failed = await caught(
      ats.applications.moveToStage({ application: "a", stage: "s" }, { signal: AbortSignal.abort() }),
    );
    expect(failed).toMatchObject({ code: "call.aborted", retry: "safe" });
    expect(calls).toBe(0);
  });

  it("of a command that was under way it is open whether it ran", async () => {
    const { ats } = await connected({ move: (_input, call) => unanswered(call) });
    const controller = new AbortController();
    const failed = caught(
      ats.applications.moveToStage({ application: "a", stage: "s" }, { signal: controller.signal }),
    );
    await turn();
    controller.abort();
    expect(await failed).toMatchObject({ code: "call.aborted", retry: "unknown-outcome" });
  });
});

describe("the clock of the machine", () => {
  it("waits longer than a timer can, and not not at all", async () => {
    vi.useFakeTimers();
    try {
      const month = 31 * 24 * 3_600_000;
      let over = false;
      void systemClock.sleep(month).then(() => (over = true));
      await vi.advanceTimersByTimeAsync(month - 1);
      expect(over).toBe(false);
      await vi.advanceTimersByTimeAsync(1);
      expect(over).toBe(true);
    } finally {
      vi.useRealTimers();
    }
  });

  it("leaves nothing on the signal when it has waited", async () => {
    const { signal } = new AbortController();
    await systemClock.sleep(0, signal);
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });

  it("stops waiting when its signal is aborted", async () => {
    const controller = new AbortController();
    const waiting = systemClock.sleep(1_000_000, controller.signal);
    controller.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
    await expect(systemClock.sleep(1_000_000, controller.signal)).rejects.toThrow("enough");
  });
});
