import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { answeredAt, fetchIn } from "../../worlds/tapped.ts";
import { performing } from "../pieces/calling.ts";
import { ending, isDeclared, makes } from "../pieces/striking.ts";

/** Which requests of a call find nothing, one in each call. */
const requests = [0, 1, 2, 3] as const;

/** What may be told in another way where something beside it is missing: a value whose type is not known. */
const ofTypes = new Set(["value", "type", "raw", "url", "cursor", "nativeType"]);

/** Where a value became another one, and not null; undefined where it did not. */
export function changedAt(before: unknown, after: unknown, at: string): string | undefined {
  if (after === null || after === undefined) return undefined;
  if (typeof before !== "object" || before === null || typeof after !== "object")
    return Object.is(before, after) ? undefined : at;
  if (Array.isArray(before) && Array.isArray(after) && before.length !== after.length) return at;
  for (const [name, held] of Object.entries(before)) {
    const other: unknown = (after as Readonly<Record<string, unknown>>)[name];
    const found = ofTypes.has(name) ? undefined : changedAt(held, other, `${at}.${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What every query promises that asks in several places, where nothing is in one of them. */
export const alonePromise: ContractPromise = {
  promise: "leaves nothing out in silence where one request finds nothing",
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
      for (const { path } of events) assert.match(path, /^\$(\.\w+(\[\d*\])?)*$/, "the place of an event");
      const changed = changedAt(before, ended, "the answer");
      assert.equal(
        changed,
        undefined,
        `request ${nth + 1} found nothing at the address (HTTP 404), and ${changed} differs: it is null, or the call fails`,
      );
    }
  },
};
