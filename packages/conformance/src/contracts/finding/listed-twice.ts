import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { isFields } from "../../fields.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { fetchIn, hasId, rewriting } from "../../worlds/tapped.ts";
import { isDeleted } from "../pieces/records.ts";
import { ending } from "../pieces/striking.ts";

interface Listed {
  readonly id: string;
  readonly jobIds: readonly string[];
}

/** The queries that read pages of candidates and of jobs: lists that somebody changes all the time. */
const ofPages: ReadonlySet<string> = new Set(["candidates.find", "applications.listStages"]);

/** The lists of an answer, not those inside of records, with their first record once more. */
function twice(body: unknown): unknown {
  if (Array.isArray(body))
    return body.length > 0 && body.every((each) => isFields(each) && hasId(each)) ? [...body, body[0]] : body;
  if (!isFields(body) || hasId(body)) return body;
  return Object.fromEntries(Object.entries(body).map(([name, held]) => [name, twice(held)]));
}

async function inputFor({ world, capability }: Trial): Promise<object> {
  if (capability.id !== "candidates.find") return {};
  const people = (await world.records("candidates")).filter((each) => !isDeleted(each));
  return { lastName: people.find((each) => typeof each["lastName"] === "string")?.["lastName"] };
}

const onlyOnce = (ids: readonly string[], what: string) =>
  assert.deepEqual(
    ids.filter((id, nth) => ids.indexOf(id) < nth),
    [],
    `${what} that come twice: a list that changes while it is read gives a record again`,
  );

/** What a query promises whose list changes while it is read: a record moves to a later page. */
export const listedTwicePromise: ContractPromise = {
  promise: "gives a record once that the ATS lists twice",
  rules: [
    {
      rule: "a record that the ATS lists twice, since the list changed while it was read, comes once in a query, and its job once with a stage",
      tried: "it gives the first record of each list again",
    },
  ],
  applies: ({ capability }) => ofPages.has(capability),
  async run(trial) {
    const fetch = fetchIn(trial.world.settings);
    if (!fetch) return;
    await using on = await connectedTo(withFetch(trial, rewriting(fetch, twice)));
    const input = await inputFor(trial);
    const ended = await ending(() => on.call(trial.capability.id, input));
    if (AtsError.is(ended)) return; // The ATS never does so, and the adapter says that its answer is wrong.
    if (Array.isArray(ended))
      for (const { id, jobIds } of ended as readonly Listed[]) onlyOnce(jobIds, `jobs of the stage ${id}`);
    else {
      const { candidates } = ended as { readonly candidates: readonly { readonly id: string }[] };
      onlyOnce(
        candidates.map(({ id }) => id),
        "candidates",
      );
    }
  },
};
