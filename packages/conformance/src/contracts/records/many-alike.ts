import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise } from "../../contract-test.ts";
import { connectedTo } from "../../trial.ts";
import { beyondAPage, mostEntered } from "../pieces/beyond-a-page.ts";
import { ending } from "../pieces/striking.ts";
import { openJob } from "../pieces/targets.ts";

/** What finding people promises of a name that more have than one page holds. */
export const manyAlikePromise: ContractPromise = {
  promise: "finds everybody of a name, or says that there may be more",
  rules: [
    {
      rule: "a search that leaves somebody out is not `complete`",
      tried:
        "it enters more people of one name than a page of the search holds, where a page holds at most 60, and asks with and without a `limit`",
    },
  ],
  applies: ({ capability }) => capability === "candidates.find",
  async run(trial) {
    const enter = ["candidates.create", "applications.create"].find((id) => trial.offers(id));
    if (enter === undefined || !trial.offers("candidates.stream")) return;
    const job = await openJob(trial);
    const lastName = "Alike-4751";
    const nobody = { lastName: "Nobody-4751", limit: 1_000 };
    const count = await beyondAPage(trial, (on) => on.call("candidates.find", nobody));
    if (count > mostEntered) return;
    await using fresh = await connectedTo(trial);
    for (let nth = 0; nth < count; nth += 1) {
      const candidate = { firstName: "Kim", lastName, email: `kim${nth}@alike.example.com` };
      if (AtsError.is(await ending(() => fresh.call(enter, { job, candidate })))) return;
    }
    const held = (await trial.world.records("candidates")).filter((each) => each["lastName"] === lastName);
    const asked = [{}, { firstName: "Kim" }, { limit: held.length - 1 }];
    for (const more of asked) {
      const { candidates, complete } = (await fresh.call("candidates.find", { lastName, limit: 1_000, ...more })) as {
        readonly candidates: readonly unknown[];
        readonly complete: boolean;
      };
      assert.ok(
        !complete || candidates.length >= held.length,
        `${held.length} people have the name, ${candidates.length} were found (${JSON.stringify(more)}), and the search says that it is complete: read every page`,
      );
    }
  },
};
