import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise } from "../../contract-test.ts";
import { rewording } from "../../worlds/tapped.ts";
import { otherwise } from "../pieces/instants.ts";
import { readOtherwise } from "../pieces/read-otherwise.ts";
import { differenceOf } from "../pieces/records.ts";

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
  rules: [
    {
      rule: "an instant is read however the ATS may write it",
      tried: "with `freeTimes` it writes each instant of an answer with another offset, and with other fractions",
    },
  ],
  applies: ({ kind, capability }) => kind !== "command" && capability !== "passthrough.send",
  async run(trial) {
    if (!trial.world.freeTimes) return;
    const reading = await readOtherwise(trial);
    if (!reading) return;
    const { usual, by } = reading;
    const after = await by((fetch) => rewording(fetch, otherwise()));
    if (AtsError.is(after))
      assert.fail(`an instant in another way of writing made it fail: ${after.code} ${after.message}`);
    const found = differenceOf({ it: read(after) }, { it: read(usual) });
    assert.equal(found, undefined, `the same instants, written otherwise, arrive as others: ${found}`);
  },
};
