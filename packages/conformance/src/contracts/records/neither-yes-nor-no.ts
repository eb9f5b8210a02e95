import { strict as assert } from "node:assert";
import type { ContractPromise } from "../../contract-test.ts";
import { changedWithin, isFields } from "../../fields.ts";
import { fetchIn, hasId, rewriting } from "../../worlds/tapped.ts";
import { asItCame, readBothWays } from "../pieces/read-both-ways.ts";

const word = "Perhaps 4951";

/** What in an answer is yes or no, by its place. */
function truthsIn(value: unknown, at = ""): ReadonlyMap<string, unknown> {
  if (typeof value === "boolean") return new Map([[at, value]]);
  if (Array.isArray(value)) return new Map(value.flatMap((each, index) => [...truthsIn(each, `${at}.${index}`)]));
  if (!isFields(value)) return new Map();
  const read = Object.entries(value).filter(([name]) => !asItCame.has(name));
  return new Map(read.flatMap(([name, held]) => [...truthsIn(held, `${at}.${name}`)]));
}

/** Fails where yes became no, or no yes. */
function staysTrue(usual: unknown, changed: unknown): void {
  const now = truthsIn(changed);
  for (const [place, truth] of truthsIn(usual))
    assert.equal(
      now.get(place) ?? truth,
      truth,
      `the ATS says a word that is neither yes nor no, and ${place.slice(1)} is ${String(now.get(place))}: give null`,
    );
}

const records = /\.(stream|get|getCustomFieldValues)$/;

/** What reading promises of a word that stands where the ATS usually says yes or no. */
export const neitherPromise: ContractPromise = {
  promise: "reads neither yes nor no from a word that is neither",
  rules: [
    {
      rule: "a word that is neither yes nor no is null where the ATS usually says one of them, and none of the two",
      tried: "it writes `Perhaps` in place of each yes, and of each no",
    },
  ],
  applies: ({ capability, effect }) => effect === "reads" && records.test(capability),
  async run(trial) {
    const fetch = fetchIn(trial.world.settings);
    if (!fetch) return;
    // What stands beside the records may say how a list goes on.
    const way = (isTrue: boolean) =>
      rewriting(fetch, (body) =>
        changedWithin(body, (held) =>
          Array.isArray(held) || (isFields(held) && hasId(held))
            ? changedWithin(held, (value) => (value === isTrue ? word : undefined))
            : undefined,
        ),
      );
    for (const isTrue of [true, false])
      await readBothWays(trial, way(isTrue), (usual) => [...truthsIn(usual).values()].includes(isTrue), staysTrue);
  },
};
