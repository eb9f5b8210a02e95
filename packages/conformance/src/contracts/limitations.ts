import { strict as assert } from "node:assert";
import type { ContractPromise } from "../contract-test.ts";

/** What a cell promises of its limitations: it shows those that there are, and no others. */
export const limitationPromise: ContractPromise = {
  promise: "shows every limitation that is enforced, and enforces or explains every one that it shows",
  async run({ adapter, capability, cell }) {
    const declared = adapter.limitations.filter(({ capabilities }) => capabilities.includes(capability.id));
    assert.deepEqual(
      cell.limitations.filter(({ derived }) => !derived).map(({ id }) => id),
      declared.map(({ id }) => id),
      "the matrix and the adapter differ",
    );
    assert.equal(
      cell.status,
      cell.limitations.length > 0 ? "limited" : "supported",
      "the status and the limitations differ",
    );
    for (const { effect, reason, advice, summary } of declared) {
      assert.ok(
        [reason, advice, summary].every((text) => text.length > 5),
        "a limitation does not explain itself",
      );
      if (effect.kind === "told-only") assert.ok(effect.because.length > 5, "nobody says why it is only told");
    }
  },
};
