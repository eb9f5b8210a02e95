import { AtsError, type CustomFieldDefinition } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo } from "../../trial.ts";
import { type Input, leavesOf, nameOf, withValue } from "../pieces/one-field-apart.ts";
import { askedBy, textOf } from "../pieces/requests.ts";
import { samplesOf } from "../pieces/samples.ts";
import { ending } from "../pieces/striking.ts";
import { warningsOf } from "../pieces/warnings.ts";

/**
 * Two amounts that are a hundredth apart. In binary, a hundred times one of them is a little less or a little more than a whole
 * number: an adapter that always rounds down, or always up, sends both as the same amount.
 */
const pairs = [
  [1025.08, 1025.09],
  [1024.16, 1024.17],
] as const;

/** A number that a platform writes with an exponent, and how that looks in a text: few systems read it, and some read 1.5. */
const tiny = 0.000_000_15;
const withExponent = /"1\.5[eE]-0?7"/;

/** The inputs with an amount in a field, for each field that takes one. */
async function amountsOf(
  trial: Trial,
): Promise<readonly (readonly [field: string, input: (amount: number) => Input, without?: Input])[]> {
  const samples = await samplesOf(trial);
  const [first] = samples;
  if (first?.input["updates"]) {
    const { group } = trial.cell;
    const fields: readonly CustomFieldDefinition[] = await trial.call(`${group}.listCustomFields`);
    return fields.flatMap(({ id, type, readOnly }) =>
      !readOnly && (type === "number" || type === "currency")
        ? [[`updates.${id}`, (amount: number) => ({ ...first.input, updates: { [id]: amount } })] as const]
        : [],
    );
  }
  return samples.flatMap(({ input }) =>
    leavesOf(input).flatMap(([path, value]) =>
      typeof value === "number"
        ? [
            [
              nameOf(path),
              (amount: number) => withValue(input, path, amount) as Input,
              // What an amount belongs to means nothing without it.
              withValue(input, path.slice(0, -1), undefined) as Input,
            ] as const,
          ]
        : [],
    ),
  );
}

/** What a call with an input asks of a fresh ATS, and whether it was carried out as it is, without a warning. */
async function asking(trial: Trial, input: Input): Promise<{ readonly text: string; readonly isDone: boolean }> {
  await using other = await trial.another();
  await using fresh = await connectedTo(other.trial);
  // Under one key, two calls that say the same send the same.
  const run = () => fresh.call(trial.capability.id, input, { idempotencyKey: "close-numbers-4825" });
  const { asked, given } = await askedBy(other.trial, () => ending(run));
  return { text: textOf(asked), isDone: !AtsError.is(given) && warningsOf(given).length === 0 };
}

/** The same; undefined where it refuses the input or warns. */
async function askedWith(trial: Trial, input: Input): Promise<string | undefined> {
  const { text, isDone } = await asking(trial, input);
  return isDone ? text : undefined;
}

/** What a command promises of amounts. */
export const closeNumbersPromise: ContractPromise = {
  promise: "sends amounts that differ by a hundredth as two, and 0 as 0, or warns",
  rules: [
    {
      rule: "an amount keeps its hundredths: round where you convert it, as 1025.09 × 100 is a little less than 102509",
      tried: "it gives pairs of amounts that are a hundredth apart, and compares what is sent",
    },
    {
      rule: "a number that goes to the ATS as a text is written out, without an exponent",
      tried: "it gives `0.00000015` in each field that takes an amount: no text with an exponent may be sent",
    },
    { rule: "0 is an amount", tried: "it gives an amount as 0, and leaves it out" },
  ],
  applies: ({ kind, capability }) => kind === "command" && capability !== "passthrough.send",
  async run(trial) {
    for (const [field, input, without] of await amountsOf(trial)) {
      const nought = without && (await askedWith(trial, input(0)));
      if (without && nought !== undefined)
        assert.notEqual(
          nought,
          await askedWith(trial, without),
          `\`${field}\` was given as 0, and what was sent is what is sent where nothing is given: 0 is an amount`,
        );
      // An ATS may refuse it for its digits: what counts is how it was sent.
      assert.doesNotMatch(
        (await asking(trial, input(tiny))).text,
        withExponent,
        `\`${field}\` was given as 0.00000015, and a text with an exponent was sent: write the number out`,
      );
      for (const [one, other] of pairs) {
        const sent = await askedWith(trial, input(one));
        if (sent === undefined) continue;
        assert.notEqual(
          await askedWith(trial, input(other)),
          sent,
          `\`${field}\` was given as ${one} and as ${other}, and the same was sent: round where you convert an amount`,
        );
      }
    }
  },
};
