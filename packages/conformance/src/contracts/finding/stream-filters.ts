import { strict as assert } from "node:assert";
import { sameIds } from "../../assertions.ts";
import type { ContractPromise } from "../../contract-test.ts";
import { worldHas } from "../../world-lacks.ts";
import { isAskable } from "../pieces/askable.ts";
import { idsOf } from "../pieces/small-pages.ts";

/** The states of a job that a filter takes by their name alone. */
const knownStatuses = new Set(["OPEN", "CLOSED", "DRAFT", "ARCHIVED"]);

/** What each stream promises of its own filters. */
export const streamFilterPromises: Readonly<Record<string, readonly ContractPromise[]>> = {
  "jobs.stream": [
    {
      promise: "gives only the jobs in the states that are asked for",
      async run(trial) {
        const all = (await trial.stream("jobs.stream").toArray()) as unknown as { id: string; status: string | null }[];
        const states = [...new Set(all.map(({ status }) => status))].filter((status) => status !== null);
        const only = trial.adapter.facts.traits?.onlyValues?.["jobs"]?.["status"];
        worldHas(states.length > 1 || only?.length === 1, "the world has jobs in one state only");
        if (only) assert.deepEqual(states.toSorted(), only.toSorted(), "the states that the trait `onlyValues` names");
        for (const status of states)
          sameIds(
            await idsOf(trial, { statuses: [knownStatuses.has(status) ? status : { other: status }] }),
            all.filter((job) => job.status === status).map(({ id }) => id),
            status,
          );
      },
    },
  ],
  "applications.stream": [
    {
      promise: "gives only the applications to the jobs that are asked for",
      async run(trial) {
        const all = (await trial.stream("applications.stream").toArray()) as unknown as { id: string; jobId: string }[];
        const jobIds = [...new Set(all.map(({ jobId }) => jobId))].slice(0, 2);
        const wanted = all.filter(({ jobId }) => jobIds.includes(jobId)).map(({ id }) => id);
        worldHas(wanted.length < all.length, "the world has applications to two jobs only");
        sameIds(await idsOf(trial, { jobIds }), wanted, "by jobs");
      },
    },
  ],
  "candidates.stream": [
    {
      promise: "finds a candidate by e-mail address, whatever its case",
      async run(trial) {
        const all = (await trial.stream("candidates.stream").toArray()) as unknown as {
          id: string;
          emailAddresses: { address: string }[];
        }[];
        const address = all
          .flatMap(({ emailAddresses }) => emailAddresses.map((each) => each.address))
          .find((each) => isAskable(each));
        worldHas(address, "the world has no candidate with an e-mail address");
        const has = (candidate: (typeof all)[number]) =>
          candidate.emailAddresses.some((email) => email.address.toLowerCase() === address.toLowerCase());
        sameIds(
          await idsOf(trial, { email: address.toUpperCase() }),
          all.filter(has).map(({ id }) => id),
          "by e-mail",
        );
      },
    },
  ],
};
