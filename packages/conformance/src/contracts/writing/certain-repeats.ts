import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo } from "../../trial.ts";
import type { Trouble } from "../../world.ts";
import { askedBy, hasTrace, textOf } from "../pieces/requests.ts";
import type { Sample } from "../../sample.ts";
import { samplesOf } from "../pieces/samples.ts";
import { ending, endingDuring } from "../pieces/striking.ts";
import { warningsOf } from "../pieces/warnings.ts";

/** How a call of one sample ends, in a fresh world, and what it asked. */
async function performed(trial: Trial, nth: number, trouble: Trouble) {
  await using other = await trial.another();
  const { trial: on } = other;
  const { input } = (await samplesOf(on))[nth]!;
  await using fresh = await connectedTo(on);
  const run = () => fresh.call(on.capability.id, input, { timeoutMs: 600_000 });
  const { asked, given } = await askedBy(on, () => (trouble === "none" ? ending(run) : endingDuring(on, trouble, run)));
  return { asked, given };
}

const isPlain = ({ tries }: Sample) => tries.length === 0;

/** What a command promises of what it sends again after something was lost. */
export const certainRepeatPromises: readonly ContractPromise[] = [
  {
    promise: "warns of nothing where a lost answer leaves nothing unknown",
    applies: ({ effect }) => effect === "idempotent",
    async run(trial) {
      if (!(await samplesOf(trial)).some(isPlain)) return;
      const usual = await performed(trial, 0, "none");
      if (AtsError.is(usual.given)) return;
      for (const trouble of ["answer-lost", "request-lost"] as const) {
        const { given } = await performed(trial, 0, trouble);
        if (given === undefined || AtsError.is(given)) return;
        assert.deepEqual(warningsOf(given), warningsOf(usual.given), `${trouble}: the write may be repeated as it is`);
      }
    },
  },
  {
    promise: "sends each field again after a lost request, or says that it does not",
    applies: ({ effect, capability }) => effect !== "reads" && capability !== "passthrough.send",
    async run(trial) {
      for (const [nth, { traces, tries }] of (await samplesOf(trial)).entries()) {
        if (traces.length === 0 || tries.length === 0) continue;
        const { asked, given } = await performed(trial, nth, "request-lost");
        if (given === undefined) return;
        if (AtsError.is(given) || warningsOf(given).length > 0) continue;
        for (const trace of traces) {
          const sent = asked.filter((call) => hasTrace(textOf([call]), trace));
          assert.ok(
            sent.length !== 1,
            `${tries.join(", ")}: "${trace}" was in the request that was lost, and in no other`,
          );
        }
      }
    },
  },
];
