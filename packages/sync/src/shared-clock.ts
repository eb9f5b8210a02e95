import { systemClock, type Clock } from "@anyats/core";
import type { Queryable } from "@anyats/postgres";

/** How far this machine's two clocks may drift apart before the database is asked again, in milliseconds. */
const driftMs = 1_000;

/** How far the database's time is ahead of this machine's steady clock, in milliseconds. */
async function offsetOf(database: Queryable): Promise<number> {
  let best = { took: Infinity, offset: 0 };
  // The first answer may have waited for a connection; the fastest one says most.
  for (let sample = 0; sample < 4; sample += 1) {
    const asked = performance.now();
    const { rows } = await database.query<{ now: number }>(
      "select (extract(epoch from clock_timestamp()) * 1000)::float8 as now",
    );
    const took = performance.now() - asked;
    if (took < best.took) best = { took, offset: rows[0]!.now - (asked + took / 2) };
  }
  return best.offset;
}

/**
 * A clock of the database's time, so that all workers agree. It runs on by this machine's steady clock, which stands still
 * while the machine sleeps: then the wall clock is ahead of it, and the database is asked again.
 */
export async function sharedClock(database: Queryable): Promise<Clock> {
  const apart = () => Date.now() - performance.now();
  let known = { offset: await offsetOf(database), apart: apart() };
  let asking: Promise<void> | undefined;
  const askAgain = async () => {
    try {
      known = { apart: apart(), offset: await offsetOf(database) };
    } catch {
      // The database is away; the next look asks again.
    } finally {
      asking = undefined;
    }
  };
  return {
    now: () => {
      if (Math.abs(apart() - known.apart) > driftMs) asking ??= askAgain();
      return Math.round(performance.now() + known.offset);
    },
    sleep: systemClock.sleep,
  };
}
