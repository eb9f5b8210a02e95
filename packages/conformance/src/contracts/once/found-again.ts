import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import type { SeenCall } from "../../world.ts";
import { fetchIn, rewording } from "../../worlds/tapped.ts";
import { otherwise } from "../pieces/instants.ts";
import { readsOfMade } from "../pieces/made.ts";
import { askedBy, goesBy, isRenamed } from "../pieces/requests.ts";
import { samplesOf } from "../pieces/samples.ts";
import { ending, endingDuring } from "../pieces/striking.ts";

/** What a command promises that says which reads settle it: it is not enough to claim to know nothing. */
export const foundAgainPromise: ContractPromise = {
  promise: "finds a write whose answer was lost by the reads that it says settle it",
  ofVersions: true,
  applies: ({ effect, settledBy, capability }) =>
    effect === "creates" && settledBy !== null && settledBy.length > 0 && capability !== "passthrough.send",
  async run(trial) {
    for (const trouble of ["answer-lost", "failed-after-write"] as const) {
      await using other = await trial.another();
      const { trial: on } = other;
      if (!on.cell.settledBy!.every((id) => on.offers(id))) return;
      const [sample] = await samplesOf(on);
      if (!sample) return;
      const fetch = on.world.freeTimes && fetchIn(on.world.settings);
      // What was written is known again however the ATS writes its instants.
      const isOtherwise = fetch && trouble === "failed-after-write";
      await using fresh = await connectedTo(isOtherwise ? withFetch(on, rewording(fetch, otherwise())) : on);
      const ended = await endingDuring(on, trouble, () =>
        fresh.call(on.capability.id, sample.input, { timeoutMs: 600_000 }),
      );
      if (ended === undefined) return;
      if (isRenamed(on) && AtsError.is(ended) && ended.retry === "unknown-outcome") continue;
      if (AtsError.is(ended))
        assert.fail(
          `${trouble}: the write is there, \`settledBy\` names ${on.cell.settledBy!.join(", ")}, and the call ended in ${ended.code}`,
        );
      const { settledBy } = ended as { readonly settledBy?: string };
      assert.equal(settledBy, "read-back", `${trouble}: it claims an answer that was lost`);
    }
  },
};

/** The routes of the reads that operations give, by which something is asked for; an ATS may have others. */
const routesOfReads = ({ claims, capability }: Trial, asked: readonly SeenCall[]) =>
  claims.cells
    .filter(({ capability: id }) => readsOfMade(capability.id).includes(id))
    .flatMap(({ routes }) => routes)
    .filter((route) => asked.some((seen) => goesBy(route, seen)));

/** What a command promises that names no read: it settles nothing by one. */
export const namesItsReadsPromise: ContractPromise = {
  promise: "names the reads in `settledBy` where a lost answer is settled by one",
  rules: [
    {
      rule: "`settledBy` of a receipt is `read-back` as soon as one of several writes was found by reading",
      tried: "it loses the answer of each write, and compares what the receipt says",
    },
  ],
  applies: ({ effect, settledBy, capability }) =>
    effect === "creates" && (settledBy === null || settledBy.length === 0) && capability !== "passthrough.send",
  async run(trial) {
    const [sample] = await samplesOf(trial);
    // An ATS may be asked for it by a read that no operation gives.
    if (!sample || !readsOfMade(trial.capability.id).some((id) => trial.offers(id))) return;
    await using fresh = await connectedTo(trial);
    const { asked, given: ended } = await askedBy(trial, () =>
      endingDuring(trial, "answer-lost", () => fresh.call(trial.capability.id, sample.input, { timeoutMs: 600_000 })),
    );
    const reads = routesOfReads(trial, asked);
    const { settledBy } = (ended ?? {}) as { readonly settledBy?: string };
    if (reads.length === 0 || settledBy !== "read-back") return;
    // What is asked where nothing is lost, such as the state of a task, finds no lost write.
    await using other = await trial.another();
    await using plainly = await connectedTo(other.trial);
    const usual = await askedBy(other.trial, () => ending(() => plainly.call(trial.capability.id, sample.input)));
    const timesOf = (route: (typeof reads)[number], all: readonly SeenCall[]) =>
      all.filter((seen) => goesBy(route, seen)).length;
    // What it looked for before the write, too, it asks for again where it settles by that.
    const wordsOf = (all: readonly SeenCall[]) =>
      Map.groupBy(
        all.filter((seen) => reads.some((route) => goesBy(route, seen))),
        (seen) => JSON.stringify(seen),
      );
    const usually = wordsOf(usual.asked);
    assert.ok(
      reads.every((route) => timesOf(route, asked) <= timesOf(route, usual.asked)) &&
        [...wordsOf(asked)].every(([words, all]) => all.length <= (usually.get(words) ?? all).length),
      "a lost answer was settled by a read, and `settledBy` names none",
    );
  },
};
