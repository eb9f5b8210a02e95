import { strict as assert } from "node:assert";
import { refusalOf } from "../../assertions.ts";
import type { Trial } from "../../contract-test.ts";

/** A call that must be refused, with nothing written. @returns the error. */
export const noneWritten = async (trial: Trial, attempt: () => Promise<unknown>, what: string) => {
  const before = trial.world.writes();
  const error = await refusalOf(attempt, what);
  assert.equal(trial.world.writes() - before, 0, `${what}: something was written`);
  return error;
};
