import { strict as assert } from "node:assert";
import type { ContractPromise } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { answerOf, counting } from "../../worlds/counting.ts";
import { fetchIn } from "../../worlds/tapped.ts";
import { failureOf, mostAttempts, performing } from "../pieces/calling.ts";
import { ending, makes } from "../pieces/striking.ts";

const json =
  (text: string, headers: Readonly<Record<string, string>> = {}) =>
  () =>
    new Response(text, { headers: { "content-type": "application/json", ...headers } });

const [deep, nested] = [100_000, "an answer that is nested too deep"];

const page = () =>
  new Response("<html><title>Welcome 4734</title></html>", { headers: { "content-type": "text/html" } });

/** What can be wrong with an answer that claims a success. */
const oddAnswers: Readonly<Record<string, () => Response>> = {
  "an empty answer": json(""),
  "half of an answer": json('{"data":{"results":['),
  "an answer with a piece missing": json('{"data":{"results":[{"id":"47}]}}\n'),
  "a text instead of JSON": json("OK"),
  "an object with nothing in it": json("{}"),
  "a page that asks nobody for a key": page,
  [nested]: json(`${"[".repeat(deep)}${"]".repeat(deep)}`),
  "an answer that announces 10 GB": json("{}", { "content-length": "10000000000" }),
};

/** Those of which the next one may be whole. */
const mayPass = /half|missing/;

/** What reading jobs promises; every other operation reads through the same client. */
export const oddAnswerPromises: readonly ContractPromise[] = [
  {
    promise: "ends in a typed error for an answer that cannot be read",
    rules: [
      {
        rule: "an answer that cannot be read, is nested too deep or announces too much ends in a typed error; that of `ats.unreadable-answer` names the status, and a whole answer may come next",
        tried: "it answers the reading of jobs with each of them",
      },
    ],
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
          let setAside = 0;
          fresh.ats.on("quarantine", () => void (setAside += 1));
          isOdd = true;
          const error = failureOf(await ending(() => run(fresh)));
          isOdd = false;
          // By its id, a stream may have asked for one record; and where an answer is a bare list, lists within it are one
          // entry: what cannot be read of it costs that record.
          if (!error && setAside > 0 && (run === byIds || what === nested)) continue;
          assert.ok(error, `${what}: the call claims a success`);
          // Some servers answer with nothing where there is no such record.
          if (error.code !== "record.not-found")
            assert.doesNotMatch(error.fault, /^(adapter|caller)$/, `${what}: whose fault it is (${error.code})`);
          if (error.code.endsWith("unreadable-answer"))
            assert.equal(error.status, 200, `${what}: the status that the error names`);
          // At the first request of a connection, the address may be that of another server.
          if (mayPass.test(what) && error.fault !== "configuration")
            assert.notEqual(error.retry, "never", `${what}: the next answer may be whole`);
          assert.ok(requests <= mostAttempts, `${what}: ${requests} requests for one call`);
          // Where a list is read, it is said of it that it is none.
          if (what === nested && trial.capability.id === "integration.checkKey" && error.fault !== "configuration")
            assert.equal(error.retry, "never", `${what}: the next answer is nested as deep`);
        }
    },
  },
  {
    promise: "ends, and not in a loop, where a list that a query reads repeats a cursor",
    rules: [
      {
        rule: "a query that reads a list ends where the server repeats a cursor (`all` of `LIST_PAGES` sees to that)",
        tried: "it repeats one, and counts the requests: at most 30",
      },
    ],
    applies: ({ kind }) => kind === "query",
    async run(trial) {
      const [run, fetch] = [await performing(trial), fetchIn(trial.world.settings)];
      if (!run || !fetch || trial.adapter.facts.traits?.paging === "by-place") return;
      const way = counting(fetch);
      // One that does not end must not take the kit with it.
      way.begin((nth) => (nth >= 2 * mostAttempts ? answerOf(403) : undefined));
      await using fresh = await connectedTo(withFetch(trial, way.fetch));
      if (!(await makes(trial, "repeated-cursor"))) return;
      const error = failureOf(await ending(() => run(fresh)));
      assert.ok(
        way.requests() <= mostAttempts,
        `${way.requests()} requests for one call: it reads the same page again`,
      );
      if (error && trial.world.struck?.() !== 0)
        assert.doesNotMatch(error.fault, /^(adapter|caller)$/, `whose fault it is (${error.code})`);
    },
  },
];
