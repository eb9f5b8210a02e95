import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise } from "../../contract-test.ts";
import { type Created, heldById } from "../pieces/receipts.ts";
import { somebody } from "../pieces/samples.ts";
import { during, ending } from "../pieces/striking.ts";
import { openJob } from "../pieces/targets.ts";

/** What a command that enters somebody promises after a lost answer. */
export const foundByReadingPromise: ContractPromise = {
  promise: "finds its own write after a lost answer, with the ids that the ATS gave",
  async run(trial) {
    for (const trouble of ["answer-lost", "write-cut-off"] as const) {
      await using fresh = await trial.another();
      const on = fresh.trial;
      const job = await openJob(on);
      const before = new Set(on.world.ids("applications"));
      const candidate = somebody();
      const ended = await during(on, trouble, () => ending(() => on.call(trial.capability.id, { job, candidate })));
      if (AtsError.is(ended)) {
        assert.equal(ended.retry, "unknown-outcome");
        assert.ok(ended.details?.["reconcile"], "the error does not say where to look");
        continue;
      }
      const [added] = on.world.ids("applications").filter((id) => !before.has(id));
      const record = await heldById(on, "applications", added ?? null);
      const { applicationId, candidateId, remoteId } = ended as Created;
      assert.deepEqual([applicationId, candidateId], [added, record["candidateId"]], "the ids after reading back");
      const wanted =
        trial.capability.id === "candidates.create" ? await heldById(on, "candidates", candidateId) : record;
      assert.equal(remoteId, wanted["remoteId"], "the id in the ATS after reading back");
    }
  },
};
