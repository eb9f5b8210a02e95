import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import { comparable } from "../../assertions.ts";
import type { ContractPromise } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { fetchIn, meanwhileAt } from "../../worlds/tapped.ts";
import { failureOf, performing } from "../pieces/calling.ts";
import { ending } from "../pieces/striking.ts";

/** Before which requests of a call the session ends, one in each call. */
const most = 4;

/** What every read promises of an ATS that gives sessions or tokens for a key; commands promise it for any of their requests. */
export const sessionPromise: ContractPromise = {
  promise: "goes on where the ATS ends a session or a token before its time",
  applies: ({ kind, capability }) => kind !== "command" && capability !== "passthrough.send",
  async run(trial) {
    const { world } = trial;
    const fetch = fetchIn(world.settings);
    const run = fetch && world.endSessions && (await performing(trial));
    if (!run) return;
    await using plain = await connectedTo(trial);
    const wanted = await ending(() => run(plain));
    if (AtsError.is(wanted)) return;
    for (let nth = 0; nth < most; nth += 1) {
      const way = meanwhileAt(fetch, () => world.endSessions?.());
      await using on = await connectedTo(withFetch(trial, way.fetch));
      await run(on);
      way.await(nth);
      const ended = await ending(() => run(on));
      if (!way.reached()) return;
      const where = `the session ended before request ${nth + 1}, and the key is good`;
      assert.equal(failureOf(ended)?.code, undefined, `${where}: ask for another session, and send the request again`);
      assert.deepEqual(comparable(ended), comparable(wanted), where);
    }
  },
};
