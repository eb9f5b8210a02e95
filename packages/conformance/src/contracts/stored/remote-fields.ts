import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import { isDeepStrictEqual } from "node:util";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { type Fields, isFields } from "../../fields.ts";
import type { Sample } from "../../sample.ts";
import { connectedTo, withSettings } from "../../trial.ts";
import type { SeenCall } from "../../world.ts";
import { documentedFields } from "../pieces/documented-fields.ts";
import { leavesOf } from "../pieces/one-field-apart.ts";
import { askedBy } from "../pieces/requests.ts";
import { samplesOf } from "../pieces/samples.ts";
import { ending } from "../pieces/striking.ts";
import { changing } from "../pieces/variants.ts";

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

/** A value that says something: no empty record, and none in it. */
const saysSomething = (value: unknown): boolean =>
  !isFields(value) || (Object.keys(value).length > 0 && Object.values(value).every(saysSomething));

/** What a call asks, with the settings of a variant or the usual ones; undefined where it fails. */
async function asking(
  trial: Trial,
  input: Sample["input"],
  variant?: string,
): Promise<readonly SeenCall[] | undefined> {
  const settings = changing(trial).find(({ name }) => name === variant)?.settings ?? trial.world.settings;
  await using on = await connectedTo(withSettings(trial, settings));
  const { asked, given } = await askedBy(trial, () => ending(() => on.call(trial.capability.id, input)));
  return AtsError.is(given) ? undefined : asked;
}

const mark = { marked: "REMOTE-FIELD-4764" };

/** A connector that no adapter is for: what is given for it concerns another ATS. */
const anotherAts = "another-ats-4890";

/** The same fields as another ATS has them, with values of its own. */
const asOfAnother = (fields: Fields): Fields => ({
  [anotherAts]: Object.fromEntries(
    Object.values(fields).flatMap((each) =>
      isFields(each) ? Object.keys(each).map((name) => [name, "its own 4891"]) : [],
    ),
  ),
});

/** What the adapter writes itself where `remoteFields` go, for each sample and each setting. */
async function ownFields(trial: Trial, under: string) {
  const own: { readonly nth: number; readonly variant?: string; readonly fields: Fields }[] = [];
  for (const variant of [undefined, ...changing(trial).map(({ name }) => name)])
    for (const [nth, { input, tries }] of (await samplesOf(trial)).entries()) {
      if (tries.includes("remoteFields")) continue;
      await using fresh = await trial.another();
      const fields = sentUnder(await asking(fresh.trial, input, variant), under);
      if (!fields) continue;
      assert.ok(saysSomething(fields), `what is sent under \`${under}\` says nothing: leave it out`);
      own.push({ nth, ...(variant !== undefined && { variant }), fields });
      if (variant !== undefined) break; // One sample shows what a setting does.
    }
  return own;
}

