import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";

/** Two zones far from UTC, on either side of it: one is not a whole hour away, in the other it is tomorrow already. */
const zones: Readonly<Record<string, number>> = { "America/St_Johns": 210, "Pacific/Kiritimati": -840 };

/** Minutes between UTC and the machine's time, on a day without daylight saving in either zone. */
const offset = () => new Date(2026, 0, 15).getTimezoneOffset();

/** Runs something as if the machine stood in another time zone. */
async function inZone(zone: string, run: () => Promise<void>): Promise<void> {
  const before = process.env["TZ"];
  process.env["TZ"] = zone;
  try {
    // A worker thread has a copy of the environment, and keeps the zone of its process.
    assert.equal(
      offset(),
      zones[zone],
      'this process cannot change its time zone: run vitest with `pool: "forks"`, its default',
    );
    await run();
  } finally {
    if (before === undefined) delete process.env["TZ"];
    else process.env["TZ"] = before;
  }
}

/**
 * A second pass of those promises that are about days and instants, in other time zones: a day that is read or written by
 * the machine's clock is another day there.
 * @param promises What the cell promises.
 */
export function timeZonePromise(promises: readonly ContractPromise[]): readonly ContractPromise[] {
  const ofTimes = promises.flatMap(({ promise, ofTimes: again }) => (again ? [{ promise, again }] : []));
  if (ofTimes.length === 0) return [];
  const run = async (trial: Trial) => {
    for (const zone of Object.keys(zones))
      await inZone(zone, async () => {
        await using fresh = await trial.another();
        for (const { promise, again } of ofTimes)
          try {
            await again(fresh.trial);
          } catch (error) {
            if (error instanceof Error) error.message = `with TZ=${zone}, "${promise}": ${error.message}`;
            throw error;
          }
      });
  };
  return [
    {
      promise: "keeps days and instants right whatever the time zone of the machine",
      rules: [
        {
          rule: "a day is a day and an instant an instant, whatever the time zone of the machine",
          tried:
            'it reads, filters and writes dates again with `TZ` set to `America/St_Johns` and to `Pacific/Kiritimati`; run vitest with `pool: "forks"`, its default',
        },
      ],
      run,
    },
  ];
}
