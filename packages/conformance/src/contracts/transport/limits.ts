import { AtsError, type Clock, type ContainerModule } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { turns } from "../../real-time.ts";
import { type Connected, connectedTo, withFetch } from "../../trial.ts";
import type { OwnFailure, WorldLimits } from "../../world.ts";
import { answerOf } from "../../worlds/counting.ts";
import { clockOnce, InstantClock } from "../../worlds/instant-clock.ts";
import { requestOf } from "../../worlds/request-of.ts";
import { answeredAt, fetchIn } from "../../worlds/tapped.ts";
import { failureOf, ofTheConnection } from "../pieces/calling.ts";
import { firstPage } from "../pieces/first-page.ts";
import { ending, endsSoon } from "../pieces/striking.ts";

type Fetch = typeof globalThis.fetch;

/** The way to an ATS on which requests are held back until a test lets them go on. */
class Held {
  /** What each request that was sent is for, in order. */
  readonly sent: string[] = [];
  readonly #fetch: Fetch;
  readonly #waiting: (() => void)[] = [];
  #instead: (() => Response) | undefined;
  #holds = false;
  #running = 0;
  #most = 0;

  constructor(fetch: Fetch) {
    this.#fetch = fetch;
  }

  get running(): number {
    return this.#running;
  }

  get most(): number {
    return this.#most;
  }

  hold(): void {
    this.#holds = true;
    this.#most = 0;
    this.sent.length = 0;
  }

  /** Answers the next request that goes on by something else. */
  answerNext(instead: () => Response): void {
    this.#instead = instead;
  }

