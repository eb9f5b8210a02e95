import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise } from "../../contract-test.ts";
import type { Receipt } from "../pieces/receipts.ts";
import { during, ending } from "../pieces/striking.ts";
import { openApplications, target, targetId } from "../pieces/targets.ts";

/** A lost answer that nothing can settle ends in an error that says where to look. */
export const neverKnownPromise: ContractPromise = {
  promise: "reports an unknown outcome after a lost answer, and names the record to check",
  async run(trial) {
    const [application] = await openApplications(trial);
    const of = trial.capability.id.startsWith("applications.") ? "application" : "candidate";
    const input = { ...target(of, application!), label: "Score: 93 % 4750", url: "https://results.example.com/4750" };
    const before = trial.world.writes();
    const ended = await during(trial, "answer-lost", () => ending(() => trial.call(trial.capability.id, input)));
    assert.equal(trial.world.writes() - before, 1, "it was not sent once");
    if (!AtsError.is(ended)) return assert.equal((ended as Receipt).settledBy, "read-back");
    assert.equal(ended.retry, "unknown-outcome");
    const where = JSON.stringify(ended.details?.["reconcile"] ?? null);
    assert.ok(where.includes(targetId(of, application!)), "the error does not name the record to look at");
    assert.ok(!where.includes("Score"), "the error shows what was written");
  },
};
