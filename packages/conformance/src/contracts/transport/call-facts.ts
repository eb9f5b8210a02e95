import { strict as assert } from "node:assert";
import type { ContractPromise } from "../../contract-test.ts";
import { answerOf } from "../../worlds/counting.ts";
import { failureOf, ofTheConnection } from "../pieces/calling.ts";
import { makes } from "../pieces/striking.ts";
import { factsNoted } from "./facts-noted.ts";
import { reading, sum } from "./read-once-more.ts";

/** What reads promise of the figures that observers get. */
export const callFactPromises: readonly ContractPromise[] = [
  {
    promise: "reports the requests, bytes, records and waits of a call as they were",
    rules: [
      {
        rule: "what a call cost is reported as it was: `attempts`, `bytes`, `records`, `quarantined`, waits, and an event for each wait",
        tried: "it counts what goes by, with a throttled request and a failure among it",
      },
    ],
    applies: ofTheConnection,
    async run(trial) {
      const { observer, taken } = factsNoted();
      await reading(
        trial,
        async ({ way, clock, read, on }) => {
          const told: Readonly<Record<"retry" | "quota", Record<string, unknown>[]>> = { retry: [], quota: [] };
          for (const name of ["retry", "quota"] as const)
            on.ats.on(name, (event) => told[name].push(event as Record<string, unknown>));
          taken();
          const records = await read((nth) => {
            if (nth === 0) return answerOf(429, { "retry-after": "2" });
            return nth === 1 ? answerOf(503) : undefined;
          });
          assert.ok(Array.isArray(records), `a throttled request and a failure ended in ${failureOf(records)?.code}`);
          const facts = taken();
          assert.equal(facts["attempts"], way.requests(), "`attempts` is not the number of requests");
          // Of another format than JSON, the kit does not see what arrives.
          if (!trial.world.asSent) assert.equal(facts["bytes"], way.bytes(), "`bytes` is not what the answers had");
          assert.ok(facts["records"]! >= records.length, "`records` is less than the records that were given");
          assert.equal(facts["quarantined"] ?? 0, 0, "`quarantined`, where every record could be read");
          const [first = 0] = clock.pauses;
          assert.equal(facts["waitedMs"], sum(clock.pauses), "`waitedMs` is not the time that it waited");
          assert.equal(facts["quotaWaitMs"], first, "`quotaWaitMs` is not the time that it waited for the limit");
          assert.equal(facts["quotaWaits"], 1, "`quotaWaits`, where one request was throttled");
          const { id: capability } = trial.capability;
          assert.deepEqual(
            told.retry.map(({ because: _why, ...event }) => event),
            // What follows may be the pauses between looks at a task of the ATS: nothing is repeated there.
            clock.pauses.slice(0, 2).map((waitMs, nth) => ({ capability, attempt: nth + 2, waitMs })),
            "the `retry` events",
          );
          const [throttled, failed] = told.retry.map(({ because }) => String(because));
          assert.match(throttled!, /quota/, "why it was repeated when it was throttled");
          assert.match(failed!, /\.(unavailable|failed)$/, "why it was repeated after a failure");
          const [wait] = told.quota;
          assert.deepEqual(
            { ...wait, limit: typeof wait?.["limit"] === "string" && wait["limit"].length > 0 },
            { capability, waitMs: first, limit: true },
            "the `quota` event",
          );
          assert.equal(told.quota.length, 1, "`quota` events, where one request was throttled");
          if (!(await makes(trial, "unreadable-record"))) return;
          await read();
          assert.equal(taken()["quarantined"], 1, "`quarantined`, where one record could not be read");
        },
        { observers: [observer] },
      );
    },
  },
];
