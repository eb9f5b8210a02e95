import { strict as assert } from "node:assert";
import { createHook } from "node:async_hooks";
import { setImmediate } from "node:timers/promises";
import type { Trial } from "./contract-test.ts";

/** Lets everything happen that needs no time. @param many How many turns of the event loop. */
export async function turns(many = 20): Promise<void> {
  for (let turn = 0; turn < many; turn += 1) await setImmediate();
}

/** A shorter timer only yields to others. */
const leastMs = 2;

/** Where a timer was begun: the first frame of the code that is not a part of Node or of a dependency. */
function placeIn(stack: string | undefined): string | undefined {
  const frames = (stack ?? "").split("\n").slice(1);
  const own = frames.find((frame) => !/\(node:|at node:|at async node:|real-time\.ts/.test(frame));
  return own === undefined || own.includes("/node_modules/") ? undefined : own.trim().replace(/^at /, "");
}

/**
 * Does something, and notes the waits in real time that ended meanwhile: timers that struck, each with where it was begun.
 * A connection of the kit has a clock of its own, on which no wait takes time.
 */
export async function notingWaits<T>(run: () => Promise<T>): Promise<{ readonly ended: T; readonly waits: string[] }> {
  const begun = new Map<number, string>();
  const waits: string[] = [];
  const hook = createHook({
    trackPromises: false,
    init(id, type, _trigger, resource) {
      const { _idleTimeout: ms = 0 } = resource as { readonly _idleTimeout?: number };
      const place = type === "Timeout" && ms >= leastMs ? placeIn(new Error("here").stack) : undefined;
      if (place !== undefined) begun.set(id, `${ms} ms at ${place}`);
    },
    before(id) {
      const place = begun.get(id);
      if (place !== undefined) waits.push(place);
    },
  });
  hook.enable();
  try {
    return { ended: await run(), waits };
  } finally {
    hook.disable();
  }
}

/** By how much timers are faster there, as `fast` says. */
export const fastBy = 1_000;

/** Does something while each timer that is begun takes a thousandth of its time, and so does `AbortSignal.timeout`. */
export async function fast<T>(run: () => Promise<T>): Promise<T> {
  const { setTimeout: usual } = globalThis;
  const timeout = AbortSignal.timeout.bind(AbortSignal);
  const faster = (work: () => void, ms = 0, ...given: []) => usual(work, ms / fastBy, ...given);
  globalThis.setTimeout = Object.assign(faster, usual) as typeof usual;
  AbortSignal.timeout = (ms) => timeout(Math.ceil(ms / fastBy));
  try {
    return await run();
  } finally {
    globalThis.setTimeout = usual;
    AbortSignal.timeout = timeout;
  }
}

/** Nobody can cancel another wait, and no deadline ends it. Where the world has no clock of its own, the usual one takes time. */
export function waitsByItsClock({ world }: Trial, waits: readonly string[]): void {
  if ((world.modules ?? []).length === 0) return;
  assert.deepEqual(
    waits,
    [],
    "it waits by a timer of its own, whatever the signal of the call says: inject `CLOCK`, and wait with `clock.sleep(ms, call.signal)`",
  );
}
