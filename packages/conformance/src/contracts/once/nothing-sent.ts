import { AdapterDefinitionError, AtsError, memoryLedger } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { turns } from "../../real-time.ts";
import { type Connected, connectedTo, withFetch, withSettings } from "../../trial.ts";
import { clockOnce, InstantClock } from "../../worlds/instant-clock.ts";
import { SteppingClock } from "../../worlds/stepping-clock.ts";
import { answeredAt, fetchIn, notingTheWrite, ofTheAts, sentWhole, silentAt } from "../../worlds/tapped.ts";
import { failureOf, performing } from "../pieces/calling.ts";
import { countsRefusedWrites } from "../pieces/counted-writes.ts";
import { status } from "../pieces/failures.ts";
import { samplesOf } from "../pieces/samples.ts";
import { ending, endsSoon, isDeclared } from "../pieces/striking.ts";

/** Which requests before the first write get no answer, one in each call. */
const most = 4;

/** How many calls wait for their turn beside each other. */
const together = 3;

const throttled = status(429, { passes: true }, { "retry-after": "2" });

/** Which request of a call is the first that writes, from 0; undefined where none does. */
async function theWriteOf(trial: Trial): Promise<number | undefined> {
  await using other = await trial.another();
  const { world } = other.trial;
  const [run, fetch] = [await performing(other.trial), fetchIn(world.settings)];
  if (!run || !fetch) return undefined;
  const way = notingTheWrite(fetch, () => world.writes());
  await using on = await connectedTo(withFetch(other.trial, way.fetch));
  return failureOf(await ending(() => run(on))) ? undefined : way.nth();
}

/** A request before the first write gets no answer, and the call is given up. */
async function whilePreparing(trial: Trial, nth: number): Promise<void> {
  await using other = await trial.another();
  const { world } = other.trial;
  const [run, fetch] = [await performing(other.trial), fetchIn(world.settings)];
  if (!run || !fetch) return;
  const way = silentAt(fetch, nth);
  await using on = await connectedTo(withFetch(other.trial, way.fetch));
  const before = world.writes();
  const stop = new AbortController();
  const running = ending(() => run(on, { signal: stop.signal }));
  if (await Promise.race([running.then(() => true), way.sent.then(() => false)])) return;
  stop.abort();
  const error = failureOf(await endsSoon(running, "a call that was cancelled goes on"));
  if (world.writes() > before) return;
  assert.notEqual(
    error?.retry,
    "unknown-outcome",
    `request ${nth + 1} comes before the write and got no answer, the call was cancelled, and its outcome is called unknown (${error?.code}): nothing was written, so say that (\`beforeWriting\` of @anyats/http)`,
  );
}

/** The write is certainly refused, and the call is given up before it is sent again. */
async function afterARefusal(trial: Trial, nth: number): Promise<void> {
  await using other = await trial.another();
  const { world } = other.trial;
  const [run, fetch] = [await performing(other.trial), fetchIn(world.settings)];
  if (!run || !fetch) return;
  const refusing = ofTheAts(other.trial, async (sent) => {
    await sentWhole(sent);
    return throttled.answer(world.now().getTime());
  });
  const way = answeredAt(fetch, nth, refusing);
  await using on = await connectedTo(withFetch(other.trial, way.fetch));
  const stop = new AbortController();
  on.ats.on("retry", () => stop.abort());
  const before = world.writes();
  const ended = await ending(() => run(on, { signal: stop.signal }));
  if (!stop.signal.aborted || world.writes() > before) return;
  assert.notEqual(
    failureOf(ended)?.retry,
    "unknown-outcome",
    "the write was refused for quota, the call was cancelled before it was sent again, and its outcome is called unknown: it certainly did not run",
  );
}

/** Several calls at once on a clock that stands still: those that wait for their turn are given up, and were not sent. */
async function whileWaiting(trial: Trial): Promise<void> {
  await using other = await trial.another();
  const { world, capability } = other.trial;
  const [sample] = await samplesOf(other.trial);
  if (!sample) return;
  const input = capability.id === "passthrough.send" ? { ...sample.input, method: "POST" } : sample.input;
  const fetch = fetchIn(world.settings);
  if (!fetch) return;
  // What a slow server has not answered yet may still write.
  let underWay = 0;
  const way: typeof fetch = async (...request) => {
    underWay += 1;
    try {
      return await fetch(...request);
    } finally {
      underWay -= 1;
    }
  };
  await using on = await connectedTo(withFetch(other.trial, way), [clockOnce(new SteppingClock(world.now()))]);
  const before = world.writes();
  const stop = new AbortController();
  const call = () => ending(() => on.call(capability.id, input, { priority: "bulk", signal: stop.signal }));
  const calls = Array.from({ length: together }, call);
  await turns(60);
  const sent = underWay;
  stop.abort();
  const ended = await Promise.all(calls.map((each) => endsSoon(each, "a call that was cancelled goes on")));
  const unknown = ended.filter((each) => failureOf(each)?.retry === "unknown-outcome");
  const written = world.writes() - before;
  assert.ok(
    unknown.length <= written + sent,
    `of ${together} calls at once ${written} wrote, all were cancelled while they waited, and the outcome of ${unknown.length} is called unknown: one that waits for its turn was not sent`,
  );
}

