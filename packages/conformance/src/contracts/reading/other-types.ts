import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { fetchIn, hasId, rewritingRecords } from "../../worlds/tapped.ts";
import { samplesOf } from "../pieces/samples.ts";
import { ending, isDeclared } from "../pieces/striking.ts";

/** What stands in the place of each text, number and flag of a record. */
const others: readonly unknown[] = [{}, [4737], "4737 things", 4737];

const isLeaf = (value: unknown) => value !== null && typeof value !== "object";

/** What a query promises of records whose form has changed: nobody knows what they say now. */
export const otherTypesPromise: ContractPromise = {
  promise: "answers in canonical form or ends in an error where fields change their types",
  applies: ({ kind, capability }) => kind === "query" && capability !== "passthrough.send",
  async run(trial) {
    const fetch = fetchIn(trial.world.settings);
    const [sample] = await samplesOf(trial);
    if (!fetch || !sample) return;
    for (const other of others) {
      const changed = (record: object) => {
        if (!hasId(record)) return undefined;
        const fields = Object.entries(record).map(([name, held]) => [
          name,
          name !== "id" && isLeaf(held) && typeof held !== typeof other ? other : (held as unknown),
        ]);
        return Object.fromEntries(fields) as object;
      };
      await using fresh = await connectedTo(withFetch(trial, rewritingRecords(fetch, changed)));
      const ended = await ending(() => fresh.call(trial.capability.id, sample.input));
      if (isDeclared(ended)) return;
      const what = `each field of a record is ${JSON.stringify(other)}`;
      if (AtsError.is(ended)) assert.notEqual(ended.fault, "adapter", `${what}: ${ended.code}`);
      else {
        const [issue] = trial.capability.output.safeParse(ended).error?.issues ?? [];
        assert.equal(issue?.message, undefined, `${what}, and ${issue?.path.join(".")} is not canonical`);
      }
    }
  },
};
