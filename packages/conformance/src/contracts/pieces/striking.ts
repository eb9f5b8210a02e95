import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import { setTimeout } from "node:timers/promises";
import type { Trial } from "../../contract-test.ts";
import { worldHas } from "../../world-lacks.ts";
import type { Trouble } from "../../world.ts";

/** Troubles that some ATS never make: a world may say so. */
const notOfEveryAts: ReadonlySet<Trouble> = new Set([
  "refused-in-answer",
  "refused-in-part",
  "warned",
  "odd-values",
  "known-words",
  "undatable-record",
  "nothing-there",
  "key-withdrawn",
  "sparse-records",
  "broken-entry",
  "said-once",
]);

/** Does something while something goes wrong, and checks that it did: a trouble that never strikes proves nothing. */
export async function during<T>(trial: Trial, what: Trouble, run: () => Promise<T>): Promise<T> {
  assert.ok(await makes(trial, what), `the world never makes the trouble "${what}", which every ATS can make`);
  const result = await run();
  hasStruck(trial, what);
  return result;
}

/** Arms a trouble. @returns false where this ATS has no such thing. */
export async function makes(trial: Trial, what: Trouble): Promise<boolean> {
  if ((await trial.world.trouble(what)) !== "never") return true;
  assert.ok(notOfEveryAts.has(what), `the world never makes the trouble "${what}", which every ATS can make`);
  return false;
}

/** The trouble that was armed has struck. */
export function hasStruck({ world }: Trial, what: Trouble): void {
  if (world.struck) worldHas(world.struck() > 0, `the world's trouble("${what}") did not strike: it proves nothing`);
}

/** Whether a call was refused for a reason that the adapter declares. */
export const isDeclared = (ended: unknown): boolean =>
  AtsError.is(ended) && ["limitation.refused", "capability.not-supported"].includes(ended.code);

/** What a call gave; undefined where the adapter declares that it refuses such a call. Any other error is a fault. */
export async function unlessRefused<T>(attempt: () => Promise<T>): Promise<T | undefined> {
  try {
    return (await attempt()) ?? (null as T);
  } catch (error) {
    if (isDeclared(error)) return undefined;
    throw error;
  }
}

/** What a call ended with while something goes wrong; undefined where the adapter declares that it refuses such a call. */
export async function endingDuring(trial: Trial, what: Trouble, run: () => Promise<unknown>): Promise<unknown> {
  assert.ok(await makes(trial, what));
  const ended = await ending(run);
  if (isDeclared(ended)) return undefined;
  hasStruck(trial, what);
  return ended ?? null;
}

/** Whether a write was refused since the person has an open application to the job. */
export const hasApplied = (ended: unknown): ended is AtsError =>
  AtsError.is(ended) && ended.code === "application.already-exists";

/** What a call ended with: its answer, or one of our errors. Any other error is a fault. */
export async function ending(attempt: () => Promise<unknown>): Promise<unknown> {
  try {
    return await attempt();
  } catch (error) {
    if (AtsError.is(error)) return error;
    throw error;
  }
}

/** What ends soon in real time. @throws {AssertionError} when it goes on longer, by default for two seconds. */
export async function endsSoon(running: Promise<unknown>, otherwise: string, withinMs = 2_000): Promise<unknown> {
  const patience = new AbortController();
  const late = setTimeout(withinMs, undefined, { signal: patience.signal }).then(
    () => assert.fail(otherwise),
    () => undefined,
  );
  try {
    return await Promise.race([running, late]);
  } finally {
    patience.abort();
  }
}
