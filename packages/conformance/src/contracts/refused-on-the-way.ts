import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import { isDeepStrictEqual } from "node:util";
import type { ContractPromise, Trial } from "../contract-test.ts";
import { connectedTo, withSettings } from "../trial.ts";
import { answeredAt, fetchIn } from "../worlds/tapped.ts";
import { ending, isDeclared } from "./striking.ts";
import { failureOf, performing } from "./troubles.ts";

/** Which requests of a call are refused, one in each call. */
const most = 4;

const refused = () => Response.json({ error: "refused 4791" }, { status: 422 });

/** What can be compared of an answer: addresses of files and cursors differ each time. */
const comparable = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value ?? null, (key, held: unknown) => (["url", "cursor"].includes(key) ? "" : held)),
  ) as unknown;

/** How a call ends whose nth request is refused; undefined where it sends fewer. */
async function endingWithout(trial: Trial, nth: number): Promise<{ ended: unknown } | undefined> {
  const fetch = fetchIn(trial.world.settings);
  const run = fetch && (await performing(trial));
  if (!run) return undefined;
  const way = answeredAt(fetch, nth, refused);
  const settings = { ...(trial.world.settings as object), fetch: way.fetch };
  await using fresh = await connectedTo(withSettings(trial, settings));
  const ended = await ending(() => run(fresh));
  return way.reached() ? { ended } : undefined;
}

/** What every operation promises where the ATS refuses one request of several. */
export const refusedOnTheWayPromises: readonly ContractPromise[] = [
  {
    promise: "claims no success where the ATS refused the write",
    applies: ({ kind, capability }) => kind === "command" && capability !== "passthrough.send",
    async run(trial) {
      for (let nth = 0; nth < most; nth += 1) {
        const before = trial.world.writes();
        const met = await endingWithout(trial, nth);
        // What was written makes later calls differ: the write itself was not refused, so the rest is of another promise.
        if (!met || trial.world.writes() > before) return;
        assert.ok(
          isDeclared(met.ended) || failureOf(met.ended),
          `request ${nth + 1} was refused (HTTP 422) and nothing was written, and the call claims a success: let the error end the call, a warning is not enough`,
        );
      }
    },
  },
  {
    promise: "gives no answer with a part missing where the ATS refused one of its requests",
    applies: ({ kind, capability }) => kind !== "command" && capability !== "passthrough.send",
    async run(trial) {
      const run = await performing(trial);
      if (!run) return;
      await using plain = await connectedTo(trial);
      const wanted = await ending(() => run(plain));
      if (AtsError.is(wanted)) return;
      for (let nth = 0; nth < most; nth += 1) {
        const met = await endingWithout(trial, nth);
        if (!met) return;
        if (failureOf(met.ended)) continue;
        assert.ok(
          isDeepStrictEqual(comparable(met.ended), comparable(wanted)),
          `request ${nth + 1} was refused (HTTP 422), and the call gave an answer without what it asked for`,
        );
      }
    },
  },
];
