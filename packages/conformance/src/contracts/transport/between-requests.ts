import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { turns } from "../../real-time.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { clockOnce, InstantClock } from "../../worlds/instant-clock.ts";
import { requestOf } from "../../worlds/request-of.ts";
import { fetchIn } from "../../worlds/tapped.ts";
import { noConnection } from "../../worlds/troubled-network.ts";
import { ofTheConnection, performing } from "../pieces/calling.ts";
import { firstPage } from "../pieces/first-page.ts";
import { hourMs } from "./read-once-more.ts";
import { ending } from "../pieces/striking.ts";

/** How many steps of the program after an answer the call is cancelled, in one call each. */
const steps = [2, 6, 14, 30] as const;

/** How many answers a call gets before. */
const answers = [1, 2] as const;

/** Longer than any token lasts that an ATS gives for a session. */
const expiryMs = 9 * hourMs;

/** What nobody heard of while something ran. */
async function unheardIn(run: () => Promise<unknown>): Promise<readonly unknown[]> {
  const unheard: unknown[] = [];
  const hear = (reason: unknown) => void unheard.push(reason);
  process.on("unhandledRejection", hear);
  try {
    await run();
    await turns(5);
  } finally {
    process.off("unhandledRejection", hear);
  }
  return unheard;
}

/** A call is cancelled between two of its requests, when what it was granted has just expired. @returns false where it makes fewer. */
async function cancelledBetween(trial: Trial, after: number, step: number): Promise<boolean> {
  const { world } = trial;
  const [run, fetch] = [await performing(trial), fetchIn(world.settings)];
  if (!run || !fetch) return false;
  const clock = new InstantClock(world.now());
  const stop = new AbortController();
  let [begun, isOver, isReached, sent] = [false, false, false, 0];
  let answered = 0;
  const end = async () => {
    for (let nth = 0; nth < step; nth += 1) await Promise.resolve();
    if (isOver) return;
    isReached = true;
    clock.advance(expiryMs);
    stop.abort();
  };
  const way: typeof fetch = async (...request) => {
    if (stop.signal.aborted) {
      // As `fetch` does: one with a signal that was aborted is not sent.
      requestOf(...request).signal.throwIfAborted();
      sent += 1;
      throw noConnection();
    }
    const response = await fetch(...request);
    if (!begun || (answered += 1) !== after) return response;
    const { status, headers } = response;
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (bytes.byteLength === 0) return response;
    // The call has read the whole answer then.
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(bytes),
      pull(controller) {
        controller.close();
        void end();
      },
    });
    return new Response(body, { status, headers });
  };
  await using on = await connectedTo(withFetch(trial, way), [clockOnce(clock)]);
  // What it learns or opens once, it has by then.
  await ending(() => firstPage(on, "jobs.stream", {}, { timeoutMs: hourMs }));
  begun = true;
  const options = { signal: stop.signal, timeoutMs: 20 * hourMs, pageSize: 2, lookAhead: false };
  const unheard = await unheardIn(() => ending(() => run(on, options)).finally(() => (isOver = true)));
  const when = `a call was cancelled ${step} steps after answer ${after}, and what it was granted had just expired`;
  assert.deepEqual(unheard, [], `${when}: a failure that nobody handles ends the process of the app`);
  assert.equal(sent, 0, `${when}: requests that were sent afterwards`);
  return isReached;
}

/** What a call promises that is cancelled between two of its requests. */
export const betweenRequestsPromise: ContractPromise = {
  promise: "sends nothing more if it is cancelled between two requests, whatever has expired",
  rules: [
    {
      rule: "a call that is cancelled between two requests sends nothing more, asks for no token, and leaves no rejection that nobody handles",
      tried:
        "it cancels a call some steps after an answer, when its token has just expired, and lets later requests fail",
    },
  ],
  applies: (cell) => ofTheConnection(cell) || cell.capability === "applications.addNote",
  async run(trial) {
    if (!trial.offers("jobs.stream")) return;
    for (const after of answers) for (const step of steps) if (!(await cancelledBetween(trial, after, step))) break;
  },
};
