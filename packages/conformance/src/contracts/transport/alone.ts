import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { answeredAt, fetchIn } from "../../worlds/tapped.ts";
import { performing } from "../pieces/calling.ts";
import { changedAt } from "../pieces/changed-at.ts";
import { namesPlace } from "../pieces/one-place-each.ts";
import { ending, isDeclared, makes } from "../pieces/striking.ts";

/** Which requests of a call find nothing, one in each call. */
const requests = [0, 1, 2, 3] as const;

/** What every query promises that asks in several places, where nothing is in one of them. */
export const alonePromise: ContractPromise = {
  promise: "leaves nothing out in silence where one request finds nothing",
  rules: [
    {
      rule: "nothing is left out in silence where a part cannot be found: it is null, or the call fails",
      tried: "it answers each of the first four requests of a query with 404",
    },
  ],
  applies: ({ kind, capability }) => kind === "query" && capability !== "passthrough.send",
  async run(trial) {
    const { world } = trial;
    const fetch = fetchIn(world.settings);
    const run = fetch && (await performing(trial));
    if (!run || !(await makes(trial, "nothing-there"))) return;
    await world.trouble("none");
    await using plain = await connectedTo(trial);
    const before = await ending(() => run(plain));
    if (AtsError.is(before)) return;
    for (const nth of requests) {
      const way = answeredAt(fetch, nth, async (...request) => {
        await world.trouble("nothing-there");
        try {
          return await fetch(...request);
        } finally {
          await world.trouble("none");
        }
      });
      await using fresh = await connectedTo(withFetch(trial, way.fetch));
      const events: { readonly path: string; readonly kind?: string }[] = [];
      for (const name of ["drift", "quarantine"] as const) fresh.ats.on(name, (event) => events.push(event as never));
      const ended = await ending(() => run(fresh));
      if (!way.reached() || isDeclared(ended)) return;
      if (AtsError.is(ended)) continue;
      for (const { path } of events) namesPlace(path);
      const changed = changedAt(before, ended, "the answer");
      // What is left out was reported.
      if (events.length > 0) continue;
      assert.equal(
        changed,
        undefined,
        `request ${nth + 1} found nothing at the address (HTTP 404), and ${changed} differs: it is null, an event reports it, or the call fails`,
      );
    }
  },
};
