import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { fetchIn, noting } from "../../worlds/tapped.ts";
import { ending } from "../pieces/striking.ts";
import { openJob } from "../pieces/targets.ts";

/** How many records a page has where nothing shows it. */
const usualPage = 100;

/** How many people are entered at most: each is a long call. */
const mostEntered = 60;

/** How an ATS calls the number of records that is asked for, and that number. */
const pageSize = /(?<![a-z])(?:page_?size|size|limit|count|per_?page|rows|first|take|top|max_?results)\W{1,4}(\d+)/gi;

/** One more than a page of what is found: as many as are asked for, else as a stream shows that a page holds. */
async function beyondAPage(trial: Trial): Promise<number> {
  const fetch = fetchIn(trial.world.settings);
  const noted = fetch && noting(fetch);
  await using fresh = await connectedTo(noted ? withFetch(trial, noted.fetch) : trial);
  await ending(() => fresh.call("candidates.find", { lastName: "Nobody-4751", limit: 1_000 }));
  const sizes = [...(noted?.taken() ?? "").matchAll(pageSize)].map(([, size]) => Number(size));
  if (sizes.length > 0) return 1 + Math.max(...sizes);
  const pages = fresh.stream("candidates.stream", {}, { lookAhead: false }).pages();
  for await (const { records } of pages)
    return 1 + (records.length < trial.world.ids("candidates").length ? records.length : usualPage);
  return 1 + usualPage;
}

/** What finding people promises of a name that more have than one page holds. */
export const manyAlikePromise: ContractPromise = {
  promise: "finds everybody of a name, or says that there may be more",
  applies: ({ capability }) => capability === "candidates.find",
  async run(trial) {
    const enter = ["candidates.create", "applications.create"].find((id) => trial.offers(id));
    if (enter === undefined || !trial.offers("candidates.stream")) return;
    const job = await openJob(trial);
    const lastName = "Alike-4751";
    const count = await beyondAPage(trial);
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
