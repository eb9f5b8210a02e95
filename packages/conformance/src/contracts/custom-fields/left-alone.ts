import { AtsError, type CustomFieldDefinition, type CustomFieldValue } from "@anyats/core";
import { strict as assert } from "node:assert";
import { isDeepStrictEqual } from "node:util";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { changedWithin, isFields } from "../../fields.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { recordNouns } from "../../world.ts";
import { fetchIn, notingWrites, rewording, rewriting } from "../../worlds/tapped.ts";
import { namedAlone, updatesFields, updating, valuesFor } from "../pieces/custom-field-values.ts";
import type { Kind } from "../pieces/states.ts";
import { isDeclared } from "../pieces/striking.ts";
import { warningsOf } from "../pieces/warnings.ts";
import { without } from "./unlisted-fields.ts";

type Held = Readonly<Record<string, unknown>>;

/** How many of the fullest and of the emptiest records are tried. */
const most = 3;

const isText = ({ type, readOnly }: CustomFieldDefinition) => !readOnly && (type === "text" || type === "long-text");

type Updating = NonNullable<Awaited<ReturnType<typeof updating>>>;

/** An ATS may keep the first fields in one place, and the last ones in another. */
const firstAndLast = <T>(all: readonly T[], each: number): readonly T[] => [
  ...new Set([...all.slice(0, each), ...all.slice(-each)]),
];

const isNothing = (value: unknown) =>
  value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);

/** What is held without what is nothing: an ATS may leave out a field that is empty. */
const filledOf = (held: Held) => Object.fromEntries(Object.entries(held).filter(([, value]) => !isNothing(value)));

/** The records that hold the most, and those that hold the least. */
async function fullestAndEmptiest({ world }: Trial, { kind, held }: Updating): Promise<readonly string[]> {
  const counted: (readonly [id: string, count: number])[] = [];
  for (const id of world.ids(kind).slice(0, 40)) counted.push([id, Object.keys(filledOf(await held(id))).length]);
  const ids = counted.toSorted(([, one], [, other]) => other - one).map(([id]) => id);
  return firstAndLast(ids, most);
}

/** Whether a text or number of an answer is the id of a field, or the last part of one that names its place, too. */
const isIdOf = (field: string, held: unknown) =>
  (typeof held === "string" || typeof held === "number") &&
  (String(held) === field || (String(held).length > 4 && field.endsWith(String(held))));

/** A body in which the value of a field that a record holds is in a form that nobody reads. */
const withOddValue = (body: unknown, field: string, raw: unknown, met: () => void) =>
  changedWithin(body, (held, name) => {
    if (isIdOf(field, name) && isDeepStrictEqual(held, raw)) {
      met();
      return { odd: 4914 };
    }
    if (!isFields(held) || !Object.values(held).some((each) => isIdOf(field, each))) return undefined;
    const place = Object.keys(held).find((key) => isDeepStrictEqual(held[key], raw));
    if (place === undefined || isIdOf(field, held[place])) return undefined;
    met();
    return { ...held, [place]: { odd: 4914 } };
  });

/** A body whose lists do not define a field. */
function withoutField(body: unknown, field: string, raw: unknown, met: () => void): unknown {
  return without(body, (entry) => {
    const values = isFields(entry) ? Object.values(entry) : [];
    const isIt = values.some((each) => isIdOf(field, each)) && !values.some((each) => isDeepStrictEqual(each, raw));
    if (isIt) met();
    return isIt;
  });
}

const spoiling = { "cannot be read": withOddValue, "is in no list": withoutField };

/** Sets one field where another one of the record cannot be read, or is not listed. */
async function leavesWhatItCannotRead(trial: Trial, update: Updating, id: string, field: CustomFieldDefinition) {
  const read = `${update.kind}.getCustomFieldValues`;
  if (!fetchIn(trial.world.settings) || !trial.offers(read)) return;
  const values = (await trial.call(read, { [recordNouns[update.kind]]: id }, { raw: true })) as unknown;
  const beside = (values as readonly CustomFieldValue[]).filter(
    ({ definitionId, value }) => definitionId !== field.id && !isNothing(value),
  );
  for (const { definitionId, name, value, raw = value } of firstAndLast(beside, 1))
    for (const [what, spoil] of Object.entries(spoiling)) {
      // In a world of its own: what is sent back as it came stays there.
      await using other = await trial.another();
      const { world } = other.trial;
      const held = async () => (await world.customFieldValues!(update.kind, id))[definitionId];
      let isMet = false;
      const noted = notingWrites(fetchIn(world.settings)!, () => world.writes());
      const way = rewriting(noted.fetch, (body) => spoil(body, definitionId, raw, () => (isMet = true)));
      await using fresh = await connectedTo(withFetch(other.trial, way));
      const before = await held();
      const ended = await update.update(fresh, id, { [field.id]: valuesFor(field).at(-1) });
      if (!isMet || AtsError.is(ended) || noted.written.some((each) => each.includes("4914"))) continue;
      assert.deepEqual(
        await held(),
        before,
        `one field was set, another one (${name}) ${what}, and its value is another one now: write what is named alone, or send back what cannot be read as it came`,
      );
    }
}

