import { strict as assert } from "node:assert";
import type { ContractPromise } from "../../contract-test.ts";
import { answerOf } from "../../worlds/counting.ts";
import { failureOf } from "../pieces/calling.ts";
import { asksBehind, ofTheConnectionOrBehind, reading } from "./read-once-more.ts";

/** What each status means, whatever the request. Source: RFC 9110, section 15; RFC 6585. */
const meanings: readonly {
  readonly status: number;
  readonly code: RegExp;
  readonly fault: RegExp;
  readonly concerns: RegExp;
  readonly passes?: true;
}[] = [
  // What an aggregator or an ATS refuses without a reason may be its own fault.
  { status: 400, code: /^(input|record|connection|aggregator|ats)\./, fault: /./, concerns: /^call$/ },
  { status: 401, code: /^connection\./, fault: /^configuration$/, concerns: /^connection$/ },
  // Some ATS answer a wrong key so.
  { status: 403, code: /^(connection|capability)\./, fault: /^configuration$/, concerns: /^(capability|connection)$/ },
  { status: 413, code: /^input\.too-large$/, fault: /^caller$/, concerns: /^call$/ },
  { status: 422, code: /^(input|record|connection|aggregator|ats)\./, fault: /./, concerns: /^call$/ },
  { status: 408, code: /\.(timed-out|unavailable)$/, fault: /^(ats|aggregator)$/, concerns: /^call$/, passes: true },
  { status: 429, code: /quota/, fault: /^(ats|caller|aggregator)$/, concerns: /^call$/, passes: true },
  { status: 500, code: /\.(unavailable|failed)$/, fault: /^(ats|aggregator)$/, concerns: /^call$/, passes: true },
  { status: 503, code: /\.(unavailable|failed)$/, fault: /^(ats|aggregator)$/, concerns: /^call$/, passes: true },
  { status: 599, code: /\.(unavailable|failed)$/, fault: /^(ats|aggregator)$/, concerns: /^call$/, passes: true },
];

/** What reads promise of the status of an answer. */
export const statusMeaningPromises: readonly ContractPromise[] = [
  {
    promise: "gives each status its meaning: whose fault, what it concerns, whether it passes",
    rules: [
      {
        rule: "a status means the same for every ATS: whose fault, what it concerns, whether it passes",
        tried: "it answers every request with each of them",
      },
    ],
    applies: ofTheConnectionOrBehind,
    async run(trial) {
      await reading(trial, async ({ read }) => {
        for (const { status, code, fault, concerns, passes } of meanings) {
          const error = failureOf(await read(() => answerOf(status)));
          const what = `HTTP ${status}`;
          assert.ok(error, `${what}: the call claims a success`);
          assert.match(error.code, code, `${what}: the code of its error is ${error.code}`);
          assert.match(error.fault, fault, `${what}, ${error.code}: whose fault it is`);
          const isBehind = asksBehind(trial.cell);
          if (isBehind)
            assert.notEqual(error.fault, "aggregator", `${what}, ${error.code}: the ATS itself answered so`);
          // As the guide for adapters says: `quota.exceeded` is the app's own.
          if (status === 429 && (trial.cell.lane === "native" || isBehind))
            assert.deepEqual([error.code, error.fault], ["ats.quota-exceeded", "ats"], `${what}, from the ATS itself`);
          assert.equal(error.status, status, `${what}: the status that the error names`);
          // Where the key is good, other operations may still be permitted.
          const concerned = error.code === "connection.permission-missing" ? /^capability$/ : concerns;
          assert.match(error.concerns, concerned, `${what}, ${error.code}: what it concerns`);
          assert.equal(error.retry !== "never", passes ?? false, `${what}, ${error.code}: whether it passes`);
          assert.ok(error.message.length > 10 && error.advice.length > 10, `${what}: what happened, and what to do`);
        }
      });
    },
  },
];
