import { strict as assert } from "node:assert";
import type { ContractPromise } from "../../contract-test.ts";
import { connectedTo } from "../../trial.ts";
import { clockOnce, InstantClock } from "../../worlds/instant-clock.ts";
import { isAbsentOf } from "../pieces/absent-fields.ts";
import { heldById } from "../pieces/receipts.ts";
import { unlessRefused } from "../pieces/striking.ts";
import { openApplications } from "../pieces/targets.ts";

/** What rejecting promises of what the ATS then holds. */
export const rejectionPromise: ContractPromise = {
  promise: "stores the reason and the time of the rejection",
  async run(trial) {
    const all = await openApplications(trial);
    const reasons = (await trial.call("applications.listRejectionReasons")) as readonly {
      readonly id: string;
      readonly name: string | null;
    }[];
    const isMany = trial.capability.id === "applications.rejectMany";
    for (const [index, reason] of [reasons[0]!, reasons.at(-1)!].entries()) {
      const { id } = all[index]!;
      const input = { ...(isMany ? { applications: [id] } : { application: id }), reasonId: reason.id };
      const receipt = await unlessRefused(() => trial.call(trial.capability.id, input));
      if (receipt === undefined) return;
      const application = await heldById(trial, "applications", id);
      if (!isAbsentOf(trial, "applications", "rejectionReasonName"))
        assert.equal(application["rejectionReasonName"], reason.name, "the reason");
      if (!isAbsentOf(trial, "applications", "rejectedAt")) assert.ok(application["rejectedAt"], "the time");
      if (!isAbsentOf(trial, "applications", "outcome"))
        assert.equal(application["outcome"], "DECLINED", "the outcome");
    }
  },
};

/** A rejection may be repeated: the second finds what it would write, and leaves the record as it is. */
export const repeatedRejectionPromise: ContractPromise = {
  promise: "leaves the reason and the time of a rejection as they are when it is repeated",
  rules: [{ rule: "a repeated rejection leaves the time of the first", tried: "an hour passes between the two" }],
  async run(trial) {
    const [application] = await openApplications(trial);
    const [reason] = (await trial.call("applications.listRejectionReasons")) as { id: string }[];
    const reject = () => trial.call(trial.capability.id, { application: application!.id, reasonId: reason!.id });
    if ((await unlessRefused(reject)) === undefined) return;
    const { rejectedAt, rejectionReasonName } = await heldById(trial, "applications", application!.id);
    // Somebody works in the ATS, so time goes on.
    await trial.world.touch("jobs", trial.world.ids("jobs")[0]!);
    const later = new Date(trial.world.now().getTime() + 3_600_000);
    await using fresh = await connectedTo(trial, [clockOnce(new InstantClock(later))]);
    await fresh.call(trial.capability.id, { application: application!.id, reasonId: reason!.id });
    const again = await heldById(trial, "applications", application!.id);
    const wanted = { rejectedAt, rejectionReasonName };
    assert.deepEqual(
      { rejectedAt: again["rejectedAt"], rejectionReasonName: again["rejectionReasonName"] },
      wanted,
      "the second rejection changed the record",
    );
  },
};
