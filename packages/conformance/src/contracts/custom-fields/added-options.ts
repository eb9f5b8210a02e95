import { AtsError, type CustomFieldDefinition, type CustomFieldValue } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { changedWithin } from "../../fields.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { recordNouns } from "../../world.ts";
import { fetchIn, rewriting } from "../../worlds/tapped.ts";
import { isSole, updatesFields, valuesFor } from "../pieces/custom-field-values.ts";
import type { Kind } from "../pieces/states.ts";
import { ending, isDeclared } from "../pieces/striking.ts";

/** Whether an entry of a list is an option of this name: the name itself, or something that says it. */
const isCalled = (entry: unknown, name: string): boolean =>
  entry === name || (typeof entry === "object" && entry !== null && Object.values(entry).includes(name));

/**
 * An answer without one of the options: it lists all of them elsewhere.
 * @param met Called where it does.
 * @param fields The ids of all fields: what names one is a value of it, and not an option.
 */
const withoutOption = (
  body: unknown,
  options: readonly string[],
  option: string,
  met: () => void,
  fields: readonly string[] = [],
): unknown =>
  changedWithin(body, (held) => {
    if (!Array.isArray(held) || !options.every((each) => held.some((entry) => isCalled(entry, each)))) return undefined;
    if (held.some((entry) => fields.some((id) => entry !== id && isCalled(entry, id)))) return undefined;
    met();
    return held.filter((entry) => !isCalled(entry, option));
  });

/** The values of the first records of a kind, by the records' ids. */
async function valuesOfSome(trial: Trial, kind: Kind, most: number) {
  const all = new Map<string, readonly CustomFieldValue[]>();
  for (const id of trial.world.ids(kind).slice(0, most))
    all.set(id, await trial.call(`${kind}.getCustomFieldValues`, { [recordNouns[kind]]: id }));
  return all;
}

/** The fields that some records have, by the records' ids: an ATS may define some for a part of them. */
async function fieldsOf(trial: Trial, kind: Kind): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const values = [...(await valuesOfSome(trial, kind, 4))];
  return new Map(values.map(([id, held]) => [id, new Set(held.map(({ definitionId }) => definitionId))]));
}

/**
 * Sets and reads an option of a field that somebody adds while the connection lives, of two records at once, and beside another
 * field.
 */
async function followsOption(
  trial: Trial,
  { id, type, options }: CustomFieldDefinition,
  other: CustomFieldDefinition | undefined,
  records: readonly string[],
): Promise<void> {
  const kind = trial.cell.group as Kind;
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
  const beside = other ? { [other.id]: valuesFor(other)[0]! } : {};
  isHidden = false;
  const what = `"${option}" was added to the options of ${id} while it was connected`;
  const inputs = [{ updates: { ...beside, [id]: given } }, { updates: { [id]: given, ...beside } }];
  const all = await Promise.all(
    records.map((record, nth) =>
      ending(() => on.call(trial.capability.id, { [recordNouns[kind]]: record, ...inputs[nth] })),
    ),
  );
  if (all.some(isDeclared)) return;
  for (const [nth, ended] of all.entries())
    assert.ok(
      !AtsError.is(ended),
      `${what}, and setting it${other ? ` beside ${other.name}` : ""}, of record ${nth + 1} of ${records.length} at once, ended in ${AtsError.is(ended) ? ended.message : ""}`,
    );
  assert.deepEqual(await list({ refresh: true }), options, `${what}: the options after \`refresh\``);
  if (!trial.offers(`${kind}.getCustomFieldValues`)) return;
  for (const record of records) {
    const values: readonly CustomFieldValue[] = (await on.call(`${kind}.getCustomFieldValues`, {
      [recordNouns[kind]]: record,
    })) as never;
    const valueOf = (field: string) => values.find(({ definitionId }) => definitionId === field)?.value;
    assert.deepEqual(valueOf(id), given, `${what}, and set: its value`);
    for (const [field, value] of Object.entries(beside))
      assert.deepEqual(valueOf(field), value, `${what}, and set beside ${field}: the value of that one`);
  }
}

/** What an update promises of an option that is added while the connection lives. */
export const addedOptionPromise: ContractPromise = {
  promise: "sets an option that was added while it is connected, and reads it after refresh",
  rules: [
    {
      rule: "an option of a custom field is added while a connection lives: it can be set at once (definitions that are kept are read again before one is called unknown, `checkedAgainstKept` of `@anyats/http` does so)",
      tried: "answers show an option later than the others, and two updates at once set it, beside another field",
    },
  ],
  applies: updatesFields,
  async run(trial) {
    const kind = trial.cell.group as Kind;
    const list = `${kind}.listCustomFields`;
    if (!fetchIn(trial.world.settings) || !trial.offers(list)) return;
    const fields = (await trial.call(list)) as unknown as readonly CustomFieldDefinition[];
    const held = trial.offers(`${kind}.getCustomFieldValues`) ? await fieldsOf(trial, kind) : new Map<string, never>();
    const [first] = trial.world.ids(kind);
    const settable = fields.filter((each) => each.type === "text" && !each.readOnly && isSole(fields, each.name));
    for (const field of fields.filter((each) => /select/.test(each.type) && !each.readOnly)) {
      if ((field.options?.length ?? 0) < 2 || first === undefined) continue;
      const other = settable.find(({ id }) => held.get(first)?.has(id));
      const another = [...held].find(
        ([record, ids]) => record !== first && ids.has(field.id) && (!other || ids.has(other.id)),
      );
      await followsOption(trial, field, other, another ? [first, another[0]] : [first]);
    }
  },
};

