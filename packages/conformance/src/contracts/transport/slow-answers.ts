import { strict as assert } from "node:assert";
import { setTimeout } from "node:timers/promises";
import type { ContractPromise } from "../../contract-test.ts";
import { fast, fastBy } from "../../real-time.ts";
import type { InPlace } from "../../worlds/counting.ts";
import { InstantClock } from "../../worlds/instant-clock.ts";
import { fetchIn } from "../../worlds/tapped.ts";
import { failureOf, ofTheConnection } from "../pieces/calling.ts";
import { reading } from "./read-once-more.ts";

/** A slow machine parses JSON of more than `light` characters at `perMs` characters a millisecond. */
const [light, perMs] = [1024 * 1024, 50_000];

/** Does something on a slow machine, on which parsing takes time. */
async function slowly<T>(clock: InstantClock, run: () => Promise<T>): Promise<T> {
  const { parse } = JSON;
  JSON.parse = ((text: string, ...others: []) => {
    if (text.length > light) clock.advance(text.length / perMs);
    return parse(text, ...others) as unknown;
  }) as typeof parse;
  try {
    return await run();
  } finally {
    JSON.parse = parse;
  }
}

/** How long after its time a call may end, in milliseconds: what is under way cannot be interrupted. */
const lateMs = 100;

/** What reads promise of answers that take long. */
export const slowAnswerPromises: readonly ContractPromise[] = [
  {
    promise: "waits for a slow answer as long as the call may take",
    applies: ofTheConnection,
    async run(trial) {
      await reading(trial, async ({ read, way }) => {
        await read();
        const usual = way.requests();
        // Twenty seconds of a minute.
        const slow = async (nth: number): Promise<undefined> => {
          if (nth === 0) await setTimeout(20_000 / fastBy);
        };
        const ended = await fast(() => read(slow, { timeoutMs: 60_000 }));
        const error = failureOf(ended);
        assert.equal(error?.code, undefined, `an answer took 20 of 60 seconds: ${error?.message}`);
        assert.equal(way.requests(), usual, "requests, where an answer took 20 of 60 seconds");
      });
    },
  },
  {
    promise: "reads an answer that comes in time, and none beyond the time of the call",
    applies: ofTheConnection,
    async run(trial) {
      const fetch = fetchIn(trial.world.settings);
      const timeoutMs = 60_000;
      await reading(trial, async ({ read, clock }) => {
        const usual = (await read()) as readonly { readonly id: string; readonly remoteId?: string | null }[];
        const [record] = Array.isArray(usual) ? usual : [];
        const holdsIt = (text: string) =>
          [record?.id, record?.remoteId].some((id) => text.toLowerCase().includes(String(id).toLowerCase()));
        for (const { blanks, leftMs } of [
          { blanks: 0, leftMs: 50 },
          { blanks: 6 * light, leftMs: 10 },
        ]) {
          const deadline = clock.now() + timeoutMs;
          let isLate = false;
          // The answer with the records: what comes before it, such as a task that collects them, needs time after it.
          const late: InPlace = async (_nth, request) => {
            if (isLate) return undefined;
            const response = await fetch!(request);
            const said = await response.text();
            if (record && !holdsIt(said)) return new Response(said, response);
            isLate = true;
            const text = `${said}${" ".repeat(blanks)}`;
            clock.advance(deadline - leftMs - clock.now());
            return new Response(text, response);
          };
          const ended = await slowly(clock, () => read(late, { timeoutMs, pageSize: 250 }));
          const what = `an answer of ${blanks + 1} characters or more came ${leftMs} ms before the end of its call`;
          const error = failureOf(ended);
          if (blanks / perMs < leftMs) assert.equal(error?.code, undefined, `${what}: it was not read`);
          else if (error) assert.deepEqual([error.code, error.retry], ["call.deadline-exceeded", "safe"], what);
          else
            assert.ok(clock.now() <= deadline + lateMs, `${what}, and was read ${clock.now() - deadline} ms too long`);
        }
      });
    },
  },
];
