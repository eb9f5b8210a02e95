import { AtsError, type CustomFieldDefinition, type CustomFieldValue } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { changedWithin } from "../../fields.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { recordNouns } from "../../world.ts";
import { fetchIn, rewriting } from "../../worlds/tapped.ts";
import { updatesFields } from "../pieces/custom-field-values.ts";
import type { Kind } from "../pieces/states.ts";
import { ending, isDeclared } from "../pieces/striking.ts";

/** Whether an entry of a list is an option of this name: the name itself, or something that says it. */
const isCalled = (entry: unknown, name: string): boolean =>
  entry === name || (typeof entry === "object" && entry !== null && Object.values(entry).includes(name));

/** An answer without one of the options: it lists all of them elsewhere. @param met Called where it does. */
const withoutOption = (body: unknown, options: readonly string[], option: string, met: () => void): unknown =>
  changedWithin(body, (held) => {
    if (!Array.isArray(held) || !options.every((each) => held.some((entry) => isCalled(entry, each)))) return undefined;
    met();
    return held.filter((entry) => !isCalled(entry, option));
  });

/** Sets and reads an option of a field that somebody adds while the connection lives. */
async function followsOption(trial: Trial, { id, type, options }: CustomFieldDefinition): Promise<void> {
  const kind = trial.cell.group as Kind;
  const of = { [recordNouns[kind]]: trial.world.ids(kind)[0] };
  const option = options!.at(-1)!;
  const given = type === "multi-select" ? [option] : option;
  let [isThere, isHidden] = [false, true];
  const way = rewriting(fetchIn(trial.world.settings)!, (body) =>
    isHidden ? withoutOption(body, options!, option, () => (isThere = true)) : body,
  );
  await using on = await connectedTo(withFetch(trial, way));
  const list = async (input: object) =>
    ((await on.call(`${kind}.listCustomFields`, input)) as readonly CustomFieldDefinition[]).find(
      (each) => each.id === id,
    )?.options;
  const known = await list({});
  if (!isThere || known?.includes(option)) return;
  isHidden = false;
  const what = `"${option}" was added to the options of ${id} while it was connected`;
  const ended = await ending(() => on.call(trial.capability.id, { ...of, updates: { [id]: given } }));
  if (isDeclared(ended)) return;
  assert.ok(!AtsError.is(ended), `${what}, and setting it ended in ${AtsError.is(ended) ? ended.message : ""}`);
  assert.deepEqual(await list({ refresh: true }), options, `${what}: the options after \`refresh\``);
  if (!trial.offers(`${kind}.getCustomFieldValues`)) return;
  const values = (await on.call(`${kind}.getCustomFieldValues`, of)) as readonly CustomFieldValue[];
  assert.deepEqual(values.find(({ definitionId }) => definitionId === id)?.value, given, `${what}, and set: its value`);
}

/** What an update promises of an option that is added while the connection lives. */
export const addedOptionPromise: ContractPromise = {
  promise: "sets an option that was added while it is connected, and reads it after refresh",
  rules: [
    {
      rule: "an option of a custom field is added while a connection lives: it can be set at once (definitions that are kept are read again before one is called unknown, `checkedAgainstKept` of `@anyats/http` does so)",
      tried: "answers show an option later than the others",
    },
  ],
  applies: updatesFields,
  async run(trial) {
    const list = `${trial.cell.group}.listCustomFields`;
    if (!fetchIn(trial.world.settings) || !trial.offers(list)) return;
    const fields = (await trial.call(list)) as unknown as readonly CustomFieldDefinition[];
    for (const field of fields)
      if (/select/.test(field.type) && !field.readOnly && (field.options?.length ?? 0) > 1)
        await followsOption(trial, field);
  },
};
