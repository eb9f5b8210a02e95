import { strict as assert } from "node:assert";
import { setImmediate } from "node:timers/promises";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { turns } from "../../real-time.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { answerOf } from "../../worlds/counting.ts";
import { clockOnce } from "../../worlds/instant-clock.ts";
import { requestOf } from "../../worlds/request-of.ts";
import { SteppingClock } from "../../worlds/stepping-clock.ts";
import { answeredAt, fetchIn, ofTheAts } from "../../worlds/tapped.ts";
import { networkFailure, noConnection } from "../../worlds/troubled-network.ts";
import { failureOf, performing } from "../pieces/calling.ts";
import { theWrite } from "../pieces/requests.ts";
import { ending, isDeclared } from "../pieces/striking.ts";

type Fetch = typeof globalThis.fetch;

/** How long each call may take, in milliseconds. */
const timeoutMs = 300_000;

/** How many blanks make an answer large. */
const largeAnswer = 6 * 1024 * 1024;

/** Which request of a call writes, from 0; undefined where the kit cannot see it, or where the call writes several times. */
async function theOnlyWrite(trial: Trial): Promise<number | undefined> {
  const usual = await theWrite(trial);
  return usual?.writes === 1 ? usual.nth : undefined;
}

/** The write is carried out, and then no answer comes before the request is aborted. */
const silent =
  (fetch: Fetch): Fetch =>
  async (input, init) => {
    const request = requestOf(input, init);
    const { signal } = request;
    await (await fetch(request.clone())).arrayBuffer();
    return new Promise((_resolve, reject) => {
      const stop = () => reject(signal.reason as Error);
      if (signal.aborted) stop();
      else signal.addEventListener("abort", stop, { once: true });
      held.add(request);
    });
  };

/** A request that nothing refers to is collected with its signal. */
const held = new Set<Request>();

const lost =
  (fetch: Fetch): Fetch =>
  async (...request) => {
    await (await fetch(...request)).arrayBuffer();
    throw noConnection();
  };

/** Performs the capability in a fresh world, whose clock goes on whenever nothing else does. */
async function performed(trial: Trial, nth: number, otherwise: (fetch: Fetch) => Fetch) {
  await using other = await trial.another();
  const { trial: on } = other;
  const { world } = on;
  const run = await performing(on);
  const reach = fetchIn(world.settings)!;
  let underWay = 0;
  const fetch: Fetch = async (...request) => {
    underWay += 1;
    try {
      return await reach(...request);
    } finally {
      underWay -= 1;
    }
  };
  const before = world.writes();
  const clock = new SteppingClock(world.now());
  const way = answeredAt(fetch, nth, otherwise(fetch));
  await using connected = await connectedTo(withFetch(on, way.fetch), [clockOnce(clock)]);
  const state = { isOver: false };
  const running = ending(() => run!(connected, { timeoutMs })).finally(() => (state.isOver = true));
  while (!state.isOver) {
    await turns(20);
    // The ATS answers in real time.
    if (!state.isOver && underWay === 0) clock.step();
  }
  const ended = await running;
  held.clear();
  return { ended, writes: world.writes() - before, tookMs: clock.now() - world.now().getTime() };
}

const isNote = ({ capability }: { readonly capability: string }) => capability === "applications.addNote";

