import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { fetchIn, rewording } from "../../worlds/tapped.ts";
import { performing } from "../pieces/calling.ts";
import { otherwise } from "../pieces/instants.ts";
import { differenceOf } from "../pieces/records.ts";
import { ending, isDeclared } from "../pieces/striking.ts";

/** What an adapter passes on as it came. */
const asItCame = new Set(["raw", "rawFormat", "native", "integrationFields", "url", "cursor"]);

const read = (answer: unknown): unknown =>
  JSON.parse(
    JSON.stringify(answer ?? null, (name, held: unknown) => {
      if (asItCame.has(name)) return null;
      return name === "customFields" && !Array.isArray(held) ? null : held;
    }),
  ) as unknown;

/** What every stream and query promises of the times that an ATS may write in several ways. */
export const timesPromise: ContractPromise = {
  promise: "reads an instant in each way in which the ATS may write it",
  applies: ({ kind, capability }) => kind !== "command" && capability !== "passthrough.send",
  async run(trial) {
    if (!trial.world.freeTimes) return;
    const fetch = fetchIn(trial.world.settings);
    const run = fetch && (await performing(trial));
    if (!run) return;
    const answer = async (on: Pick<Trial, "adapter" | "world">) => {
      await using fresh = await connectedTo(on);
      return await ending(() => run(fresh));
    };
    const before = await answer(trial);
    if (isDeclared(before)) return;
    if (AtsError.is(before)) throw before;
    const after = await answer(withFetch(trial, rewording(fetch, otherwise())));
    if (AtsError.is(after))
      assert.fail(`an instant in another way of writing made it fail: ${after.code} ${after.message}`);
    const found = differenceOf({ it: read(after) }, { it: read(before) });
    assert.equal(found, undefined, `the same instants, written otherwise, arrive as others: ${found}`);
  },
};
