import { getEventListeners } from "node:events";
import { CallAborted, DeadlineExceeded, type Call } from "@anyats/core";
import { describe, expect, it } from "vitest";
import { InProcessAllowance, type QuotaProfile } from "../src/index.ts";
import { factsIn } from "../src/quota/quota-profile.ts";
import { callOf, ManualClock, turn } from "@anyats/core/testing";

const profile: QuotaProfile = {
  atOnce: { actions: { first: 8, most: 30 } },
  window: { remaining: "ratelimit-remaining", reset: "ratelimit-reset" },
  concurrency: { header: "concurrency-limit", kind: "actions" },
};
const hour = 3_600_000;

function scene() {
  const clock = new ManualClock();
  const allowance = new InProcessAllowance(clock, profile);
  const running: { end: () => void; name: string }[] = [];
  const seen = { most: 0 };
  const request = (kind: string, facts: Partial<Call> = {}) => ({ kind, ...callOf(clock, facts) });
  /** Takes a place for a request that runs until the test ends it. @returns How long it waited. */
  const act = async (name = "", facts: Partial<Call> = {}) => {
    const permit = await allowance.acquire(request("actions", facts));
    const gate = Promise.withResolvers<void>();
    running.push({ name, end: gate.resolve });
    seen.most = Math.max(seen.most, running.length);
    await gate.promise;
    permit.release();
    return permit.waitedMs;
  };
  const heard = (headers: Record<string, string>) => {
    for (const facts of factsIn(new Headers(headers), profile, clock.now(), hour)) allowance.learn(facts);
  };
  /** Ends the one that began first, with an answer. */
  const answer = async (headers: Record<string, string> = {}) => {
    heard(headers);
    allowance.learn({ kind: "actions", succeeded: true });
    running.shift()?.end();
    await turn();
  };
  /** A request of the window. @returns How long it waited. */
  const pass = async (facts: Partial<Call> = {}) => {
    const { waitedMs, release } = await allowance.acquire(request("requests", facts));
    release();
    return waitedMs;
  };
  const refuse = () => allowance.learn({ kind: "actions", refused: "concurrency" });
  return { clock, allowance, running, seen, act, answer, heard, pass, refuse };
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

  it("says how long a request waited for a place", async () => {
    const { act, answer, clock } = scene();
    const all = Array.from({ length: 9 }, () => act());
    await turn();
    await clock.advance(40);
    for (let left = 9; left > 0; left -= 1) await answer();
    expect(await Promise.all(all)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 40]);
  });

  it("grows to the documented 30 while the server is silent; other kinds do not count", async () => {
    const { act, answer, running, seen, allowance } = scene();
    for (let page = 0; page < 100; page += 1) allowance.learn({ kind: "requests", succeeded: true });
    const all = Array.from({ length: 300 }, () => act());
    await turn();
    expect(running.length).toBe(8);
    while (running.length > 0) await answer();
    await Promise.all(all);
    expect(seen.most).toBe(30);
  });

  it("leaves one at a time where the server refuses each", async () => {
    const { act, answer, running, refuse } = scene();
    const all = Array.from({ length: 20 }, () => act().catch(() => {}));
    await turn();
    await answer({ "concurrency-limit": "3" });
    for (let count = 0; count < 8; count += 1) {
      refuse();
      running.shift()!.end();
      await turn();
    }
    expect(running.length).toBe(1);
    while (running.length > 0) await answer({ "concurrency-limit": "3" });
    await Promise.all(all);
  });

  it("falls when the server refuses, and grows back one by one with time", async () => {
    const { act, answer, running, clock, refuse } = scene();
    const all = Array.from({ length: 400 }, () => act().catch(() => {}));
    await turn();
    for (let count = 0; count < 40; count += 1) await answer({ "concurrency-limit": "30" });
    expect(running.length).toBe(30);
    refuse();
    expect(running.length).toBe(30);
    await answer({ "concurrency-limit": "30" });
    for (let count = 0; count < 20; count += 1) await answer({ "concurrency-limit": "30" });
    expect(running.length).toBe(29);
    for (const fewer of [28, 27]) {
      refuse();
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
    const waiting = named.map((name) => act(name, { priority: name.startsWith("bulk") ? "bulk" : "interactive" }));
    await turn();
    while (running.length > 0) {
      await answer({ "concurrency-limit": "1" });
      for (const { name } of running) if (name !== "" && !started.includes(name)) started.push(name);
    }
    await Promise.all([...filling, ...waiting]);
    expect(started).toEqual(["interactive 1", "interactive 2", "bulk 1", "bulk 2", "bulk 3"]);
  });

  it("gives a place back once, however often it is released", async () => {
    const { allowance, clock, act, running } = scene();
    const permits = await Promise.all(
      Array.from({ length: 8 }, () => allowance.acquire({ kind: "actions", ...callOf(clock) })),
    );
    permits[0]!.release();
    permits[0]!.release();
    void act();
    void act();
    await turn();
    expect(running).toHaveLength(1);
  });

  it("is capped by the app's policy, whatever the server allows", async () => {
    const clock = new ManualClock();
    const policy = { atOnce: { actions: 2, requests: 1 }, longestAskedMs: hour };
    const allowance = new InProcessAllowance(clock, profile, policy);
    allowance.learn({ kind: "actions", concurrency: 30 });
    for (const [kind, most] of Object.entries(policy.atOnce)) {
      let granted = 0;
      for (let count = 0; count < 5; count += 1)
        void allowance.acquire({ kind, ...callOf(clock) }).then(() => (granted += 1));
      await turn();
      expect(granted).toBe(most);
    }
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

  it("says that the connection was closed where that ended it", async () => {
    const { act } = scene();
    const ended = { retry: "safe", message: "The connection was closed while the call ran." };
    await expect(act("never", { signal: AbortSignal.abort(new CallAborted(true, true)) })).rejects.toMatchObject(ended);
  });
});

describe("the requests in a window", () => {
  const usedUp = { "ratelimit-remaining": "0", "ratelimit-reset": "20" };

  it("wait until the window renews, and say how long", async () => {
    const { pass, heard, clock } = scene();
    heard(usedUp);
    const passed: number[] = [];
    const start = clock.now();
    const passing = Promise.all([1, 2, 3].map(() => pass().then((waited) => passed.push(waited))));
    await clock.advance(19_999);
    expect(passed).toEqual([]);
    await clock.advance(1);
    await passing;
    expect(passed).toEqual([20_000, 20_000, 20_000]);
    expect(clock.now() - start).toBe(20_000);
    expect(await pass()).toBe(0);
  });

  it("fail at once when the wait would pass the deadline, and say when to retry", async () => {
    const { pass, heard, clock } = scene();
    heard(usedUp);
    await expect(pass({ deadline: clock.now() + 20_000 })).rejects.toMatchObject({
      code: "quota.exceeded",
      retry: { afterMs: 20_000 },
    });
  });

  /** Requests of a server that lets three through in each window of 20 seconds, and counts those that it refuses. */
  function server() {
    const { clock, allowance, heard } = scene();
    const seen = { answered: 0, refused: 0, failed: 0, left: 3 };
    const sent: (() => void)[] = [];
    const ask = async (says = true): Promise<void> => {
      const { release } = await allowance.acquire({
        kind: "requests",
        ...callOf(clock, { deadline: hour + clock.now() }),
      });
      const isLetThrough = seen.left > 0;
      seen.left = Math.max(0, seen.left - 1);
      await new Promise<void>((answer) => sent.push(answer));
      const resetMs = 20_000;
      if (says) heard({ "ratelimit-remaining": String(seen.left), "ratelimit-reset": "20" });
      seen[isLetThrough ? "answered" : "refused"] += 1;
      if (isLetThrough) allowance.learn({ kind: "requests", succeeded: true });
      else allowance.learn({ kind: "requests", refused: "window", resetMs });
      release();
      if (!isLetThrough) await ask(says);
    };
    /** Answers what was sent, and what is sent because of that. */
    const answerAll = async () => {
      await turn();
      for (let next = sent.shift(); next; next = sent.shift()) {
        next();
        await turn();
      }
    };
    const renew = () => {
      seen.left = 3;
      return clock.advance(20_000);
    };
    return { clock, allowance, seen, sent, ask, answerAll, renew };
  }

  it("let one go ahead into a window that has renewed, then as many as it has left", async () => {
    const { seen, sent, ask, answerAll, renew } = server();
    const all = Array.from({ length: 15 }, () => ask());
    await answerAll();
    expect(seen).toMatchObject({ answered: 3, refused: 12 }); // Nothing was known of the first window.
    for (let windows = 2; windows <= 5; windows += 1) {
      await renew();
      await turn();
      expect(sent).toHaveLength(1);
      await answerAll();
      expect(seen).toMatchObject({ answered: 3 * windows, refused: 12 });
    }
    await Promise.all(all);
  });

  it("leave together into a window that has renewed when its server says nothing of it", async () => {
    const { seen, sent, ask, answerAll, renew } = server();
    const all = Array.from({ length: 5 }, () => ask(false));
    await answerAll();
    await renew();
    await turn();
    expect(sent).toHaveLength(1);
    await answerAll();
    expect(seen).toMatchObject({ answered: 5, refused: 2 });
    await Promise.all(all);
  });

  it("count those under way as part of what is left", async () => {
    const { allowance, clock, heard } = scene();
    const ask = () => allowance.acquire({ kind: "requests", ...callOf(clock) });
    const [first] = await Promise.all([ask(), ask(), ask()]);
    heard({ "ratelimit-remaining": "3", "ratelimit-reset": "20" });
    first.release();
    let left = 0;
    for (let count = 0; count < 4; count += 1) void ask().then(() => (left += 1));
    await turn();
    expect(left).toBe(1);
    await clock.advance(20_000);
    allowance.learn({ kind: "requests", succeeded: true });
    await turn();
    expect(left).toBe(4);
  });

  it("are held back for a quarter of a second each by those that have no answer yet", async () => {
    const { allowance, clock, heard } = scene();
    heard(usedUp);
    let left = 0;
    for (let count = 0; count < 5; count += 1)
      void allowance.acquire({ kind: "requests", ...callOf(clock) }).then(() => (left += 1));
    for (const [ms, sent] of [
      [19_999, 0],
      [1, 1],
      [249, 1],
      [1, 2],
      [250, 3],
    ] as const) {
      await clock.advance(ms);
      expect(left).toBe(sent);
    }
    allowance.learn({ kind: "requests", succeeded: true });
    await turn();
    expect(left).toBe(5);
    expect(clock.sleeping).toBe(0);
  });

  it("leave also where time passes between two readings of the clock", async () => {
    let readings = [0];
    const timers: (() => void)[] = [];
    const clock = {
      now: () => readings[0]!,
      steady: () => (readings.length > 1 ? readings.shift()! : readings[0]!),
      sleep: () => new Promise<void>((end) => timers.push(end)),
    };
    const allowance = new InProcessAllowance(clock, profile);
    allowance.learn({ kind: "requests", refused: "window", resetMs: 20 });
    let hasLeft = false;
    void allowance.acquire({ kind: "requests", ...callOf(clock) }).then(() => (hasLeft = true));
    await turn();
    // A timer may end a little early: the window has not renewed at the first reading.
    readings = [19, 19, 21];
    timers.at(-1)!();
    await turn();
    timers.at(-1)!();
    await turn();
    readings = [22];
    timers.at(-1)!();
    await turn();
    expect(hasLeft).toBe(true);
  });

  it("are not held back by one that went ahead and got no answer", async () => {
    const { allowance, clock, heard } = scene();
    heard(usedUp);
    const left: (() => void)[] = [];
    for (let count = 0; count < 3; count += 1)
      void allowance.acquire({ kind: "requests", ...callOf(clock) }).then(({ release }) => left.push(release));
    await clock.advance(20_000);
    for (let count = 1; count <= 3; count += 1) {
      expect(left).toHaveLength(count);
      left.at(-1)!();
      await turn();
    }
  });

  it("fail at once when a pause that begins while they wait passes their deadline", async () => {
    const { clock, act, allowance, running, answer } = scene();
    const filling = Array.from({ length: 8 }, () => act());
    const impatient = act("impatient", { deadline: clock.now() + 10_000 });
    const patient = act("patient");
    await turn();
    allowance.learn({ kind: "actions", refused: "window", resetMs: 20_000 });
    await expect(impatient).rejects.toMatchObject({ code: "quota.exceeded", retry: { afterMs: 20_000 } });
    while (running.length > 0) await answer();
    await clock.advance(20_000);
    while (running.length > 0) await answer();
    await Promise.all([...filling, patient]);
  });

  it("are known not to have run when they are given up while they wait", async () => {
    const { pass, heard } = scene();
    heard(usedUp);
    const controller = new AbortController();
    const passing = pass({ signal: controller.signal });
    await turn();
    controller.abort(new CallAborted(true));
    await expect(passing).rejects.toMatchObject({ code: "call.aborted", retry: "safe" });
  });

  it("are as many at once as before after one was refused because none are left", async () => {
    const { act, allowance, clock, running } = scene();
    allowance.learn({ kind: "actions", refused: "window", resetMs: 20_000 });
    for (let count = 0; count < 9; count += 1) void act();
    await clock.advance(20_000);
    expect(running).toHaveLength(8);
  });

  it("wait for the longest of what the answers said", async () => {
    const { pass, heard, clock } = scene();
    heard(usedUp);
    heard({ "ratelimit-remaining": "0", "ratelimit-reset": "1" });
    await expect(pass({ deadline: clock.now() + 20_000 })).rejects.toMatchObject({ retry: { afterMs: 20_000 } });
  });

  it("go on while some are left, and when the headers make no sense", async () => {
    const { pass, heard } = scene();
    heard({ "ratelimit-remaining": "1", "ratelimit-reset": "20" });
    heard({ "ratelimit-remaining": "", "ratelimit-reset": "20" });
    heard({ "ratelimit-remaining": "0", "ratelimit-reset": "soon" });
    heard({ "ratelimit-remaining": "0", "ratelimit-reset": "-1" });
    heard({ "concurrency-limit": "0" });
    heard({ "concurrency-limit": "many" });
    expect(await pass()).toBe(0);
  });

  it("stop for an hour at most, also when the time of day is set back by a day", async () => {
    const real = new ManualClock();
    let setBack = 0;
    const clock = {
      now: () => real.now() - setBack,
      steady: () => real.now(),
      sleep: (milliseconds: number, signal?: AbortSignal) => real.sleep(milliseconds, signal),
    };
    const allowance = new InProcessAllowance(clock, profile);
    allowance.learn({ kind: "requests", remaining: 0, resetMs: Number.MAX_VALUE });
    setBack = 24 * hour;
    let passed = false;
    const request = { kind: "requests", ...callOf(real, { deadline: real.now() + 48 * hour }) };
    void allowance.acquire(request).then(() => (passed = true));
    await real.advance(hour - 1);
    expect(passed).toBe(false);
    await real.advance(1);
    expect(passed).toBe(true);
  });

  it.each([
    ["seconds", "20", 20_000],
    ["milliseconds", "20000", 20_000],
    ["epoch-seconds", String(Date.parse("2026-11-23T09:00:20Z") / 1000), 20_000],
    ["date", "Mon, 23 Nov 2026 09:00:20 GMT", 20_000],
    ["seconds", "1790000000", hour],
  ] as const)("reads a reset in %s (%s)", (resetIs, reset, resetMs) => {
    const window = { remaining: "left", reset: "again", resetIs };
    const now = Date.parse("2026-11-23T09:00:00Z");
    expect(factsIn(new Headers({ left: "0", again: reset }), { window }, now, hour)).toEqual([
      { kind: "requests", remaining: 0, resetMs },
    ]);
  });
});
