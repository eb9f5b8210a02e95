import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { isFields } from "../../fields.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { fetchIn, hasId, rewritingAnswers } from "../../worlds/tapped.ts";
import { isDeleted } from "../pieces/records.ts";
import { samplesOf } from "../pieces/samples.ts";
import { nodeIn, saysHow } from "../pieces/says-how.ts";
import { ending } from "../pieces/striking.ts";

/** The lists of an answer, not those inside of records, with their first record once more. */
function twice(body: unknown): unknown {
  if (Array.isArray(body))
    return body.length > 0 && body.map(nodeIn).every((each) => isFields(each) && hasId(each))
      ? [...(body as unknown[]), body[0]]
      : body;
  if (!isFields(body) || hasId(body)) return body;
  return Object.fromEntries(Object.entries(body).map(([name, held]) => [name, twice(held)]));
}

async function inputFor(trial: Trial): Promise<object> {
  const { world, capability } = trial;
  if (capability.id !== "candidates.find") return (await samplesOf(trial))[0]?.input ?? {};
  const people = (await world.records("candidates")).filter((each) => !isDeleted(each));
  return { lastName: people.find((each) => typeof each["lastName"] === "string")?.["lastName"] };
}

const onlyOnce = (ids: readonly unknown[], what: string) =>
  assert.deepEqual(
    ids.filter((id, nth) => ids.indexOf(id) < nth),
    [],
    `${what} that come twice: a list that changes while it is read gives a record again`,
  );

/** Looks at an answer that is a list, or that has one beside other facts; a stage names the jobs that it is a stage of. */
function noneTwice(answer: unknown): void {
  if (isFields(answer) && hasId(answer)) return;
  const lists = Array.isArray(answer) ? [answer] : Object.values(isFields(answer) ? answer : {}).filter(Array.isArray);
  for (const list of lists) {
    const records = (list as readonly unknown[]).filter(isFields).filter(({ id }) => typeof id === "string");
    onlyOnce(
      records.map(({ id }) => id),
      "records",
    );
    for (const { id, jobIds } of records) if (Array.isArray(jobIds)) onlyOnce(jobIds, `jobs of ${String(id)}`);
  }
}

/** What a query promises whose list changes while it is read: a record moves to a later page. */
export const listedTwicePromise: ContractPromise = {
  promise: "gives a record once that the ATS lists twice",
  rules: [
    {
      rule: "a record that the ATS lists twice, since the list changed while it was read, comes once in a query, and its job once with a stage (`all` of `LIST_PAGES` leaves out the second)",
      tried: "it gives the first record of each list again that says how it goes on",
    },
  ],
  applies: ({ kind, capability }) => kind === "query" && capability !== "passthrough.send",
  async run(trial) {
    const fetch = fetchIn(trial.world.settings);
    if (!fetch) return;
    const doubling = rewritingAnswers(fetch, ({ body, headers }) => ({
      body: saysHow(body, headers) ? twice(body) : body,
      headers,
    }));
    await using on = await connectedTo(withFetch(trial, doubling));
    const ended = await ending(async () => on.call(trial.capability.id, await inputFor(trial)));
    // The ATS never does so, and the adapter says that its answer is wrong.
    if (!AtsError.is(ended)) noneTwice(ended);
  },
};
