import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise } from "../../contract-test.ts";
import { connectedTo } from "../../trial.ts";
import { beyondAPage, mostEntered } from "../pieces/beyond-a-page.ts";
import { entersSomebody, isTriedByTheOther } from "../pieces/samples.ts";
import { ending, hasApplied } from "../pieces/striking.ts";
import { openJob } from "../pieces/targets.ts";

const email = "people@agency-4931.example.com";
const person = (nth: number) => ({ firstName: `Kim${nth}`, lastName: "Sent", email });

/** What a command that enters people promises where more of them have one address than a page of the ATS holds. */
export const manyOfOneAddressPromise: ContractPromise = {
  promise: "knows each of more people of one address than a page holds",
  rules: [
    {
      rule: "a look for a known person reads every page, too: an agency enters all its people under one address",
      tried: "it enters more people of one address than a page holds, and the first and the last of them again",
    },
  ],
  applies: ({ capability }) => entersSomebody(capability),
  async run(trial) {
    if (isTriedByTheOther(trial)) return;
    const { id } = trial.capability;
    const job = await openJob(trial);
    const count = await beyondAPage(trial, (on) => on.call(id, { job, candidate: person(0) }, { timeoutMs: 600_000 }));
    if (count > mostEntered) return;
    const { world } = trial;
    await using fresh = await connectedTo(trial);
    const enter = (nth: number) =>
      ending(() => fresh.call(id, { job, candidate: person(nth) }, { timeoutMs: 600_000 }));
    await enter(0);
    const isKnown = hasApplied(await enter(0));
    if (!isKnown) return; // The ATS may take a second application.
    for (let nth = 1; nth < count; nth += 1) {
      const before = world.ids("applications").length;
      // To an ATS, an address may be a person.
      if (AtsError.is(await enter(nth)) || world.ids("applications").length === before) return;
    }
    for (const nth of [0, count - 1]) {
      const before = world.ids("applications");
      const again = await enter(nth);
      assert.deepEqual(
        [hasApplied(again), world.ids("applications").length],
        [true, before.length],
        `${count} people of one address have applied to the job, and one of them was entered again (whether it was refused, how many applications there are): read every page of the search`,
      );
    }
  },
};
