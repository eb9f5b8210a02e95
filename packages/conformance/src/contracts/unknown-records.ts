import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise } from "../contract-test.ts";
import { recordNamedIn, samplesOf } from "./samples.ts";
import { ending } from "./striking.ts";

/** An id in the form of those that the ATS has, which no record has. */
const unlike = (id: string, all: readonly string[]): string => {
  const digit = (letter: string) => String((Number(letter) + 7) % 10);
  const other = id.replaceAll(/\d/g, digit);
  return other === id || all.includes(other) ? "222222222222222222222222" : other;
};

/** What every query promises that asks for something of one record. */
export const unknownRecordPromise: ContractPromise = {
  promise: "says that a record does not exist, where it is asked for what belongs to it",
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
  },
};
