import { z } from "zod/mini";
import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise } from "../../contract-test.ts";
import { type Connected, connectedTo, withFetch } from "../../trial.ts";
import { fetchIn, rewriting } from "../../worlds/tapped.ts";
import { asks } from "../pieces/any-question.ts";
import { performing } from "../pieces/calling.ts";
import { ofNothing } from "../pieces/empty-pages.ts";
import { ending, isDeclared } from "../pieces/striking.ts";

/** What every stream and query promises of an account in which nobody has worked yet. */
export const emptyAccountPromise: ContractPromise = {
  promise: "returns nothing, or a typed error, where every list of the ATS is empty",
  applies: asks,
  async run(trial) {
    const { capability, cell } = trial;
    const [fetch, perform] = [fetchIn(trial.world.settings), await performing(trial)];
    if (!fetch || !perform) return;
    const stream = (filter: object) => (on: Connected) => on.stream(capability.id, filter).toArray();
    const runs =
      cell.kind === "stream" ? [perform, stream({ updatedAfter: "2020-01-01", includeDeleted: true })] : [perform];
    for (const run of runs) {
      await using on = await connectedTo(withFetch(trial, rewriting(fetch, ofNothing)));
      const ended = await ending(() => run(on));
      if (isDeclared(ended)) continue;
      if (AtsError.is(ended)) {
        // A record that is there may need an entry of a list; a list of nothing needs none.
        const allowed = cell.kind === "stream" ? /^configuration$/ : /^(?!adapter$)/;
        assert.match(ended.fault, allowed, `it ended in ${ended.code} (${ended.message})`);
      } else if (cell.kind === "stream") assert.deepEqual(ended, [], "every list is empty, and these arrived");
      else assert.ok(z.safeParse(capability.output, ended).success, "the answer is not canonical");
    }
  },
};