/** What a write promises of what happens to its request. */
export const writeTransportPromises: readonly ContractPromise[] = [
  {
    promise: "reads a write back in time where no answer comes at all",
    rules: [
      {
        rule: "a write whose answer never comes is read back within the time of its call",
        tried: "it carries the write out, and leaves the request without an answer",
      },
    ],
    applies: isNote,
    async run(trial) {
      const nth = await theOnlyWrite(trial);
      if (nth === undefined) return;
      const known = await performed(trial, nth, lost);
      const unknown = await performed(trial, nth, silent);
      if (isDeclared(known.ended)) return;
      assert.equal(unknown.writes, 1, "how often it was written");
      assert.ok(unknown.tookMs <= timeoutMs, `it took ${unknown.tookMs} ms of ${timeoutMs}`);
      const error = failureOf(unknown.ended);
      if (failureOf(known.ended) === undefined)
        assert.equal(error?.code, undefined, "a lost answer is read back, and one that never comes is not");
      else assert.equal(error?.retry, "unknown-outcome", `${error?.code}: whether it was written`);
    },
  },
  {
    promise: "says that nothing was written where the server was never reached",
    rules: [
      {
        rule: "a write that certainly never arrived may be repeated, and its error says so",
        tried: "it fails before connecting",
      },
    ],
    applies: isNote,
    async run(trial) {
      const nth = await theOnlyWrite(trial);
      if (nth === undefined) return;
      for (const [code, syscall] of [
        ["ENOTFOUND", "getaddrinfo"],
        ["ECONNREFUSED", "connect"],
        ["UND_ERR_CONNECT_TIMEOUT", undefined],
      ] as const) {
        await using other = await trial.another();
        const { trial: on } = other;
        const [run, fetch, before] = [await performing(on), fetchIn(on.world.settings)!, on.world.writes()];
        let requests = 0;
        const unreachable: Fetch = (...request) =>
          requests++ >= nth ? Promise.reject(networkFailure(code, syscall)) : fetch(...request);
        await using connected = await connectedTo(withFetch(on, unreachable));
        const error = failureOf(await ending(() => run!(connected, { timeoutMs })));
        assert.ok(error, `${code}: no request arrived, and the call claims a success`);
        assert.equal(error.fault, "network", `${code}, ${error.code}: whose fault it is`);
        assert.equal(error.retry, "safe", `${code}, ${error.code}: nothing was written, so it may be repeated`);
        assert.equal(on.world.writes(), before, `${code}: something was written`);
        assert.ok(requests > nth + 1, `${code}: it was not tried again`);
      }
    },
  },
  {
    promise: "says that nothing was written if it is cancelled before a repeat",
    rules: [
      {
        rule: "a write that was certainly refused may be repeated, and the error of a call that ends before that says so",
        tried: "it cancels a wait after a 429",
      },
    ],
    applies: isNote,
    async run(trial) {
      const nth = await theOnlyWrite(trial);
      if (nth === undefined) return;
      for (const end of ["cancelled", "out of time"] as const) {
        await using other = await trial.another();
        const { trial: on } = other;
        const [run, fetch, before] = [await performing(on), fetchIn(on.world.settings)!, on.world.writes()];
        const clock = new SteppingClock(on.world.now());
        const way = answeredAt(
          fetch,
          nth,
          ofTheAts(on, () => answerOf(429, { "retry-after": "30" })),
        );
        await using connected = await connectedTo(withFetch(on, way.fetch), [clockOnce(clock)]);
        const stop = new AbortController();
        const running = ending(() =>
          run!(connected, { timeoutMs: end === "cancelled" ? timeoutMs : 20_000, signal: stop.signal }),
        );
        for (let turn = 0; turn < 200 && !(way.reached() && clock.pausesWithin(timeoutMs / 2) > 0); turn += 1)
          await setImmediate();
        if (end === "cancelled") stop.abort();
        const error = failureOf(await running);
        assert.ok(error, `${end}: the call claims a success`);
        const { retry } = error;
        const mayBeRepeated = retry === "safe" || typeof retry === "object";
        assert.ok(mayBeRepeated, `${end}, ${error.code}: it was refused and nothing was written; retry is ${retry}`);
        assert.equal(on.world.writes(), before, `${end}: something was written`);
      }
    },
  },
  {
    promise: "sends no write after its time, also where the process stood still before",
    rules: [
      {
        rule: "no write is sent after the time of its call, also where the process stood still",
        tried: "its clock jumps before the write",
      },
    ],
    applies: isNote,
    async run(trial) {
      const nth = await theOnlyWrite(trial);
      if (nth === undefined || nth === 0) return;
      await using other = await trial.another();
      const { trial: on } = other;
      const [run, fetch, before] = [await performing(on), fetchIn(on.world.settings)!, on.world.writes()];
      const clock = new SteppingClock(on.world.now());
      const way = answeredAt(fetch, nth - 1, (...request) => {
        clock.standStill(timeoutMs + 1);
        return fetch(...request);
      });
      await using connected = await connectedTo(withFetch(on, way.fetch), [clockOnce(clock)]);
      const error = failureOf(await ending(() => run!(connected, { timeoutMs })));
      assert.ok(error, "its time was over before the write was sent, and it claims a success");
      assert.equal(on.world.writes(), before, "the write was sent after the time of its call");
    },
  },
  {
    promise: "never calls a write not made whose answer comes too late to be read",
    applies: isNote,
    async run(trial) {
      const nth = await theOnlyWrite(trial);
      if (nth === undefined) return;
      await using other = await trial.another();
      const { trial: on } = other;
      const [run, fetch, before] = [await performing(on), fetchIn(on.world.settings)!, on.world.writes()];
      const clock = new SteppingClock(on.world.now());
      const way = answeredAt(fetch, nth, async (...request) => {
        const response = await fetch(...request);
        const text = await response.text();
        clock.standStill(timeoutMs - 10);
        // So much takes longer to read.
        const body = text === "" ? null : `${text}${" ".repeat(largeAnswer)}`;
        return new Response(body, response);
      });
      await using connected = await connectedTo(withFetch(on, way.fetch), [clockOnce(clock)]);
      const error = failureOf(await ending(() => run!(connected, { timeoutMs })));
      assert.equal(on.world.writes() - before, 1, "how often it was written");
      if (error) assert.equal(error.retry, "unknown-outcome", `${error.code}: it was carried out`);
    },
  },
];