/** How long after the process died another one calls, in milliseconds: its claim on the key has run out. */
const laterMs = 1_800_000;

/**
 * A process dies while its nth request has no answer, and half an hour later another one calls with the key; undefined where none can.
 * @param given An input, and the settings of the connections. By default a good one, and those of the world.
 */
export async function calledAfterADeath(
  trial: Trial,
  nth: number,
  given: { readonly input?: object; readonly settings?: (on: Trial) => unknown } = {},
) {
  await using other = await trial.another();
  const { world, capability } = other.trial;
  const on = withSettings(other.trial, (given.settings ?? (() => world.settings))(other.trial));
  const [fetch, input] = [fetchIn(on.world.settings), given.input ?? (await samplesOf(other.trial))[0]?.input];
  if (!fetch || !input) return undefined;
  const clock = new InstantClock(world.now());
  const shared = { ledger: memoryLedger(undefined, clock) };
  const options = { idempotencyKey: `its-process-died-4953-${nth}`, timeoutMs: 60_000 };
  const connected = (way: typeof fetch) => connectedTo(withFetch(on, way), [clockOnce(clock)], shared);
  const way = silentAt(fetch, nth);
  let dead: Connected;
  try {
    dead = await connected(way.fetch);
  } catch (error) {
    if (error instanceof AdapterDefinitionError) return undefined; // It takes no ledger.
    throw error;
  }
  const before = world.writes();
  // What a process that died would have done next, it does when the test is over.
  await using _dead = dead;
  const never = ending(() => dead.call(capability.id, input, options));
  if (await Promise.race([never.then(() => true), way.sent.then(() => false)])) return undefined;
  clock.advance(laterMs);
  await using second = await connected(fetch);
  const ended = await ending(() => second.call(capability.id, input, options));
  if (!AtsError.is(ended))
    assert.ok(world.writes() > before, "its process died before its write, and the same key claims that it is there");
  return ended;
}

/** A process may die while it looks at what is there before its write: another one with the key goes on, as nothing was sent. */
async function afterTheProcessDied(trial: Trial, first: number): Promise<void> {
  const all: unknown[] = [];
  // What is asked first, such as who signs in, is asked before anybody knows of a write.
  for (let nth = Math.max(0, first - most); nth < first; nth += 1) {
    const ended = await calledAfterADeath(trial, nth);
    if (ended !== undefined) all.push(ended);
  }
  if (all.length === 0 || all.some((ended) => !AtsError.is(ended) || isDeclared(ended))) return;
  const codes = all.map((ended) => failureOf(ended)?.code).join(", ");
  assert.fail(
    `its process died before its write, whichever of ${all.length} requests it waited for, and half an hour later the same key ends in ${codes}: remember what was not sent yet (\`ReadBack\` of @anyats/http does so)`,
  );
}

/** What commands promise of a call that was given up when nothing of it had been sent: its outcome is known. */
export const nothingSentPromise: ContractPromise = {
  promise: "says that nothing was written where it is given up before its write",
  rules: [
    {
      rule: "a write that is given up before it is sent has no unknown outcome: while its look-ups run, while it waits for its turn, or before a repeat of what was refused (`beforeWriting` of `@anyats/http` says so where the kit's HTTP client cannot know)",
      tried: "it cancels the call at each of these moments",
    },
    {
      rule: "where a process dies while it looks at what is there before a write, another one with the key writes",
      tried:
        "it leaves each of the last requests before the write without an answer, and calls with the key half an hour later",
    },
  ],
  applies: ({ effect }) => effect === "creates",
  async run(trial) {
    if (trial.capability.id.endsWith(".addNote")) await countsRefusedWrites(trial);
    const first = await theWriteOf(trial);
    for (let nth = 0; nth < Math.min(first ?? 0, most); nth += 1) await whilePreparing(trial, nth);
    if (first !== undefined) await afterARefusal(trial, first);
    if (trial.cell.settledBy?.length) await afterTheProcessDied(trial, first ?? 0);
    await whileWaiting(trial);
  },
};