/** What a command promises of the fields that a caller adds for the ATS, where the adapter adds some itself. */
export const remoteFieldsPromise: ContractPromise = {
  promise: "sends `remoteFields` beside what it writes there itself, and loses neither",
  rules: [
    {
      rule: "what `remoteFields` give under the name of another ATS's connector is not looked at, and no reason to refuse",
      tried: "it gives the fields that a limitation or your documentation names under another name, with other values",
    },
    {
      rule: "what a call says wins over a setting",
      tried: "it gives in `remoteFields` what another variant would set",
    },
  ],
  applies: ({ effect }) => effect !== "reads",
  async run(trial) {
    const plain = (await samplesOf(trial)).find(({ tries }) => tries.includes("remoteFields"));
    if (!plain) return;
    const asked = await asking(trial, plain.input);
    const given = plain.input["remoteFields"];
    const under = asked && recordsIn(asked).find(([, record]) => isDeepStrictEqual(record, given))?.[0];
    if (under === undefined) return;
    const sent = async (nth: number, remoteFields: Fields, variant?: string) => {
      await using fresh = await trial.another();
      const { input } = (await samplesOf(fresh.trial))[nth]!;
      return sentUnder(await asking(fresh.trial, { ...input, remoteFields }, variant), under);
    };
    for (const { fields } of documentedFields(trial)) {
      assert.ok(
        holds(await sent(0, fields), fields),
        `\`${under}\` does not hold what is documented: ${JSON.stringify(fields)}`,
      );
      const others = asOfAnother(fields);
      assert.ok(
        holds(await sent(0, others), others),
        `a value that only another ATS knows was given under the name of its connector, and refused or lost: ${JSON.stringify(others)}`,
      );
    }
    const own = await ownFields(trial, under);
    for (const { nth, variant, fields } of own) {
      const remoteFields = Object.fromEntries([...Object.keys(fields), "another"].map((name) => [name, mark]));
      const together = await sent(nth, remoteFields, variant);
      assert.ok(holds(together, fields), `what the adapter writes under \`${under}\` itself was lost`);
      assert.ok(holds(together, remoteFields), "`remoteFields` were lost where the adapter writes there itself");
      if (variant === undefined) continue;
      // A setting is for calls that say nothing.
      const other = own.find((each) => each.variant !== undefined && !isDeepStrictEqual(each.fields, fields));
      if (!other) continue;
      const said = await sent(nth, other.fields, variant);
      assert.ok(holds(said, other.fields), `the setting "${variant}" overrides what the call says`);
    }
  },
};

const replacement = "REPLACED-4826";

/** Every record inside a value, itself included. */
const records = (value: unknown): readonly Fields[] => [
  ...(isFields(value) ? [value] : []),
  ...[...named(value)].map(([, record]) => record),
];

/** The record in which fields of a caller arrived beside others, where they did. */
async function besideOwn(trial: Trial, input: Sample["input"], under: string, fields: Fields) {
  await using on = await connectedTo(trial);
  const options = { idempotencyKey: "beside-own-4827" };
  const call = () => on.call(trial.capability.id, { ...input, remoteFields: { [under]: fields } }, options);
  // An ATS may refuse what stands there then: what counts is what was sent.
  const { asked } = await askedBy(trial, () => ending(call));
  return asked.flatMap(({ body }) => records(body)).find(({ marked }) => marked === mark.marked);
}

/** What a command promises of the fields that a caller adds, where they stand among those of the call. */
export const ownFieldsStayPromise: ContractPromise = {
  promise: "lets `remoteFields` replace nothing that the call itself says",
  rules: [
    {
      rule: "`remoteFields` replace nothing that the call itself says: put them before the other fields",
      tried: "it gives fields with the names that the adapter itself sends",
    },
  ],
  applies: ({ effect }) => effect !== "reads",
  async run(trial) {
    const plain = (await samplesOf(trial)).find(({ tries }) => tries.includes("remoteFields"));
    if (!plain) return;
    const { remoteFields: _given, ...input } = plain.input;
    const said = new Set(["beside-own-4827", ...leavesOf(input).map(([, value]) => String(value))]);
    const isSaid = (value: unknown) =>
      said.has(String(value)) ||
      (typeof value === "string" && [...said].some((each) => each.length > 5 && value.includes(each)));
    const { id, facts } = trial.adapter;
    for (const under of new Set([id, facts.providerId, ...(facts.tools ?? [])])) {
      await using first = await trial.another();
      const found = await besideOwn(first.trial, input, under, mark);
      const own = Object.entries(found ?? {}).flatMap(([name, value]) =>
        name !== "marked" && isSaid(value) ? [name] : [],
      );
      for (const name of own) {
        await using fresh = await trial.another();
        const replaced = await besideOwn(fresh.trial, input, under, { ...mark, [name]: replacement });
        assert.notEqual(
          replaced?.[name],
          replacement,
          `a field \`${name}\` of \`remoteFields\` took the place of what the call says there`,
        );
      }
    }
  },
};