/** Sets one field of several records. @returns false where the adapter declares that it does not. */
async function leavesOthers(trial: Trial, update: Updating, ids: readonly string[], field: CustomFieldDefinition) {
  for (const id of ids) {
    const before = filledOf(await update.held(id));
    const [value] = valuesFor(field);
    const ended = await update.update(trial, id, { [field.id]: value });
    if (isDeclared(ended)) return false;
    if (AtsError.is(ended))
      assert.fail(`one field was set of a record that holds ${Object.keys(before).length}: ${ended.message}`);
    assert.deepEqual(
      filledOf(await update.held(id)),
      { ...before, [field.id]: value },
      "one field was set: what the record holds",
    );
  }
  return true;
}

const leftAlone: ContractPromise = {
  promise: "leaves every value that it does not name, also one that it cannot read",
  rules: [
    {
      rule: "an update of custom fields leaves every value that it does not name: also one that cannot be read, one whose field is not listed, and those of the candidate of an application",
      tried:
        "it sets one field of full and empty records, spoils another one in the answers, and compares what is held",
    },
  ],
  applies: updatesFields,
  async run(trial) {
    const update = await updating(trial);
    if (!update) return;
    const ids = await fullestAndEmptiest(trial, update);
    const settable = update.fields.filter((field) => !field.readOnly && valuesFor(field).length > 0);
    for (const field of firstAndLast(settable, 1)) {
      if (!(await leavesOthers(trial, update, ids, field))) return;
    }
    const last = settable.at(-1);
    if (ids[0] !== undefined && last) await leavesWhatItCannotRead(trial, update, ids[0], last);
  },
};

const clearedTwice: ContractPromise = {
  promise: "clears a field of each type with null, also where it is empty already",
  rules: [
    {
      rule: "null clears a field of each type, also an empty one, and is never written as 0; where the ATS has no empty value of a type, such as of a number or a checkbox, the receipt warns",
      tried: "it clears each field twice; where the receipt warns, the ATS must hold something",
    },
  ],
  applies: updatesFields,
  async run(trial) {
    const update = await updating(trial);
    if (!update) return;
    const [id] = trial.world.ids(update.kind);
    for (const field of update.fields.filter(({ readOnly, required }) => !readOnly && !required)) {
      const [value] = valuesFor(field);
      if (id === undefined || value === undefined) continue;
      const set: unknown = await update.update(trial, id, { [field.id]: value });
      if (AtsError.is(set)) continue;
      const doubt = warningsOf(set).find(({ code }) => code === null);
      if (doubt)
        assert.notDeepEqual(
          (await update.held(id))[field.id],
          value,
          `${field.name}, of type ${field.type}, is as it was set, and a warning says otherwise: ${doubt.message}`,
        );
      for (const what of ["filled", "empty already"]) {
        const ended = await update.update(trial, id, { [field.id]: null });
        if (AtsError.is(ended) && what === "filled") break;
        const of: string = `${field.name}, of type ${field.type}, was ${what}, and was set to null`;
        assert.ok(!AtsError.is(ended), `${of}: ${AtsError.is(ended) ? ended.code : ""}`);
        // What is said of any value says nothing of none.
        const said: ReadonlySet<string> = new Set(warningsOf(set).map(({ message }) => message));
        const [warning] = warningsOf(ended).filter(({ message }) => !said.has(message));
        const left: unknown = (await update.held(id))[field.id];
        const holds = `the ATS holds ${JSON.stringify(left)}`;
        if (warning) assert.ok(!isNothing(left), `${of}: ${holds}, and a warning says otherwise: ${warning.message}`);
        else assert.ok(isNothing(left), `${of} without a warning of its own: ${holds}`);
      }
    }
  },
};

const namesApart: ContractPromise = {
  promise: "sets the field of the id or name that is given, and none of a name nearly so",
  rules: [
    {
      rule: "a field's id goes before the name of another one, and a name is compared with its case",
      tried: "it gives a field the id of another one as its name, and a name in capitals",
    },
  ],
  applies: updatesFields,
  async run(trial) {
    const [update, fetch] = [await updating(trial), fetchIn(trial.world.settings)];
    const [id] = trial.world.ids(trial.cell.group as Kind);
    if (!update || !fetch || id === undefined) return;
    const [meant, other] = namedAlone(update.fields).filter(isText);
    if (!meant || !other) return;
    for (const [one, another] of [[meant, other] as const, [other, meant] as const])
      for (const [given, called] of [
        [one.id, one.id],
        [one.name, one.name.toUpperCase()],
        [one.name, `${one.name} `],
      ] as const) {
        if (called === one.name) continue;
        const way = rewording(fetch, (text) => (text === another.name ? called : text));
        await using fresh = await connectedTo(withFetch(trial, way));
        const before: unknown = (await update.held(id))[another.id];
        const ended = await update.update(fresh, id, { [given]: `Just so 4916 ${called}`.trim() });
        const after: Held = await update.held(id);
        const what = `"${given}" was given, another field is called "${called}"`;
        assert.deepEqual(after[another.id], before, `${what}, and that one was set: ids go before names`);
        if (!AtsError.is(ended))
          assert.equal(
            after[one.id],
            `Just so 4916 ${called}`.trim(),
            `${what}, and the one that is meant was not set`,
          );
      }
  },
};

/** What an update of custom fields promises of those that it does not mean. */
export const leftAlonePromises: readonly ContractPromise[] = [leftAlone, clearedTwice, namesApart];
