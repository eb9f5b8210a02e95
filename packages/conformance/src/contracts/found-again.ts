import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise } from "../contract-test.ts";
import { connectedTo } from "../trial.ts";
import { samplesOf } from "./samples.ts";
import { endingDuring } from "./striking.ts";

/** What a command promises that says which reads settle it: it is not enough to claim to know nothing. */
export const foundAgainPromise: ContractPromise = {
  promise: "finds a write whose answer was lost by the reads that it says settle it",
  applies: ({ effect, settledBy, capability }) =>
    effect === "creates" && settledBy !== null && settledBy.length > 0 && capability !== "passthrough.send",
  async run(trial) {
    for (const trouble of ["answer-lost", "failed-after-write"] as const) {
      await using other = await trial.another();
      const { trial: on } = other;
      if (!on.cell.settledBy!.every((id) => on.offers(id))) return;
      const [sample] = await samplesOf(on);
      if (!sample) return;
      await using fresh = await connectedTo(on);
      const ended = await endingDuring(on, trouble, () =>
        fresh.call(on.capability.id, sample.input, { timeoutMs: 600_000 }),
      );
      if (ended === undefined) return;
      // Of a file that the ATS renames, a list of names tells nothing.
      const isRenamed = on.adapter.facts.traits?.fileNames === "changed" && on.capability.id.endsWith(".addAttachment");
      if (isRenamed && AtsError.is(ended) && ended.retry === "unknown-outcome") continue;
      if (AtsError.is(ended))
        assert.fail(
          `${trouble}: the write is there, \`settledBy\` names ${on.cell.settledBy!.join(", ")}, and the call ended in ${ended.code}`,
        );
      const { settledBy } = ended as { readonly settledBy?: string };
      assert.equal(settledBy, "read-back", `${trouble}: it claims an answer that was lost`);
    }
  },
};
