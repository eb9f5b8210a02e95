import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import { isDeepStrictEqual } from "node:util";
import type { ContractPromise, Trial } from "../contract-test.ts";
import type { SeenCall } from "../world.ts";
import { askedBy } from "./performing.ts";
import { samplesOf, type Sample } from "./samples.ts";
import { ending } from "./striking.ts";

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Every record inside a value, by the name that it stands under. */
function* named(value: unknown): Generator<readonly [name: string, record: Fields]> {
  if (Array.isArray(value)) for (const each of value) yield* named(each);
  else if (isFields(value))
    for (const [name, held] of Object.entries(value)) {
      if (isFields(held)) yield [name, held];
      yield* named(held);
    }
}

const recordsIn = (asked: readonly SeenCall[]) => asked.flatMap(({ body }) => [...named(body)]);

/** The record that was sent under a name. */
function sentUnder(asked: readonly SeenCall[] | undefined, name: string): Fields | undefined {
  const found = recordsIn(asked ?? []).find(([each]) => each === name);
  return found?.[1];
}

/** Whether everything of a value stands in another one, too. */
function holds(all: unknown, part: unknown): boolean {
  if (!isFields(part)) return isDeepStrictEqual(all, part);
  return isFields(all) && Object.entries(part).every(([name, value]) => holds(all[name], value));
}

async function asking(trial: Trial, input: Sample["input"]): Promise<readonly SeenCall[] | undefined> {
  const { asked, given } = await askedBy(trial, () => ending(() => trial.call(trial.capability.id, input)));
  return AtsError.is(given) ? undefined : asked;
}

const mark = { marked: "REMOTE-FIELD-4764" };

/** What a command promises of the fields that a caller adds for the ATS, where the adapter adds some itself. */
export const remoteFieldsPromise: ContractPromise = {
  promise: "sends `remoteFields` beside what it writes there itself, and loses neither",
  applies: ({ effect }) => effect !== "reads",
  async run(trial) {
    const samples = await samplesOf(trial);
    const plain = samples.find(({ tries }) => tries.includes("remoteFields"));
    if (!plain) return;
    const asked = await asking(trial, plain.input);
    const given = plain.input["remoteFields"];
    const under = asked && recordsIn(asked).find(([, record]) => isDeepStrictEqual(record, given))?.[0];
    if (under === undefined) return;
    for (const { input } of samples.filter((each) => each !== plain)) {
      const own = sentUnder(await asking(trial, input), under);
      if (!own) continue;
      const remoteFields = Object.fromEntries([...Object.keys(own), "another"].map((name) => [name, mark]));
      await using fresh = await trial.another();
      const together = await asking(fresh.trial, { ...input, remoteFields });
      const sent = sentUnder(together, under);
      assert.ok(holds(sent, own), `what the adapter writes under \`${under}\` itself was lost`);
      assert.ok(holds(sent, remoteFields), "`remoteFields` were lost where the adapter writes there itself");
    }
  },
};
