import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise } from "../../contract-test.ts";
import { connectedTo } from "../../trial.ts";
import { updatesFields, updating } from "../pieces/custom-field-values.ts";
import type { Kind } from "../pieces/states.ts";
import { warningsOf } from "../pieces/warnings.ts";

/** Texts each of which corrects the one before a little: capitals, an accent, a blank. */
const texts = [
  "class b, 4942 cafe",
  "Class B, 4942 Cafe",
  "Class B, 4942 Café",
  "Class B,  4942 Café",
  "Class B, 4942 Café!",
];

/** What an update of custom fields promises of a value that is nearly the one that is there. */
export const correctedValuesPromise: ContractPromise = {
  promise: "writes a value that corrects a capital, an accent or a blank alone",
  applies: updatesFields,
  async run(trial) {
    const update = await updating(trial);
    const [id] = trial.world.ids(trial.cell.group as Kind);
    const field = update?.fields.find(({ type, readOnly }) => !readOnly && (type === "text" || type === "long-text"));
    if (!update || !field || id === undefined) return;
    await using fresh = await connectedTo(trial);
    for (const text of texts) {
      const ended = await update.update(fresh, id, { [field.id]: text });
      if (AtsError.is(ended) || warningsOf(ended).length > 0) continue;
      assert.equal((await update.held(id))[field.id], text, "a value was corrected, and the receipt has no warning");
    }
  },
};
