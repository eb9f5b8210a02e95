import type { Trial } from "../../contract-test.ts";
import { connectedTo } from "../../trial.ts";
import { clockOnce, InstantClock } from "../../worlds/instant-clock.ts";

/** A trial whose calls all go through one connection, which has a clock that can be advanced. */
export interface Lasting extends AsyncDisposable {
  readonly trial: Trial;
  /** Lets time pass for the connection. */
  later(milliseconds: number): void;
}

const minute = 60_000;

/** How long after a change of its lists an adapter may show them as they were, in milliseconds. */
export const listsKeptFor = ({ adapter }: Pick<Trial, "adapter">): number =>
  (adapter.facts.traits?.listsKeptMinutes ?? 0) * minute;

/**
 * The same trial through one new connection that lasts.
 * @param aheadMs How far our own clock is ahead of the ATS's.
 */
export async function lastingConnection(trial: Trial, aheadMs = 0): Promise<Lasting> {
  const clock = new InstantClock(new Date(trial.world.now().getTime() + aheadMs));
  const connected = await connectedTo(trial, [clockOnce(clock)]);
  const { ats, call, stream } = connected;
  return {
    trial: { ...trial, ats, call: call as Trial["call"], stream },
    later: (milliseconds) => clock.advance(milliseconds),
    [Symbol.asyncDispose]: () => connected[Symbol.asyncDispose](),
  };
}
