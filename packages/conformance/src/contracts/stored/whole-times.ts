import { AtsError, toInstant } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { timeField } from "../pieces/custom-field-values.ts";
import { shownIn, shownTwice } from "../pieces/wall-clock.ts";
import { warningsOf } from "../pieces/warnings.ts";

const halfHourMs = 1_800_000;

/** Times that an ATS may not be able to hold: with seconds, and those at which clocks of a zone are read wrongly. */
function timesIn({ world }: Trial): readonly string[] {
  const ofAnyClock = ["2027-01-14T10:20:30.000Z", "2027-01-14T10:20:30.456Z", "2027-07-14T10:20:00.000Z"];
  const { zone } = world;
  if (zone === undefined) return ofAnyClock;
  const twice = shownTwice(zone, world.now());
  const begin = Date.parse("2027-03-01T00:00:00.000Z");
  const halves = Array.from({ length: 48 }, (_each, nth) => new Date(begin + nth * halfHourMs).toISOString());
  const atTwelve = halves.filter((each) => /T(?:00|12):30/.test(shownIn(zone, each)));
  return [...ofAnyClock, ...atTwelve, ...(twice ? [twice.first, twice.second] : [])];
}

/** What an update of custom fields promises of times: what the receipt says is set is what the ATS holds. */
export const wholeTimesPromise: ContractPromise = {
  promise: "sets a time as it is, or says why not",
  rules: [
    {
      rule: "a time is set as it is: one with seconds or their fractions, where the ATS holds minutes or seconds, and one that its clocks show twice, where it writes no offset, is refused before anything is written, or the receipt warns",
      tried: "it sets such times in a custom field, and compares what the ATS holds",
    },
  ],
  applies: ({ capability }) => capability.endsWith(".updateCustomFields"),
  async run(trial) {
    const field = await timeField(trial);
    if (!field) return;
    for (const time of timesIn(trial)) {
      const ended = await field.set(trial, time);
      if (AtsError.is(ended) || warningsOf(ended).length > 0) continue;
      const held = await field.held();
      assert.equal(
        typeof held === "string" ? toInstant(held) : held,
        time,
        `a time was set, and the ATS holds another one: refuse what it cannot hold (\`rule\` of checkCustomFieldUpdates), or warn`,
      );
    }
  },
};
