import { strict as assert } from "node:assert";
import type { ContractPromise } from "../../contract-test.ts";
import { changedWithin, isFields } from "../../fields.ts";
import { fetchIn, hasId, rewriting } from "../../worlds/tapped.ts";
import { asItCame, readBothWays } from "../pieces/read-both-ways.ts";
import { wordsOf } from "../pieces/schema-paths.ts";

const word = "Perhaps 4951";

/** What in an answer is chosen, by its place: it is yes or no, or a word of the catalogue. */
function chosenIn(value: unknown, isChosen: (held: unknown) => boolean, at = ""): ReadonlyMap<string, unknown> {
  if (isChosen(value)) return new Map([[at, value]]);
  if (typeof value !== "object" || value === null) return new Map();
  const read = Object.entries(value).filter(([name]) => !asItCame.has(name));
  return new Map(read.flatMap(([name, held]) => [...chosenIn(held, isChosen, `${at}.${name}`)]));
}

const records = /\.(stream|get|getCustomFieldValues)$/;

/** What reading promises of a word that stands where the ATS usually says yes or no. */
export const neitherPromise: ContractPromise = {
  promise: "reads neither yes nor no from a word that is neither",
  rules: [
    {
      rule: "a word that is neither yes nor no is null where the ATS usually says one of them, and none of the two: so is the status or outcome of a record that follows from it",
      tried: "it writes `Perhaps` in place of each yes, and of each no",
    },
  ],
  applies: ({ capability, effect }) => effect === "reads" && records.test(capability),
  async run(trial) {
    const fetch = fetchIn(trial.world.settings);
    if (!fetch) return;
    // What stands beside the records may say how a list goes on. An answer of one word, such as to a question for a right, may
    // have an id, too: where the call fails by it, only what lists hold is changed.
    const way = (isTrue: boolean, isInLists: boolean) =>
      rewriting(fetch, (body) =>
        changedWithin(body, (held) =>
          Array.isArray(held) || (!isInLists && isFields(held) && hasId(held))
            ? changedWithin(held, (value) => (value === isTrue ? word : undefined))
            : undefined,
        ),
      );
    const { id, output } = trial.capability;
    // A custom field that is not defined any more moves the values after it.
    const isByPlace = !/CustomField/.test(id);
    const words = new Set<unknown>(isByPlace ? [...wordsOf(output).values()].flat() : []);
    const isChosen = (held: unknown) => typeof held === "boolean" || words.has(held);
    const isSaid = (held: unknown) =>
      typeof held === "boolean" || (isByPlace && typeof held === "string" && held !== word);
    const compare = (usual: unknown, changed: unknown) => {
      const now = chosenIn(changed, isSaid);
      for (const [place, chosen] of chosenIn(usual, isChosen))
        assert.equal(
          now.get(place) ?? chosen,
          chosen,
          `the ATS says a word that is neither yes nor no, and ${place.slice(1)} is ${String(now.get(place))}: give null`,
        );
    };
    const matters = (usual: unknown) => chosenIn(usual, isChosen).size > 0;
    for (const isTrue of [true, false])
      for (const isInLists of [false, true])
        if (await readBothWays(trial, way(isTrue, isInLists), matters, compare)) break;
  },
};