interface HeldOption {
  readonly field: CustomFieldDefinition;
  readonly option: string;
  /** A record that holds it. */
  readonly id: string;
}

/** Each option of a select field that some records hold. */
async function heldOptions(trial: Trial, fields: readonly CustomFieldDefinition[]): Promise<readonly HeldOption[]> {
  const values = [...(await valuesOfSome(trial, trial.cell.group as Kind, 8))];
  return values.flatMap(([id, held]) =>
    held.flatMap(({ definitionId, value }) => {
      const field = fields.find((each) => each.id === definitionId && /select/.test(each.type));
      const options = [value].flat().filter((one) => field?.options?.includes(String(one)));
      return field ? options.map((option) => ({ field, option: String(option), id })) : [];
    }),
  );
}

/** What a record holds of an option that is not listed is given, or reported. @param way Shows no such option. */
async function givesRetired(
  trial: Trial,
  way: typeof globalThis.fetch,
  { field, option, id }: HeldOption,
  held: unknown,
) {
  const wanted = [held].flat();
  // What holds all options looks like the list of them.
  if (wanted.length >= field.options!.length) return;
  await using on = await connectedTo(withFetch(trial, way));
  let reports = 0;
  on.ats.on("drift", () => (reports += 1));
  const input = { [recordNouns[trial.cell.group as Kind]]: id };
  const ended = await ending(() => on.call(trial.capability.id, input));
  const what = `"${option}" is not among the options of ${field.name} any more, and ${id} holds it`;
  if (AtsError.is(ended)) assert.fail(`${what}: reading its fields ended in ${ended.code}`);
  const found = (ended as readonly CustomFieldValue[]).find(({ definitionId }) => definitionId === field.id);
  const given = [found?.value ?? []].flat();
  assert.ok(
    given.length >= wanted.length || reports > 0 || Object.hasOwn(found ?? {}, "raw"),
    `${what}: ${JSON.stringify(wanted)} is given as ${JSON.stringify(found?.value)}. Give what the record holds, or null with a \`drift\` event`,
  );
}

/** What reading custom fields promises of an option that is added while the connection lives, and of one that is retired. */
export const readsAddedOptionPromise: ContractPromise = {
  promise: "gives a value whose option was added while it is connected, or retired",
  rules: [
    {
      rule: "a record holds an option that was added while a connection lives: definitions that are kept are read again before the value is given as unknown (`AddedSince` of `@anyats/http` does so)",
      tried:
        "answers show an option later than the others, and it reads a record that holds it, after one that holds an option that is listed no more",
    },
    {
      rule: "a record keeps a value whose option was retired: it is given, or the field is null with a `drift` event, and never a part of it",
      tried: "answers list an option no more, and it reads a record that holds it",
    },
  ],
  async run(trial) {
    const kind = trial.cell.group as Kind;
    const [fetch, list] = [fetchIn(trial.world.settings), `${kind}.listCustomFields`];
    if (!fetch || !trial.offers(list)) return;
    const fields = (await trial.call(list)) as unknown as readonly CustomFieldDefinition[];
    const all = await heldOptions(trial, fields);
    const ids = fields.map((each) => each.id);
    for (const { field, option, id } of new Map(all.map((each) => [each.field.id, each])).values()) {
      if (field.options!.length < 2) continue;
      const holding = new Set(all.flatMap((each) => (each.field === field && each.option === option ? [each.id] : [])));
      // A record may hold what no list has any more: what is added later is another thing.
      const orphan = all.find((each) => !field.options!.includes(each.option) && !holding.has(each.id));
      let isHidden = true;
      const without = (body: unknown, each: Pick<HeldOption, "field" | "option"> | undefined) =>
        each ? withoutOption(body, each.field.options!, each.option, () => {}) : body;
      const way = rewriting(fetch, (body) => without(without(body, orphan), isHidden ? { field, option } : undefined));
      await using on = await connectedTo(withFetch(trial, way));
      const known = (await on.call(list, {})) as readonly CustomFieldDefinition[];
      if (known.find((each) => each.id === field.id)?.options?.includes(option) !== false) continue;
      if (orphan) await ending(() => on.call(trial.capability.id, { [recordNouns[kind]]: orphan.id }));
      isHidden = false;
      const input = { [recordNouns[kind]]: id };
      const wanted = (await trial.call(trial.capability.id, input)) as readonly CustomFieldValue[];
      const given = (await on.call(trial.capability.id, input)) as readonly CustomFieldValue[];
      const valueOf = (values: typeof given) => values.find(({ definitionId }) => definitionId === field.id)?.value;
      const hiding = rewriting(fetch, (body) => withoutOption(body, field.options!, option, () => {}, ids));
      await givesRetired(trial, hiding, { field, option, id }, valueOf(wanted));
      assert.deepEqual(
        valueOf(given),
        valueOf(wanted),
        `"${option}" was added to the options of ${field.name} while it was connected: the value of ${id}, which holds it`,
      );
    }
  },
};
