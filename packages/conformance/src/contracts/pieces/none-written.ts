import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import { refusalOf } from "../../assertions.ts";
import type { Trial } from "../../contract-test.ts";
import { issuesOf } from "./files.ts";

/** A call that must be refused, with nothing written. @returns the error. */
export const noneWritten = async (trial: Trial, attempt: () => Promise<unknown>, what: string) => {
  const before = trial.world.writes();
  const error = await refusalOf(attempt, what);
  assert.equal(
    trial.world.writes() - before,
    0,
    `${what}: a write was sent, which counts even if the ATS refuses it: check before the first write (\`oneOfThese\` of @anyats/core checks an id)`,
  );
  return error;
};

/** An error blames the caller, and where it names fields, the one whose value was wrong. */
export function blames(error: unknown, field: string, what: string): void {
  if (AtsError.is(error)) assert.equal(error.fault, "caller", `${what} ended in ${error.code}`);
  assert.deepEqual(
    issuesOf(error)
      .map(({ path }) => path)
      .filter((path) => path.split(/[.[]/)[0] !== field),
    [],
    `${what} was given as \`${field}\`, and the issue names another field`,
  );
}
