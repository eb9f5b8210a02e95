import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import { refusalOf, sameIds } from "../../assertions.ts";
import type { ContractPromise } from "../../contract-test.ts";
import { idsOf, kindOf, pageSize } from "../pieces/small-pages.ts";
import { during, ending, makes } from "../pieces/striking.ts";
import { endsAtItsEndOnly } from "./page-ends.ts";

/** What stops a stream for good, which is never its end. */
const stopping = ["refused-quoting", "nothing-there", "key-withdrawn"] as const;

/** What a stream promises of a refusal after its first page. */
export const middlePromise: ContractPromise = {
  promise: "ends in an error if a later page is refused: that is not the end of the list",
  rules: [
    {
      rule: "a part of JSON lines that lacks its last line, or what that line says of the list, is an error",
      tried: "it leaves out what stands beside the records",
    },
    {
      rule: "a 404 or a refusal of a list is an error, and never the end of the list; neither is a page that does not say how the list goes on",
      tried: "each strikes after the first page; then the first page lacks each field beside its records",
    },
  ],
  applies: ({ kind, group }) => kind === "stream" && ["jobs", "applications", "candidates"].includes(group),
  async run(trial) {
    for (const trouble of stopping) {
      const read = async () => {
        let pages = 0;
        for await (const _page of trial.stream(trial.capability.id, {}, { pageSize, lookAhead: false }).pages()) {
          pages += 1;
          if (pages === 1 && !(await makes(trial, trouble))) return "never";
        }
        return "the end";
      };
      const ended = await ending(read);
      const struck = trial.world.struck?.() ?? 1;
      await trial.world.trouble("none");
      if (ended === "never" || struck === 0) continue; // A world that does not know this trouble.
      assert.ok(AtsError.is(ended), `${trouble}: the stream ended as if there were no more records`);
    }
    await endsAtItsEndOnly(trial, await idsOf(trial));
  },
};

/** What a stream promises of ends before its end: by a failure, or by its reader. */
export const brokenOffPromises: readonly ContractPromise[] = [
  {
    promise: "stops at once when it is cancelled",
    async run(trial) {
      const stop = new AbortController();
      const error = await refusalOf(async () => {
        for await (const _record of trial.stream(trial.capability.id, {}, { pageSize, signal: stop.signal }))
          stop.abort();
      }, "a cancelled stream");
      assert.equal(error.code, "call.aborted");
      for await (const _record of trial.stream(trial.capability.id, {}, { pageSize })) break;
    },
  },
  {
    promise: "survives a server that throttles, fails, and breaks off",
    async run(trial) {
      for (const trouble of ["throttled", "unavailable", "cut-off", "html-page", "request-lost"] as const) {
        const found = await during(trial, trouble, () => idsOf(trial, {}, { timeoutMs: 600_000 }));
        sameIds(found, trial.world.ids(kindOf(trial)), trouble);
      }
    },
  },
];
