import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo } from "../../trial.ts";
import { allAtOnce } from "../pieces/all-at-once.ts";
import { askedBy, isAsked, isTranslatable, leavesTrace, textOf } from "../pieces/requests.ts";
import { samplesOf } from "../pieces/samples.ts";
import { ending, isDeclared } from "../pieces/striking.ts";

/** Whether a word is asked in one of the ATS's own, so that it is nowhere either where its field is given alone. */
async function isTranslated(trial: Trial, word: string): Promise<boolean> {
  if (!isTranslatable(trial, word)) return false;
  const alone = (await samplesOf(trial)).find(({ tries, traces }) => tries.length === 1 && traces.includes(word));
  return alone !== undefined && !(await leavesTrace(trial, alone.input, word));
}

/** What every command promises of optional fields that are given together. */
export const combinedPromise: ContractPromise = {
  promise: "passes on each optional field also where all are given at once",
  applies: ({ effect, capability }) => effect !== "reads" && capability !== "passthrough.send",
  async run(trial) {
    const all = await allAtOnce(trial);
    if (!all) return;
    const { input, traces } = all;
    await using fresh = await connectedTo(trial);
    const { asked, given: ended } = await askedBy(trial, () => ending(() => fresh.call(trial.capability.id, input)));
    if (isDeclared(ended)) return;
    if (AtsError.is(ended)) throw ended;
    const text = textOf(asked);
    for (const trace of traces)
      assert.ok(
        isAsked(trial, text, trace) || (await isTranslated(trial, trace)),
        `"${trace}" is nowhere in what was asked, where all fields are given at once`,
      );
  },
};
