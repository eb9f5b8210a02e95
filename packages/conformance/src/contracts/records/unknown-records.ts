import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo } from "../../trial.ts";
import { recordNouns, type RecordState } from "../../world.ts";
import { recordNamedIn, samplesOf } from "../pieces/samples.ts";
import { ending } from "../pieces/striking.ts";
import { nobody } from "../pieces/targets.ts";

/** An id in the form of those that the ATS has, which no record has. */
const unlike = (id: string, all: readonly string[]): string => {
  const digit = (letter: string) => String((Number(letter) + 7) % 10);
  const other = id.replaceAll(/\d/g, digit);
  return other === id || all.includes(other) ? nobody : other;
};

/** Asks for the id of a record of another kind, on a connection that has just met that one. */
async function ofAnotherKind(trial: Trial, field: string, all: readonly string[], usual: string): Promise<void> {
  const { id: capability } = trial.capability;
  for (const [kind, noun] of Object.entries(recordNouns)) {
    const namesake = `${kind}.${capability.split(".")[1]}`;
    const id = trial.world.ids(kind as RecordState["kind"]).find((each) => !all.includes(each));
    if (namesake === capability || !trial.offers(namesake) || id === undefined) continue;
    await using fresh = await connectedTo(trial);
    await ending(() => fresh.call(namesake, { [noun]: id }));
    const ended = await ending(() => fresh.call(capability, { [field]: id }));
    assert.equal(
      AtsError.is(ended) ? ended.code : "an answer",
      usual,
      `${id} is the id of a ${noun} that was asked for before, and of no ${field}: what is kept of records is kept by kind and id`,
    );
  }
}

/** What every query promises that asks for something of one record. */
export const unknownRecordPromise: ContractPromise = {
  promise: "says that a record does not exist, where it is asked for what belongs to it",
  ofVersions: true,
  applies: ({ kind, capability }) => kind === "query" && /\.(list|get)[A-Z]/.test(capability),
  async run(trial) {
    const [sample] = await samplesOf(trial);
    const named = recordNamedIn(trial, sample?.input);
    if (!named) return;
    const { field, id, all } = named;
    const unknown = unlike(id, all);
    const ended = await ending(() => trial.call(trial.capability.id, { [field]: unknown }));
    assert.ok(AtsError.is(ended), `there is no ${field} ${unknown}, and the answer is ${JSON.stringify(ended)}`);
    assert.equal(ended.fault, "caller", `it ended in ${ended.code}`);
    await ofAnotherKind(trial, field, all, ended.code);
  },
};
