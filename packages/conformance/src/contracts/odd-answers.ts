import { strict as assert } from "node:assert";
import type { ContractPromise } from "../contract-test.ts";
import { connectedTo, withFetch } from "../trial.ts";
import { fetchIn } from "../worlds/tapped.ts";
import { ending } from "./striking.ts";
import { failureOf, mostAttempts, performing } from "./troubles.ts";

const json =
  (text: string, headers: Readonly<Record<string, string>> = {}) =>
  () =>
    new Response(text, { headers: { "content-type": "application/json", ...headers } });

const deep = 100_000;

const page = () =>
  new Response("<html><title>Welcome 4734</title></html>", { headers: { "content-type": "text/html" } });

/** What can be wrong with an answer that claims a success. */
const oddAnswers: Readonly<Record<string, () => Response>> = {
  "an empty answer": json(""),
  "half of an answer": json('{"data":{"results":['),
  "a text instead of JSON": json("OK"),
  "an object with nothing in it": json("{}"),
  "a page that asks nobody for a key": page,
  "an answer that is nested too deep": json(`${"[".repeat(deep)}${"]".repeat(deep)}`),
  "an answer that announces 10 GB": json("{}", { "content-length": "10000000000" }),
};

/** What reading jobs promises; every other operation reads through the same client. */
export const oddAnswerPromises: readonly ContractPromise[] = [
  {
    promise: "ends in a typed error for an answer that cannot be read",
    applies: ({ capability }) => /^(jobs\.(get|stream)|integration\.checkKey)$/.test(capability),
    async run(trial) {
      const [plain, fetch] = [await performing(trial), fetchIn(trial.world.settings)];
      if (!plain || !fetch) return;
      // By its id, a stream may read a record in another way.
      const [id] = trial.world.ids("jobs");
      const byIds: typeof plain = (on) => on.stream(trial.capability.id, { ids: [id] }).toArray();
      const runs = trial.cell.kind === "stream" ? [plain, byIds] : [plain];
      for (const run of runs)
        for (const [what, answer] of Object.entries(oddAnswers)) {
          let [isOdd, requests] = [false, 0];
          const odd: typeof fetch = (...request) => {
            if (!isOdd) return fetch(...request);
            requests += 1;
            return Promise.resolve(answer());
          };
          await using fresh = await connectedTo(withFetch(trial, odd));
          isOdd = true;
          const error = failureOf(await ending(() => run(fresh)));
          isOdd = false;
          assert.ok(error, `${what}: the call claims a success`);
          // Some servers answer with nothing where there is no such record.
          if (error.code !== "record.not-found")
            assert.doesNotMatch(error.fault, /^(adapter|caller)$/, `${what}: whose fault it is (${error.code})`);
          assert.ok(requests <= mostAttempts, `${what}: ${requests} requests for one call`);
        }
    },
  },
];
