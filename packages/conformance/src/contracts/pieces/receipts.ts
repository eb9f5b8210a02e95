import { strict as assert } from "node:assert";
import type { Trial } from "../../contract-test.ts";
import type { WorldRecord } from "../../world.ts";

/** What every command answers. */
export interface Receipt {
  readonly warnings: readonly { readonly message: string; readonly code: string | null }[];
  readonly settledBy: string;
}

/** What a command answers that enters somebody. */
export interface Created extends Receipt {
  readonly applicationId: string | null;
  readonly candidateId: string | null;
  readonly remoteId: string | null;
}

/** The record that the ATS holds under an id of a receipt. @throws {AssertionError} where it holds none. */
export const heldById = async (trial: Trial, group: string, id: string | null): Promise<WorldRecord> => {
  const found = (await trial.world.records(group)).find((record) => record.id === id);
  assert.ok(found, `the ATS holds no ${group} with the id ${id} of the receipt`);
  return found;
};
