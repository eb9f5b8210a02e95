import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise } from "../../contract-test.ts";
import { connectedTo } from "../../trial.ts";
import { entersSomebody, somebody } from "../pieces/samples.ts";
import { ending, endingDuring } from "../pieces/striking.ts";
import { openJob } from "../pieces/targets.ts";

interface Entered {
  readonly applicationId: string | null;
  readonly candidateId: string | null;
}

/** What a command promises that enters people, of whom several may share an address, as couples do. */
export const sharedAddressPromise: ContractPromise = {
  promise: "names the person who was entered, where another has the same address",
  applies: ({ capability }) => entersSomebody(capability),
  async run(trial) {
    for (const trouble of ["none", "answer-lost"] as const) {
      await using other = await trial.another();
      const { trial: on } = other;
      const job = await openJob(on);
      const candidate = { ...somebody(), firstName: "Ida" };
      await using fresh = await connectedTo(on);
      const enter = (firstName: string) =>
        ending(() =>
          fresh.call(on.capability.id, { job, candidate: { ...candidate, firstName } }, { timeoutMs: 600_000 }),
        );
      if (AtsError.is(await enter("Ida"))) return;
      const ended = await (trouble === "none" ? enter("Ole") : endingDuring(on, trouble, () => enter("Ole")));
      // An ATS may treat an address as a person.
      if (ended === undefined || AtsError.is(ended)) continue;
      const { applicationId, candidateId } = ended as Entered;
      const record = (await on.world.records("applications")).find(({ id }) => id === applicationId);
      if (record?.["candidateId"] === undefined || candidateId === null) continue;
      assert.equal(
        candidateId,
        record["candidateId"],
        `${trouble === "none" ? "" : `${trouble}: `}two people share an address, and the receipt names another candidate than the new application has`,
      );
    }
  },
};
