import { avionte } from "@anyats/avionte";
import { AtsError, connect } from "@anyats/core";
import { startEmulator, type RunningEmulator } from "@anyats/emulator";
import { held, leftOver } from "./left-over.ts";
import { ways, type Way } from "./ways.ts";

/** What is left of calls that were given up. */
export interface AbortedCalls {
  readonly calls: number;
  /** Those that ended with an error that says so. */
  readonly aborted: number;
  /** How many ways of giving up were tried. */
  readonly ways: number;
  readonly sockets: number;
  readonly timers: number;
  readonly listeners: number;
}

/** Calls that run at once. */
const atOnce = 25;

/** How long a call runs before it is given up, and the deadline of those that have one, in milliseconds. */
const runsMs = 20;

/** What Node's own keep-alive holds for a few seconds may go first, in milliseconds. */
const quietMs = 10_000;

const givenUp = new Set(["call.aborted", "call.deadline-exceeded", "connection.closed"]);

async function giveUp(emulator: RunningEmulator, way: Way, calls: number, signal: AbortSignal): Promise<string[]> {
  emulator.faults.clear();
  emulator.faults.inject({ ...way.fault, times: Number.POSITIVE_INFINITY });
  await using ats = await connect(avionte, emulator.settings());
  const codes: string[] = [];
  for (let done = 0; done < calls; done += atOnce) {
    if (way.ends === "close" && done > 0) return [...codes, ...(await giveUp(emulator, way, calls - done, signal))];
    const controller = new AbortController();
    if (way.ends === "signal-before") controller.abort();
    const ownSignal = way.ends.startsWith("signal") ? controller.signal : signal;
    const options = { signal: ownSignal, ...(way.ends === "deadline" && { timeoutMs: runsMs }) };
    const open = Array.from({ length: Math.min(atOnce, calls - done) }, () => way.call(ats, options));
    const ended = Promise.allSettled(open);
    if (way.ends === "signal" || way.ends === "close") await new Promise((resolve) => setTimeout(resolve, runsMs));
    if (way.ends === "signal") controller.abort();
    if (way.ends === "close") await ats.close();
    for (const outcome of await ended)
      codes.push(outcome.status === "rejected" && AtsError.is(outcome.reason) ? outcome.reason.code : "none");
  }
  return codes;
}

/** Gives up many calls over HTTP, in every way there is, and counts what is left of them. */
export async function abortCalls(calls: number): Promise<AbortedCalls> {
  await using emulator = await startEmulator({ candidates: 50, coverage: "all" });
  // The signal of an app that lives on: what the calls hang on it must come off again.
  const { signal } = new AbortController();
  {
    await using ats = await connect(avionte, emulator.settings());
    await ats.jobs.stream({}, { signal }).toArray();
  }
  const base = held([signal]);
  const codes: string[] = [];
  const ofEach = Math.ceil(calls / ways.length);
  for (const way of ways) codes.push(...(await giveUp(emulator, way, ofEach, signal)));
  const left = await leftOver(base, [signal], quietMs);
  return { calls: codes.length, aborted: codes.filter((code) => givenUp.has(code)).length, ways: ways.length, ...left };
}