  /** Lets one of those that wait go on, or all. */
  release(all = false): void {
    if (all) this.#holds = false;
    for (const goOn of this.#waiting.splice(0, all ? Infinity : 1)) goOn();
  }

  readonly fetch: Fetch = async (input, init) => {
    const request = requestOf(input, init);
    this.sent.push(`${request.url} ${await request.clone().text()}`);
    this.#running += 1;
    this.#most = Math.max(this.#most, this.#running);
    try {
      if (this.#holds) await new Promise<void>((goOn) => this.#waiting.push(goOn));
      const instead = this.#instead;
      this.#instead = undefined;
      return instead?.() ?? (await this.#fetch(request));
    } finally {
      this.#running -= 1;
    }
  };
}

/** One for all: to the clock of a test, what is much shorter than another deadline is a pause. */
const timeoutMs = 600_000;

const page = (on: Connected, { capability }: Trial, size: number, signal?: AbortSignal) =>
  ending(() => firstPage(on, capability.id, {}, { pageSize: size, timeoutMs, ...(signal && { signal }) }));

/** A connection to an ATS that answers so many requests at once; it may begin with fewer, and has learnt from answers. */
async function learned(trial: Trial, modules: readonly ContainerModule[] = []) {
  const { limits, settings } = trial.world;
  const fetch = fetchIn(settings);
  if (!fetch || limits?.atOnce === undefined) return undefined;
  const way = new Held(fetch);
  const on = await connectedTo(withFetch(trial, way.fetch), modules);
  for (let reads = 0; reads < 2 * limits.atOnce; reads += 1) await page(on, trial, 20);
  return { way, on, atOnce: limits.atOnce };
}

/** How `reset` is written by an ATS that has more requests after so many milliseconds. */
const written: Readonly<Record<NonNullable<WorldLimits["window"]>["resetIs"], (ms: number, now: number) => string>> = {
  seconds: (ms) => String(ms / 1000),
  milliseconds: (ms) => String(ms),
  "epoch-seconds": (ms, now) => String(Math.ceil((now + ms) / 1000)),
  date: (ms, now) => new Date(now + ms).toUTCString(),
};

const hourMs = 3_600_000;

/** How long many calls may take in real time, on a machine that has much to do. */
const allCallsMs = 20_000;

/** How far the clock of an ATS may be ahead of ours, in milliseconds. */
const clocksApart = [240_000, -240_000] as const;

/** The longest wait that a test's clock takes for a pause, and how much longer one may be that is asked for, in milliseconds. */
const [longestPauseMs, moreMs] = [20_000, 3_000];

/** An ATS asks to wait, by its own clock. */
async function waitsByItsClock(trial: Trial): Promise<void> {
  const { world } = trial;
  const fetch = fetchIn(world.settings);
  if (!fetch) return;
  const dated: OwnFailure = {
    what: "HTTP 429 with a date in Retry-After",
    answer: () => {
      const now = world.now().getTime();
      const [date, until] = [now, now + 7_000].map((ms) => new Date(ms).toUTCString()) as [string, string];
      return answerOf(429, { date, "retry-after": until });
    },
    passes: true,
    asksMs: 7_000,
  };
  for (const { what, answer, passes, asksMs = 0 } of [dated, ...(world.failures ?? [])]) {
    if (!passes || asksMs === 0 || asksMs > longestPauseMs) continue;
    for (const aheadMs of clocksApart) {
      const clock = new InstantClock(new Date(world.now().getTime() - aheadMs));
      const way = answeredAt(fetch, 0, () => answer());
      await using on = await connectedTo(withFetch(trial, way.fetch), [clockOnce(clock)]);
      const ended = await page(on, trial, 20);
      const where = `${what} asks to wait ${asksMs} ms, and our clock is ${Math.abs(aheadMs) / 60_000} minutes ${aheadMs > 0 ? "behind" : "ahead"}`;
      assert.equal(failureOf(ended)?.code, undefined, where);
      const { waited } = clock;
      assert.ok(
        waited >= asksMs - 1_000 && waited <= asksMs + moreMs,
        `${where}: it waited ${waited} ms; a point in time is one of the ATS's clock, which its header \`Date\` shows`,
      );
    }
  }
}

/** A clock that nobody moves: a wait lasts until its call ends. */
class StandingClock implements Clock {
  readonly #now: number;

  constructor(now: Date) {
    this.#now = now.getTime();
  }

  now(): number {
    return this.#now;
  }

  sleep(_milliseconds: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason as Error);
    return new Promise((_resolve, reject) =>
      signal?.addEventListener("abort", () => reject(signal.reason as Error), { once: true }),
    );
  }
}

/** An adapter may have words of its own for this status. */
const throttledFor7s: OwnFailure = {
  what: "HTTP 429",
  answer: () => answerOf(429, { "retry-after": "7" }),
  passes: true,
  asksMs: 7_000,
};

/** Whether a failure in the ATS's own words is one of too many requests, as the adapter reads it. */
async function isOfQuota(trial: Trial, fetch: Fetch, { answer }: OwnFailure): Promise<boolean> {
  const clock = new InstantClock(trial.world.now());
  const way: Fetch = () => Promise.resolve(answer());
  await using on = await connectedTo(withFetch(trial, way), [clockOnce(clock)]);
  return /quota/.test(failureOf(await page(on, trial, 20))?.code ?? "");
}

/** An ATS that says how many requests it answers at once may say another number later. */
async function followsWhatItSays(trial: Trial): Promise<void> {
  const { atOnceHeader: name, settings, limits } = trial.world;
  const fetch = fetchIn(settings);
  if (!fetch || name === undefined) return;
  let [says, isSaid] = [0, false];
  const saying: Fetch = async (...request) => {
    const { body, status, headers: given } = await fetch(...request);
    const headers = new Headers(given);
    isSaid ||= headers.has(name);
    if (headers.has(name)) headers.set(name, String(says));
    return new Response(body, { status, headers });
  };
  const way = new Held(saying);
  await using on = await connectedTo(withFetch(trial, way.fetch));
  for (const now of [2, 1, 4, 1]) {
    says = now;
    await page(on, trial, 20);
    if (!isSaid) return;
    way.hold();
    const many = Array.from({ length: 8 }, () => page(on, trial, 20));
    await turns();
    const { running } = way;
    way.release(true);
    await endsSoon(Promise.all(many), "one that waits for its turn never ends", allCallsMs);
    assert.equal(running, Math.min(now, limits?.atOnce ?? now), `how many were sent at once, when the ATS says ${now}`);
  }
}

/** What a connection promises of the limits of an ATS. */
export const limitPromises: readonly ContractPromise[] = [
  {
    promise: "waits as long as the ATS asks to, also where our clock is ahead or behind",
    rules: [
      {
        rule: "a point in time until which the ATS asks to wait, also in a header of its own, is one of the ATS's clock: compare it with the header `Date` of the answer (`@anyats/http` does for `Retry-After` and for `window`)",
        tried:
          "it sets our clock four minutes ahead and behind, and answers with a dated 429 and with each of `failures` that has `asksMs`",
      },
    ],
    applies: ofTheConnection,
    run: waitsByItsClock,
  },
  {
    promise: "holds back every call while the ATS asks to wait, in whichever words it does",
    rules: [
      {
        rule: "a wait that the ATS asks for in its own words holds back every call: give the meaning a `quota`",
        tried: "it answers one call with each of `failures` that has `asksMs`, and makes another call meanwhile",
      },
    ],
    applies: ofTheConnection,
    async run(trial) {
      const fetch = fetchIn(trial.world.settings);
      if (!fetch) return;
      for (const own of [throttledFor7s, ...(trial.world.failures ?? [])]) {
        if (!own.passes || !own.asksMs || !(await isOfQuota(trial, fetch, own))) continue;
        const way = answeredAt(fetch, 0, () => own.answer());
        let requests = 0;
        const counting: Fetch = (...request) => {
          requests += 1;
          return way.fetch(...request);
        };
        await using on = await connectedTo(withFetch(trial, counting), [
          clockOnce(new StandingClock(trial.world.now())),
        ]);
        const stop = new AbortController();
        const first = page(on, trial, 20, stop.signal);
        await turns();
        const before = requests;
        const second = page(on, trial, 17, stop.signal);
        await turns();
        stop.abort();
        await Promise.all([first, second]);
        assert.equal(
          requests,
          before,
          `${own.what} asks to wait ${own.asksMs} ms, and another call sent a request meanwhile`,
        );
      }
    },
  },
  {
    promise: "sends as many requests at once as the ATS answers, and no more",
    rules: [
      {
        rule: "as many requests as the ATS answers are sent at once",
        tried:
          "it holds requests back, and counts: `limits.atOnce` says how many; it cancels calls that wait, and writes another number into the header that `atOnceHeader` names",
      },
    ],
    applies: ofTheConnection,
    async run(trial) {
      await followsWhatItSays(trial);
      const connection = await learned(trial);
      if (!connection) return;
      const { way, atOnce } = connection;
      await using on = connection.on;
      way.hold();
      const [stop, leave] = [new AbortController(), new AbortController()];
      // The first of those that wait is cancelled when it has got its turn, and another one while it waits.
      const cancelled: Readonly<Record<number, AbortController>> = { [atOnce]: stop, [atOnce + 1]: leave };
      const many = Array.from({ length: 3 * atOnce }, (_each, nth) => page(on, trial, 20, cancelled[nth]?.signal));
      await turns();
      assert.equal(way.running, atOnce, "how many requests were sent at once");
      leave.abort();
      await endsSoon(many[atOnce + 1]!, "a call was cancelled while it waited for its turn, and went on waiting");
      way.release();
      await turns();
      assert.equal(way.running, atOnce, "how many were sent at once, after one was answered");
      stop.abort();
      way.release(true);
      const all = await endsSoon(
        Promise.all(many),
        "one was cancelled, and another that waits for its turn never ends",
        allCallsMs,
      );
      for (const [nth, ended] of (all as readonly unknown[]).entries())
        if (!cancelled[nth]) assert.equal(failureOf(ended)?.code, undefined, "one of them failed");
      assert.ok(way.most <= atOnce, `${way.most} requests were sent at once, and the ATS answers ${atOnce}`);
      way.hold();
      const others = Array.from({ length: 2 * atOnce }, () => page(on, trial, 20));
      await turns();
      const { running } = way;
      way.release(true);
      await endsSoon(Promise.all(others), "after calls were cancelled, one that waits never ends", allCallsMs);
      assert.equal(running, atOnce, "how many requests were sent at once, after calls that waited were cancelled");
    },
  },
  {
    promise: "sends as many at once as before after calls that could not wait for the quota",
    rules: [
      {
        rule: "a call that cannot wait until the quota renews gives its turn back",
        tried: "it lets calls end while the ATS throttles, and counts how many requests run at once later",
      },
    ],
    applies: ofTheConnection,
    async run(trial) {
      const clock = new InstantClock(trial.world.now());
      const connection = await learned(trial, [clockOnce(clock)]);
      if (!connection) return;
      const { way, atOnce } = connection;
      await using on = connection.on;
      way.answerNext(() => answerOf(429, { "retry-after": "90" }));
      for (let calls = 0; calls < 2 * atOnce; calls += 1)
        await ending(() => firstPage(on, trial.capability.id, {}, { timeoutMs: 60_000 }));
      for (let reads = 0; reads < atOnce; reads += 1) {
        clock.advance(100_000);
        await endsSoon(page(on, trial, 20), "calls could not wait for the quota, and none gets a turn after them");
      }
      way.hold();
      const many = Array.from({ length: 3 * atOnce }, () => page(on, trial, 20));
      await turns();
      assert.equal(way.running, atOnce, "how many requests were sent at once, long after the quota was used up");
      const waits: number[] = [];
      on.ats.on("quota", ({ waitMs }) => waits.push(waitMs));
      clock.advance(4_000);
      way.release(true);
      await endsSoon(Promise.all(many), "one that waits for its turn never ends", allCallsMs);
      assert.deepEqual(
        waits,
        Array.from({ length: 2 * atOnce }, () => 4_000),
        `the waits in the \`quota\` events, where ${2 * atOnce} requests waited 4 s for their turn`,
      );
    },
  },
  {
    promise: "serves interactive calls before streams, also when one that waits is cancelled",
    rules: [{ rule: "interactive calls go before streams", tried: "it holds requests back, and looks at their order" }],
    applies: ofTheConnection,
    async run(trial) {
      const connection = trial.offers("candidates.find") ? await learned(trial) : undefined;
      if (!connection) return;
      const { way, atOnce } = connection;
      await using on = connection.on;
      const find = (name: string) =>
        ending(() => on.call("candidates.find", { email: `${name}@waiting.example.com` }, { timeoutMs }));
      await find("before-4731");
      way.hold();
      const bulk = Array.from({ length: 2 * atOnce }, () => page(on, trial, 20));
      await turns();
      const interactive = [find("first-4732"), find("second-4733")];
      const stop = new AbortController();
      const cancelled = page(on, trial, 17, stop.signal);
      await turns();
      const behind = [page(on, trial, 20), page(on, trial, 20)];
      await turns();
      const before = way.sent.length;
      stop.abort();
      const ended = await cancelled;
      assert.equal(failureOf(ended)?.code, "call.aborted", "a call that was cancelled while it waited for its turn");
      assert.equal(failureOf(ended)?.retry, "safe", "nothing was sent, so the call may be repeated");
      assert.equal(way.sent.length, before, "a request was sent for a call that was cancelled");
      way.release();
      await turns();
      way.release();
      await turns();
      const next = way.sent.slice(before, before + 2);
      for (const name of ["first-4732", "second-4733"])
        assert.ok(
          next.some((sent) => sent.includes(name)),
          "an interactive call goes before streams that wait",
        );
      way.release(true);
      for (const each of await Promise.all([...bulk, ...interactive, ...behind]))
        assert.equal(failureOf(each)?.code, undefined, "one of them failed");
      assert.equal(way.most, atOnce, "how many requests were sent at once");
    },
  },
  {
    promise: "sends fewer at once after the ATS refused one too many, and more again later",
    rules: [
      {
        rule: "fewer requests are sent at once after the ATS refused one because too many ran, and more again some seconds later",
        tried: "it answers with `limits.tooMany`",
      },
    ],
    applies: ofTheConnection,
    async run(trial) {
      const tooMany = trial.world.limits?.tooMany;
      const clock = new InstantClock(trial.world.now());
      const connection = tooMany && (await learned(trial, [clockOnce(clock)]));
      if (!connection) return;
      const { way, atOnce } = connection;
      await using on = connection.on;
      /** How many run at once of many, and whether all succeed. */
      const volley = async (first?: () => Response) => {
        way.hold();
        const many = Array.from({ length: 3 * atOnce }, () => page(on, trial, 20));
        await turns();
        const running = way.running;
        if (first) {
          way.answerNext(first);
          way.release();
          await turns();
        }
        const after = way.running;
        way.release(true);
        for (const ended of await Promise.all(many))
          assert.equal(failureOf(ended)?.code, undefined, "one of them failed");
        return { running, after };
      };
      const before = clock.waited;
      const refused = await volley(tooMany);
      assert.equal(refused.running, atOnce, "how many were sent at once, before one was refused");
      assert.ok(refused.after < atOnce, `${refused.after} were sent at once, after one of ${atOnce} was refused`);
      assert.ok(clock.waited - before >= 500, "the one that was refused was repeated at once");
      const soon = await volley();
      assert.ok(soon.running < atOnce, `${soon.running} were sent at once, shortly after one of ${atOnce} was refused`);
      for (let reads = 0; reads < atOnce; reads += 1) {
        await clock.sleep(20_000);
        await page(on, trial, 20);
      }
      assert.equal((await volley()).running, atOnce, "how many were sent at once, long after one was refused");
      way.answerNext(tooMany);
      const alone = await endsSoon(page(on, trial, 20), "one was refused that ran alone, and the call has no end");
      assert.equal(failureOf(alone)?.code, undefined, "one was refused that ran alone");
      assert.equal((await volley()).running, 1, "how many were sent at once, after one was refused that ran alone");
    },
  },
  {
    promise: "sends nothing more while the ATS says that no requests are left",
    rules: [
      {
        rule: "nothing is sent while the ATS says that no requests are left",
        tried: "it writes the headers that `limits.window` names",
      },
    ],
    applies: ofTheConnection,
    async run(trial) {
      const window = trial.world.limits?.window;
      const fetch = fetchIn(trial.world.settings);
      if (!fetch || !window) return;
      const clock = new InstantClock(trial.world.now());
      let said: Readonly<Record<string, string>> = {};
      let requests = 0;
      let toldMs = 0;
      // How far the ATS's clock is ahead of ours, where it says what time it is.
      let aheadMs: number | undefined;
      const saying: Fetch = async (...request) => {
        requests += 1;
        const response = await fetch(...request);
        const headers = new Headers(response.headers);
        for (const name of [window.remaining, window.reset]) headers.delete(name);
        for (const [name, value] of Object.entries(said)) headers.set(name, value);
        headers.delete("date");
        if (aheadMs !== undefined) headers.set("date", new Date(clock.now() + aheadMs).toUTCString());
        said = {}; // It is said once.
        return new Response(response.body, { status: response.status, headers });
      };
      await using on = await connectedTo(withFetch(trial, saying), [clockOnce(clock)]);
      on.ats.on("quota", ({ waitMs }) => void (toldMs += waitMs));
      const read = (timeoutMs: number) =>
        ending(() => on.stream(trial.capability.id, {}, { pageSize: 100, lookAhead: false, timeoutMs }).toArray());
      await read(10 * hourMs);
      const reset = (ms: number) => written[window.resetIs](ms, clock.now());
      /** How long it waits before the next request after an answer that says so. */
      const waitAfter = async (remaining: string, resets: string) => {
        said = { [window.remaining]: remaining, [window.reset]: resets };
        const before = clock.waited;
        toldMs = 0;
        for (let reads = 0; reads < 2; reads += 1) {
          const ended = await read(10 * hourMs);
          assert.equal(failureOf(ended)?.code, undefined, `${remaining} left, ${resets}`);
        }
        const waited = clock.waited - before;
        assert.equal(toldMs, waited, `${remaining} left, ${resets}: the waits in the \`quota\` events`);
        return waited;
      };
      const about = (waited: number, ms: number, withinMs = 1_000) =>
        assert.ok(
          waited >= ms - withinMs && waited <= ms + withinMs,
          `no request was left for ${ms} ms: it waited ${waited}`,
        );
      about(await waitAfter("0", reset(7_000)), 7_000);
      about(await waitAfter("0", reset(100 * hourMs)), hourMs);
      for (aheadMs of clocksApart)
        about(await waitAfter("0", written[window.resetIs](7_000, clock.now() + aheadMs)), 7_000, 2_000);
      aheadMs = undefined;
      for (const [remaining, resets] of [
        ["5", reset(7_000)],
        ["0", "soon"],
        ["0", ""],
        ["", reset(7_000)],
        ["-1", reset(7_000)],
        ["none", reset(7_000)],
      ] as const)
        assert.equal(await waitAfter(remaining, resets), 0, `${remaining || "nothing"} left, reset "${resets}"`);
      said = { [window.remaining]: "0", [window.reset]: reset(90_000) };
      const before = requests;
      // A call may need several requests: the first of them is told.
      const error = failureOf(await read(60_000)) ?? failureOf(await read(60_000));
      assert.ok(AtsError.is(error), "no request was left for longer than the call may take, and it claims a success");
      assert.equal(requests, before + 1, "a request was sent while none was left");
      assert.match(error.code, /quota/, "why it was not sent");
      assert.ok(typeof error.retry === "object", `${error.code}: \`retry\` does not say how long to wait`);
      const { afterMs } = error.retry;
      assert.ok(afterMs > 85_000 && afterMs <= 91_000, `retry.afterMs is ${afterMs}, not 90 s`);
      // What a 429 says in these headers counts where it names no other wait, also if it does not repeat that none is left.
      for (const left of [{ [window.remaining]: "0" }, {}]) {
        const throttled = answeredAt(fetch, 0, () => answerOf(429, { ...left, [window.reset]: reset(7_000) }));
        await using other = await connectedTo(withFetch(trial, throttled.fetch), [clockOnce(clock)]);
        const waited = clock.waited;
        const ended = await ending(() => other.stream(trial.capability.id, {}, { timeoutMs: hourMs }).toArray());
        assert.equal(failureOf(ended)?.code, undefined, "it was throttled once");
        about(clock.waited - waited, 7_000);
      }
      // After another failure, they say nothing of when to repeat a request.
      const failed = answeredAt(fetch, 0, () =>
        answerOf(503, { [window.remaining]: "5", [window.reset]: reset(hourMs) }),
      );
      await using other = await connectedTo(withFetch(trial, failed.fetch), [clockOnce(clock)]);
      const waited = clock.waited;
      const ended = await ending(() => other.stream(trial.capability.id, {}, { timeoutMs: 10 * hourMs }).toArray());
      assert.equal(failureOf(ended)?.code, undefined, "the ATS failed once");
      assert.ok(clock.waited - waited < hourMs / 10, `HTTP 503, while requests were left: it waited for their renewal`);
    },
  },
];
