import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise } from "../../contract-test.ts";
import { WorldFailed } from "../../guarded.ts";
import { isDeleted } from "../pieces/records.ts";
import { tagsOf } from "../pieces/states.ts";
import { ending } from "../pieces/striking.ts";
import { warningsOf } from "../pieces/warnings.ts";

/** What taking a tag away promises where an ATS lets several tags have one name. */
export const tagsOfOneNamePromise: ContractPromise = {
  promise: "takes away each tag of the name that the candidate carries",
  applies: ({ capability }) => capability === "candidates.removeTag",
  async run(trial) {
    const { world } = trial;
    const people = (await world.records("candidates")).filter((person) => !isDeleted(person));
    const person = people.find(({ tags }) => ((tags ?? []) as readonly unknown[]).length > 1);
    const [one, other] = person ? await tagsOf(trial, person.id) : [];
    if (!person || !one || !other || !world.administer) return;
    try {
      if ((await world.administer({ list: "tags", rename: other.id, to: one.name })) === "never") return;
    } catch (error) {
      if (error instanceof WorldFailed) return; // The ATS wants a name of its own for each.
      throw error;
    }
    const named = async () => (await tagsOf(trial, person.id)).filter(({ name }) => name === one.name);
    if ((await named()).length < 2) return;
    const ended = await ending(() => trial.call("candidates.removeTag", { candidate: person.id, tag: one.name }));
    if (AtsError.is(ended) || warningsOf(ended).length > 0) return;
    assert.deepEqual(await named(), [], `two tags of the candidate are called ${one.name}, and one is still there`);
  },
};
