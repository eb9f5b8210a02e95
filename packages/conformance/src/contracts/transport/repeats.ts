import { strict as assert } from "node:assert";
import type { ContractPromise } from "../../contract-test.ts";
import { answerOf } from "../../worlds/counting.ts";
import { failureOf, mostAttempts, ofTheConnection } from "../pieces/calling.ts";
import { endsSoon } from "../pieces/striking.ts";
import { asksBehind, hourMs, ofTheConnectionOrBehind, reading, sum } from "./read-once-more.ts";

/** How much longer than asked a call may wait there: the ATS itself may bear less than the aggregator. */
const longerBehindMs = 10_000;

/** What a throttled answer may ask for, and how long the wait is then, in milliseconds. */
const asked: readonly {
  readonly retryAfter: (now: number) => string;
  readonly least: number;
  readonly most: number;
}[] = [
  { retryAfter: () => "7", least: 7_000, most: 8_000 },
  { retryAfter: () => "1.5", least: 1_500, most: 3_000 },
  { retryAfter: (now) => new Date(now + 120_000).toUTCString(), least: 118_000, most: 121_000 },
  { retryAfter: (now) => new Date(now - 120_000).toUTCString(), least: 0, most: 3_000 },
  { retryAfter: () => "1000000", least: hourMs, most: hourMs },
  { retryAfter: (now) => new Date(now + 100 * hourMs).toUTCString(), least: hourMs, most: hourMs },
  { retryAfter: () => "0", least: 0, most: 3_000 },
  { retryAfter: () => "-3600", least: 0, most: 3_000 },
  { retryAfter: () => "Infinity", least: 0, most: 3_000 },
  { retryAfter: () => "", least: 0, most: 3_000 },
];

/** What reads promise of the repeats of a request: when, how often, and how they end. */
export const repeatPromises: readonly ContractPromise[] = [
  {
    promise: "waits longer before each repeat, and ends with what the ATS answered last",
    rules: [
      {
        rule: "each repeat waits longer than the one before",
        tried: "it answers every request with a status that passes, and counts the pauses",
      },
    ],
    applies: ofTheConnectionOrBehind,
    async run(trial) {
      const firstMs = 2_000 + (asksBehind(trial.cell) ? longerBehindMs : 0);
      for (const status of [503, 429])
        await reading(trial, async ({ clock, read, on }) => {
          const pauses: number[] = [];
          on.ats.on("retry", ({ waitMs }) => pauses.push(waitMs));
          let requests = 0;
          const error = failureOf(
            await read(() => {
              requests += 1;
              return answerOf(status);
            }),
          );
          assert.ok(error, `every request was answered with ${status}, and the call claims a success`);
          assert.equal(error.status, status, "the status that the error names");
          assert.notEqual(error.retry, "never", `${status} passes`);
          assert.equal(pauses.length, requests - 1, `${status}: a wait before each repeat`);
          assert.ok(sum(clock.pauses) >= sum(pauses), `${status}: it did not wait as its \`retry\` events say`);
          assert.ok(pauses.length > 1 && requests <= mostAttempts, `${status}: ${requests} requests`);
          const growing = pauses.every((pause, nth) => nth === 0 || pause > pauses[nth - 1]! || pause >= 15_000);
          assert.ok(growing, `${status}: it waited ${pauses.join(", ")} ms: wait longer each time`);
          assert.ok(pauses[0]! <= firstMs && pauses.at(-1)! <= 60_000, `${status}: it waited ${pauses.join(", ")} ms`);
        });
    },
  },
  {
    promise: "waits as `Retry-After` says, as a number or a date, and an hour at most",
    rules: [
      {
        rule: "a call that gives up while it has to wait leaves its place to others",
        tried: "twelve calls give up while requests are throttled, and after the wait one more is carried out",
      },
      {
        rule: "`Retry-After` is a number or a date, and the wait an hour at most",
        tried: "it answers with each kind of it, and counts the pauses",
      },
    ],
    applies: ofTheConnectionOrBehind,
    async run(trial) {
      const more = asksBehind(trial.cell) ? longerBehindMs : 0;
      await reading(trial, async ({ clock, read }) => {
        for (const { retryAfter, least, most } of asked) {
          clock.pauses.length = 0;
          const header = retryAfter(clock.now());
          let waited = 0;
          const ended = await read((nth) => {
            // A call may wait once more, for a task of the ATS.
            if (nth === 1) waited = sum(clock.pauses);
            return nth === 0 ? answerOf(429, { "retry-after": header }) : undefined;
          });
          const what = `Retry-After: ${header}`;
          assert.equal(failureOf(ended)?.code, undefined, what);
          assert.ok(waited >= least && waited <= most + more, `${what}: it waited ${waited} ms`);
        }
        for (const header of ["", " ", "soon", "-3600", "Infinity"]) {
          const error = failureOf(await read(() => answerOf(429, { "retry-after": header })));
          assert.ok(
            typeof error?.retry !== "object" || error.retry.afterMs > 0,
            `Retry-After: "${header}" says nothing, and \`retry\` tells the app to call again at once`,
          );
        }
        // A wait that would pass the deadline is the caller's: it is told how long.
        const error = failureOf(await read(() => answerOf(429, { "retry-after": "90" }), { timeoutMs: 60_000 }));
        assert.ok(error, "it was throttled for longer than the call may take, and claims a success");
        const { retry } = error;
        assert.ok(typeof retry === "object", `${error.code}: \`retry\` does not say how long to wait`);
        assert.ok(retry.afterMs > 80_000 && retry.afterMs <= 90_000, `retry.afterMs is ${retry.afterMs}, not 90 s`);
        const servedAgain = async () => {
          for (let calls = 0; calls < 12; calls += 1) await read(undefined, { timeoutMs: 60_000 });
          clock.advance(90_000);
          return read();
        };
        const after = await endsSoon(
          servedAgain(),
          "calls gave up while they had to wait, and the next one has no end",
        );
        assert.equal(failureOf(after)?.code, undefined, "after the wait, and after calls that gave up meanwhile");
      });
    },
  },
  {
    promise: "ends at once when it is cancelled while it waits for a repeat",
    applies: ofTheConnection,
    async run(trial) {
      const stop = new AbortController();
      await reading(trial, async ({ read, way, on }) => {
        on.ats.on("retry", () => queueMicrotask(() => stop.abort()));
        const error = failureOf(await read(() => answerOf(503), { signal: stop.signal }));
        assert.equal(error?.code, "call.aborted", "it was cancelled while it waited");
        assert.equal(error?.retry, "safe", "a read may be repeated");
        assert.ok(way.requests() <= 2, `${way.requests()} requests were sent, and it was cancelled after the first`);
      });
    },
  },
];
