import { z } from "zod/mini";
import { AtsError, type CustomFieldContent, type CustomFieldDefinition, type CustomFieldValue } from "@anyats/core";
import { strict as assert } from "node:assert";
import { refusalOf, sameIds } from "../../assertions.ts";
import type { ContractPromise, Rule, Trial } from "../../contract-test.ts";
import { type Connected, connectedTo, withFetch } from "../../trial.ts";
import { worldHas } from "../../world-lacks.ts";
import { type CustomFieldForm, recordNouns, type WorldRecord } from "../../world.ts";
import { counting } from "../../worlds/counting.ts";
import { fetchIn } from "../../worlds/tapped.ts";
import { definedFieldsPromise } from "./defined-fields.ts";
import { halfValuesPromise } from "./half-values.ts";
import { readsAddedOptionPromise } from "./added-options.ts";
import { unlistedFieldPromise } from "./unlisted-fields.ts";
import { isAbsentOf } from "../pieces/absent-fields.ts";
import { warningsOf } from "../pieces/warnings.ts";
import { extremesFor, isSole, textsFor, valuesFor } from "../pieces/custom-field-values.ts";
import { differenceOf } from "../pieces/records.ts";
import { during, ending, makes } from "../pieces/striking.ts";

type Group = "jobs" | "applications" | "candidates";

/** Values that a type does not take. */
function wrongFor({ type, nativeType, options }: CustomFieldDefinition): readonly CustomFieldContent[] {
  const wrong: Partial<Record<CustomFieldDefinition["type"], readonly CustomFieldContent[]>> = {
    text: [1, true, ["a"]],
    "long-text": [1, ["a"]],
    number: ["12", true, ...(/^integer$/i.test(nativeType) ? [1.5] : [])],
    currency: ["19.75", false],
    boolean: ["true", 1],
    date: ["2027-02-30", "28.02.2027", "2027-02-28T10:00:00Z", 1],
    "date-time": ["tomorrow", "2027-02-30T10:00:00Z", 1],
    // An address has at most 320 characters (RFC 3696).
    email: ["not an address", "a@b", `${"a".repeat(64)}@${"b".repeat(252)}.com`, 1],
    phone: ["no number", 1],
    url: ["javascript:alert(1)", "not a link", 1],
    "single-select": ["no option 4755", 1, ["a"]],
    "multi-select": ["one text", ["no option 4755"], [...(options ?? []).slice(0, 1), "no option 4755"], 1],
  };
  return wrong[type] ?? [];
}

/** What a value holds as a word beside its amount, as it came: a currency. Not an instant, which an update may change. */
function wordsBeside(raw: unknown): Readonly<Record<string, string>> {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) return {};
  const words = Object.entries(raw).filter(([, held]) => typeof held === "string" && /^[A-Za-z]{2,5}$/.test(held));
  return Object.fromEntries(words) as Readonly<Record<string, string>>;
}

/** How many records with amounts are tried. */
const mostAmounts = 6;

async function record(trial: Trial): Promise<{ of: object; group: Group }> {
  const group = trial.cell.group as Group;
  const [id] = trial.world.ids(group);
  return { of: { [recordNouns[group]]: id }, group };
}

/** Of some records the one that holds the most: what is empty cannot be emptied by mistake. */
async function fullest(trial: Trial): Promise<{ of: object; group: Group }> {
  const { of, group } = await record(trial);
  let [most, found] = [0, of];
  for (const id of trial.world.ids(group).slice(0, 6)) {
    const values = Object.values((await trial.world.customFieldValues?.(group, id)) ?? {});
    const filled = values.filter((value) => value !== null).length;
    if (filled > most) [most, found] = [filled, { [recordNouns[group]]: id }];
  }
  return { of: found, group };
}

/** What is yes or no of a field, and what it is. */
const flags = { required: "one on which the ATS insists", readOnly: "one that cannot be written" } as const;

/** Where all fields say the same, a constant passes for what the ATS says. */
function flagsVary(trial: Trial, truth: readonly WorldRecord[]): void {
  for (const [name, what] of Object.entries(flags))
    worldHas(
      isAbsentOf(trial, "customFields", name) || new Set(truth.map((field) => field[name])).size > 1,
      `the custom fields of ${trial.cell.group} all say the same in \`${name}\`, and a constant passes for it: give the world ${what} beside another, or say in the trait \`absentFields\` that the ATS has none (\`customFields: ["${name}"]\`)`,
    );
}

async function definitionsAsHeld(trial: Trial): Promise<void> {
  const definitions: readonly CustomFieldDefinition[] = await trial.call(trial.capability.id);
  const parsed = z.safeParse(trial.capability.output, definitions);
  assert.ok(parsed.success, "the definitions are not canonical");
  worldHas(definitions.length > 0, "the world has no custom fields");
  assert.equal(new Set(definitions.map(({ id }) => id)).size, definitions.length, "an id comes twice");
  const truth = await trial.world.customFields?.(trial.cell.group as Group);
  if (truth) flagsVary(trial, truth);
  if (truth)
    for (const field of truth) {
      const found = definitions.find(({ id }) => id === field.id);
      assert.ok(found, `the field ${field.id} is missing`);
      assert.equal(differenceOf(found, field), undefined, `field ${field.id}`);
    }
  const refreshed: readonly CustomFieldDefinition[] = await trial.call(trial.capability.id, { refresh: true });
  assert.deepEqual(refreshed, definitions, "read again");
  const { world } = trial;
  const withRaw: readonly { readonly raw?: unknown }[] = await trial.call(trial.capability.id, {}, { raw: true });
  // Not every ATS has a record of its own for each field.
  const came = withRaw.filter(({ raw }) => raw !== undefined).length;
  assert.ok(came === 0 || came === withRaw.length, "some definitions as they came are missing");
  await using fresh = await connectedTo(trial);
  const first = (await fresh.call(trial.capability.id, {}, { raw: true })) as typeof withRaw;
  assert.equal(
    first.filter(({ raw }) => raw !== undefined).length,
    came,
    "definitions as they came, asked for at first",
  );
  assert.deepEqual(await trial.call(trial.capability.id), definitions, "without what was asked for once");
  const asked = async (input: object) => {
    const before = world.requests();
    await trial.call(trial.capability.id, input);
    return world.requests() - before;
  };
  const again = await asked({ refresh: true });
  assert.ok(again > 0, "`refresh` was given, and nothing was read");
  // A connection that keeps none reads them each time.
  assert.ok((await asked({})) <= again, "without `refresh`, more was read than with it");
  for (const { type, options } of definitions)
    if (type.endsWith("select")) assert.ok((options?.length ?? 0) > 0, "a select field has no options");
}

const list: ContractPromise = {
  promise: "defines each field with a canonical type, and select fields with their options",
  rules: [
    {
      rule: '`required` and `readOnly` of a custom field are what the ATS enforces; where it enforces none, they are false, and the trait `absentFields` says so (`customFields: ["required"]`)',
      tried: "it compares with `customFields()`, of which some must be required and some not",
    },
  ],
  run: definitionsAsHeld,
  ofCustomers: definitionsAsHeld,
};

/** The longest list of words for one type. */
const mostWords = 4;

const typeWords: ContractPromise = {
  promise: "knows the type of a field by each word that the ATS has for it",
  async run(trial) {
    const truth = await trial.world.customFields?.(trial.cell.group as Group);
    if (!truth || !(await makes(trial, "known-words"))) return;
    for (let reading = 0; reading < mostWords; reading += 1) {
      await using fresh = await connectedTo(trial);
      const found = (await fresh.call(trial.capability.id, {})) as readonly CustomFieldDefinition[];
      if (trial.world.struck?.() === 0) return; // It has one word for each.
      for (const { id, type, nativeType } of found)
        assert.equal(type, truth.find((each) => each.id === id)?.["type"], `the type that is called "${nativeType}"`);
    }
  },
};

const values: ContractPromise = {
  promise: "gives every field of a record, each value in its field's type",
  rules: [
    {
      rule: "a value that a record holds is read also where it is offered no more",
      tried: "it compares `customFieldValues()`: let some record of your world hold an option that was archived since",
    },
    {
      rule: "values are read by the definitions that the connection keeps, if these have every field and option that is held",
      tried: "it lists the definitions, and looks for the same requests among those for values",
    },
  ],
  async run(trial) {
    await valuesAsHeld(trial);
    await readsByWhatIsKept(trial);
  },
  ofTimes: valuesAsHeld,
  ofCustomers: valuesAsHeld,
};

/** The requests for definitions are not repeated for values that they explain. */
async function readsByWhatIsKept(trial: Trial): Promise<void> {
  const { group } = await record(trial);
  const [fetch, list] = [fetchIn(trial.world.settings), `${group}.listCustomFields`];
  if (!fetch || !trial.offers(list)) return;
  const way = counting(fetch);
  await using on = await connectedTo(withFetch(trial, way.fetch));
  const askedBy = async (capability: string, input: object) => {
    way.begin();
    const answer = (await on.call(capability, input)) as readonly object[];
    return { answer, asked: way.asked() };
  };
  const definitions = new Set((await askedBy(list, {})).asked);
  if ((await askedBy(list, {})).asked.length > 0) return; // None are kept.
  for (const id of trial.world.ids(group).slice(0, 8)) {
    const { answer, asked } = await askedBy(trial.capability.id, { [recordNouns[group]]: id });
    if (answer.some((each) => "raw" in each)) continue;
    const again = asked.find((request) => definitions.has(request));
    assert.equal(again, undefined, `the definitions have all that ${id} holds, and were read again for its values`);
  }
}

async function valuesAsHeld(trial: Trial): Promise<void> {
  const { of, group } = await record(trial);
  const found: readonly CustomFieldValue[] = await trial.call(trial.capability.id, of);
  assert.ok(z.safeParse(trial.capability.output, found).success, "the values are not canonical");
  worldHas(found.length > 0, "the record has no values");
  const definitions: readonly CustomFieldDefinition[] = await trial.call(`${group}.listCustomFields`);
  for (const id of trial.world.ids(group).slice(0, 12)) {
    const truth = await trial.world.customFieldValues?.(group, id);
    if (!truth) break;
    const held: readonly CustomFieldValue[] = await trial.call(trial.capability.id, { [recordNouns[group]]: id });
    sameIds(
      held.map(({ definitionId }) => definitionId),
      Object.keys(truth),
      "the fields of a record",
    );
    for (const { definitionId, name, value } of held) {
      assert.deepEqual(value, truth[definitionId], `the field ${name} of ${id}`);
      assert.equal(name, definitions.find((definition) => definition.id === definitionId)?.name);
    }
  }
  const kept: readonly CustomFieldValue[] = await trial.call(trial.capability.id, of, { raw: true });
  for (const each of kept) assert.ok("raw" in each, `the value of ${each.name} as it came, which was asked for`);
  for (const each of found)
    assert.ok(each.value === null || !("raw" in each), `the value of ${each.name} as it came, unasked`);
  for (const { definitionId, type, value } of found) {
    assert.equal(
      type,
      definitions.find(({ id }) => id === definitionId)?.type,
      "a value has another type than its field",
    );
    if (value === null || type === "unknown") continue;
    const kinds: Readonly<Record<string, string>> = { number: "number", currency: "number", boolean: "boolean" };
    if (type === "multi-select") assert.ok(Array.isArray(value));
    else assert.equal(typeof value, kinds[type] ?? "string", `a value of type ${type}`);
  }
}

/** What an update asks for besides what it writes, on a connection that lists the fields before, or not. */
async function asksForNothingKept(trial: Trial): Promise<void> {
  const { of, group } = await record(trial);
  const { world } = trial;
  const requests = async (on: Connected, id: string, input: object) => {
    const before = world.requests();
    await on.call(id, input);
    return world.requests() - before;
  };
  const list = `${group}.listCustomFields`;
  await using knowing = await connectedTo(trial);
  await knowing.call(list, {});
  const isKept = (await requests(knowing, list, {})) === 0;
  const definitions: readonly CustomFieldDefinition[] = await trial.call(list);
  const field = definitions.find((each) => !each.readOnly && valuesFor(each).length > 0);
  if (!isKept || !field) return;
  const input = { ...of, updates: { [field.id]: valuesFor(field)[0] } };
  await using fresh = await connectedTo(trial);
  const usual = await requests(fresh, trial.capability.id, input);
  const again = await requests(knowing, trial.capability.id, input);
  assert.ok(
    again < usual,
    `the definitions are kept, and an update of a field that they name takes ${again} requests, as many as the first call of a connection`,
  );
}

/** How many fields are set alone, each of another type. */
const mostAlone = 4;

/** A limitation of which the update of any field warns, whatever its type and value, tells nobody anything. */
async function warnsOfWhatIsMet(trial: Trial, definitions: readonly CustomFieldDefinition[]): Promise<void> {
  const { of } = await record(trial);
  const ofTypes = new Map(definitions.filter(({ readOnly }) => !readOnly).map((field) => [field.type, field]));
  const fields = [...ofTypes.values()].filter((field) => valuesFor(field).length > 1).slice(0, mostAlone);
  if (fields.length < mostAlone) return;
  const own = new Set(trial.adapter.limitations.map(({ id }) => id));
  let common: ReadonlySet<string> = own;
  for (const field of fields) {
    const receipt = await ending(() =>
      trial.call(trial.capability.id, { ...of, updates: { [field.id]: valuesFor(field)[1]! } }),
    );
    common = new Set(warningsOf(receipt).flatMap(({ code }) => (code !== null && common.has(code) ? [code] : [])));
  }
  assert.deepEqual(
    [...common],
    [],
    `limitations of which the update of each field warns: ${[...ofTypes.keys()].join(", ")}`,
  );
}

async function setsTwice(trial: Trial): Promise<readonly CustomFieldDefinition[]> {
  const { group } = await record(trial);
  const definitions: readonly CustomFieldDefinition[] = await trial.call(`${group}.listCustomFields`);
  for (const nth of [0, 1]) await setsAll(trial, definitions, (each) => valuesFor(each)[nth], nth === 1);
  return definitions;
}

async function setsEachType(trial: Trial): Promise<void> {
  const definitions = await setsTwice(trial);
  const texts = definitions.filter((each) => !each.readOnly && textsFor(each).length > 0);
  for (let nth = 0; nth < 3 && texts.length > 0; nth += 1) await setsAll(trial, texts, (each) => textsFor(each)[nth]);
  await warnsOfWhatIsMet(trial, definitions);
  await asksForNothingKept(trial);
}

/** The same point in time as it is written in India; any other value as it is. */
function asWrittenInIndia({ type }: CustomFieldDefinition, value: CustomFieldContent): CustomFieldContent {
  if (type !== "date-time") return value;
  return new Date(Date.parse(String(value)) + 5.5 * 3_600_000).toISOString().replace("Z", "+05:30");
}

/** Sets each field to a value for its type. @param isOffset Whether a point in time has an offset. */
async function setsAll(
  trial: Trial,
  definitions: readonly CustomFieldDefinition[],
  valueFor: (definition: CustomFieldDefinition) => CustomFieldContent | undefined,
  isOffset = false,
): Promise<void> {
  const { of, group } = await record(trial);
  const updates: Record<string, CustomFieldContent> = {};
  const given: Record<string, CustomFieldContent> = {};
  for (const definition of definitions) {
    const value = definition.readOnly ? undefined : valueFor(definition);
    if (value === undefined) continue;
    updates[definition.id] = value;
    given[definition.id] = isOffset ? asWrittenInIndia(definition, value) : value;
  }
  worldHas(Object.keys(updates).length > 0, "the world has no custom field that can be written");
  const before = trial.world.writes();
  await trial.call(trial.capability.id, { ...of, updates: given });
  assert.equal(trial.world.writes() - before, 1, "several fields of one update were not one write");
  const found: readonly CustomFieldValue[] = await trial.call(`${group}.getCustomFieldValues`, of);
  for (const [id, value] of Object.entries(updates))
    assert.deepEqual(found.find(({ definitionId }) => definitionId === id)?.value, value, `field ${id}`);
  const stored = await trial.world.customFieldValues?.(group, trial.world.ids(group)[0]!);
  if (stored)
    for (const [id, value] of Object.entries(updates)) assert.deepEqual(stored[id], value, `field ${id} as stored`);
}

type Forms = Readonly<Record<string, CustomFieldForm>>;

const forms: ContractPromise = {
  promise: "reads each form of a value; what has no meaning is null, kept raw, and reported",
  rules: [
    {
      rule: "a custom field is read in each form in which the ATS sends it",
      tried: "`customFieldForms()` names the forms and what each says",
    },
  ],
  async run(trial) {
    if (!trial.world.customFieldForms) return;
    const { of, group } = await record(trial);
    for (let nth = 0; ; nth += 1) {
      const wanted: Forms | undefined = trial.world.customFieldForms(group, nth);
      if (!wanted) return assert.ok(nth > 0, "the world knows no form of a custom field");
      await using fresh = await connectedTo(trial);
      const events: { readonly path: string; readonly kind: string }[] = [];
      fresh.ats.on("drift", (event) => events.push(event));
      const found = (await fresh.call(trial.capability.id, of)) as readonly CustomFieldValue[];
      for (const { definitionId, name, type, value, ...rest } of found) {
        const form: CustomFieldForm | undefined = wanted[definitionId];
        if (form === undefined) continue;
        const says: unknown = form === "unreadable" ? null : form.says;
        assert.deepEqual(value, says, `form ${nth} of ${name}, of type ${type}`);
        assert.equal("raw" in rest, form === "unreadable", `form ${nth} of ${name}: the value as it came`);
      }
      const unreadable: readonly CustomFieldValue[] = found.filter(
        ({ definitionId }) => wanted[definitionId] === "unreadable",
      );
      assert.equal(events.length, unreadable.length, `form ${nth}: events for values that cannot be read`);
      for (const { definitionId } of unreadable)
        assert.ok(
          events.some(({ path, kind }) => path.includes(definitionId) && /^[a-z]+(-[a-z]+)+$/.test(kind)),
          `form ${nth}: no event names the field ${definitionId}`,
        );
    }
  },
};

/** A value that a problem names as an example; undefined where it names none. */
function exampleIn(error: AtsError, { type }: CustomFieldDefinition): CustomFieldContent | undefined {
  const [{ message = "" } = {}] = (error.details?.["issues"] ?? []) as readonly { readonly message?: string }[];
  const text = /\b(?:such as|for example) ["`]?([^\s"`]*[^\s"`,;.])/.exec(message)?.[1];
  if (text === undefined || !/^(?:number|currency)$/.test(type)) return text;
  return Number.isFinite(Number(text)) ? Number(text) : undefined;
}

/** What a refusal names as a good value is taken. */
async function takesItsExample(
  trial: Trial,
  of: object,
  definition: CustomFieldDefinition,
  errors: readonly AtsError[],
): Promise<void> {
  for (const example of new Set(errors.map((error) => exampleIn(error, definition)))) {
    if (example === undefined) continue;
    const ended = await ending(() => trial.call(trial.capability.id, { ...of, updates: { [definition.id]: example } }));
    assert.ok(
      !AtsError.is(ended) || ended.code !== "input.invalid",
      `a value of ${definition.name}, of type ${definition.type}, is refused with the example ${JSON.stringify(example)}, which is refused, too`,
    );
  }
}

const exampleRule: Rule = {
  rule: "what a refusal names as an example of a good value is one",
  tried: "it sets the field to what follows `such as` in the message of the problem",
};

const updatePromises: readonly ContractPromise[] = [
  {
    promise: "sets a field of each type with one write, which reads back the same",
    ofVersions: true,
    rules: [
      {
        rule: "an update of custom fields asks for no definitions that the connection keeps",
        tried: "it counts the requests of an update after the fields were listed",
      },
      {
        rule: "a text is stored as it is, whatever it looks like",
        tried: 'it sets texts to "0001-01-01", "0", "null", "007", "true" and "[]"',
      },
      {
        rule: "a receipt warns of a limitation where the update meets it: the currency of an amount says nothing of a text",
        tried: "it sets fields of four types, each alone, and looks for a limitation of which each receipt warns",
      },
    ],
    run: setsEachType,
    ofTimes: async (trial) => void (await setsTwice(trial)),
  },
  {
    promise: "lists every problem of an update, and writes none of it",
    async run(trial) {
      const { of, group } = await record(trial);
      const definitions: readonly CustomFieldDefinition[] = await trial.call(`${group}.listCustomFields`);
      const updates: Record<string, CustomFieldContent> = { "no such field": 1, "nor this one": 2 };
      for (const { id, type, readOnly } of definitions) {
        if (readOnly) updates[id] = "x";
        else if (type === "number" || type === "boolean") updates[id] = "neither";
        else if (type === "single-select") updates[id] = "not an option of this field";
      }
      const before = trial.world.writes();
      const error = await refusalOf(() => trial.call(trial.capability.id, { ...of, updates }), "a wrong update");
      assert.equal(error.code, "input.invalid");
      const issues = (error.details?.["issues"] ?? []) as readonly {
        readonly path: string;
        readonly message: string;
      }[];
      assert.equal(issues.length, Object.keys(updates).length, "not every problem is listed");
      for (const id of Object.keys(updates))
        assert.ok(
          issues.some(({ path, message }) => path.includes(id) && message.length > 10),
          `no problem names the field ${id} and says what it must be`,
        );
      assert.equal(trial.world.writes() - before, 0, "something was written");
    },
  },
  {
    promise: "accepts a field by name, clears one with null, and leaves the others alone",
    async run(trial) {
      const { of, group } = await fullest(trial);
      const definitions: readonly CustomFieldDefinition[] = await trial.call(`${group}.listCustomFields`);
      const read = async () => {
        const found: readonly CustomFieldValue[] = await trial.call(`${group}.getCustomFieldValues`, of);
        // An ATS may leave out a field that is empty.
        const filled = found.filter(({ value }) => value !== null);
        return Object.fromEntries(filled.map(({ definitionId, value }) => [definitionId, value]));
      };
      const text = definitions.find(({ type, readOnly, required }) => type === "text" && !readOnly && !required);
      const named = definitions.find(
        ({ id, type, readOnly, name }) =>
          id !== text?.id && !readOnly && valuesFor({ type, options: [] }).length > 0 && isSole(definitions, name),
      );
      if (!text || !named) return;
      // An ATS may keep the first ones in one place, and the last ones in another.
      const last = definitions.findLast(({ id, readOnly }) => id !== text.id && id !== named.id && !readOnly);
      const lastValue = last && valuesFor(last)[0];
      for (const [id, value] of [
        [text.id, "Filled 4754"] as const,
        ...(lastValue === undefined ? [] : [[last!.id, lastValue] as const]),
      ]) {
        const original = await read();
        await trial.call(trial.capability.id, { ...of, updates: { [id]: value } });
        assert.deepEqual(await read(), { ...original, [id]: value }, "one field was named, and another changed");
      }
      const before = await read();
      await trial.call(trial.capability.id, { ...of, updates: { [text.id]: null, [named.name]: valuesFor(named)[0] } });
      const { [text.id]: _cleared, ...others } = before;
      assert.deepEqual(await read(), { ...others, [named.id]: valuesFor(named)[0] });
      const required = definitions.find((field) => field.required && !field.readOnly);
      if (!required) return;
      const attempt = () => trial.call(trial.capability.id, { ...of, updates: { [required.id]: null } });
      assert.equal((await refusalOf(attempt, "a required field, cleared")).code, "input.invalid");
    },
  },
  {
    promise: "keeps what belongs to an amount beside it, such as its currency",
    rules: [
      {
        rule: "an update changes what it names and keeps what stands beside it, such as a currency",
        tried: "it reads `raw` before and after, and sets an amount alone and beside another field",
      },
      {
        rule: "a receipt warns of what an update adds that nobody gave, such as the currency of a first amount",
        tried: "it sets an amount where none is held, and reads `raw`",
      },
    ],
    async run(trial) {
      const { group } = await record(trial);
      const definitions: readonly CustomFieldDefinition[] = await trial.call(`${group}.listCustomFields`);
      const writable = definitions.filter(({ type, readOnly }) => type === "currency" && !readOnly);
      if (writable.length === 0) return;
      const other = definitions.find(({ type, readOnly }) => type === "text" && !readOnly);
      const besides = other ? { [other.id]: "Beside an amount 4837" } : {};
      let tried = 0;
      for (const id of trial.world.ids(group).slice(0, 12)) {
        const of = { [recordNouns[group]]: id };
        const held = async () =>
          (await trial.call(`${group}.getCustomFieldValues`, of, { raw: true })) as readonly CustomFieldValue[];
        const besideIn = (values: readonly CustomFieldValue[], { id: field }: CustomFieldDefinition) =>
          wordsBeside(values.find(({ definitionId }) => definitionId === field)?.raw);
        const before = await held();
        const amounts = writable.filter((each) => Object.keys(besideIn(before, each)).length > 0);
        if (amounts.length === 0) continue;
        // 0 is an amount. They are set alone, together with another field, and all at once.
        const all = Object.fromEntries(amounts.map((each) => [each.id, valuesFor(each)[0]!]));
        const one = amounts[tried % amounts.length]!.id;
        for (const updates of [{ [one]: all[one]! }, { ...besides, [one]: 0 }, all]) {
          await trial.call(trial.capability.id, { ...of, updates });
          const after = await held();
          for (const each of amounts)
            assert.deepEqual(
              besideIn(after, each),
              besideIn(before, each),
              `${Object.keys(updates).length} fields of ${id} were updated, and this is what stands beside the amount of ${each.name}: read what each field holds, and change the amount alone`,
            );
        }
        tried += 1;
        if (tried === mostAmounts) break;
      }
      // Where none is held, an amount has nothing beside it.
      const of = { [recordNouns[group]]: trial.world.ids(group)[0] };
      for (const definition of writable.filter(({ required }) => !required)) {
        const value = valuesFor(definition)[0];
        await trial.call(trial.capability.id, { ...of, updates: { [definition.id]: null } });
        const receipt = await trial.call(trial.capability.id, { ...of, updates: { [definition.id]: value } });
        const held: readonly CustomFieldValue[] = await trial.call(`${group}.getCustomFieldValues`, of, { raw: true });
        const found = held.find(({ definitionId }) => definitionId === definition.id);
        assert.deepEqual(found?.value, value, `the amount of ${definition.name}, where none was held before`);
        const given = Object.values(wordsBeside(found?.raw));
        assert.ok(
          given.length === 0 || warningsOf(receipt).length > 0,
          `the first amount of ${definition.name} got ${given.join(", ")}, which nobody gave: the receipt warns of it`,
        );
      }
    },
  },
  {
    promise: "refuses a value that its field's type does not take, for each type",
    rules: [exampleRule],
    async run(trial) {
      const { of, group } = await record(trial);
      const definitions: readonly CustomFieldDefinition[] = await trial.call(`${group}.listCustomFields`);
      for (const definition of definitions) {
        const { id, type, readOnly } = definition;
        if (readOnly) continue;
        const errors: AtsError[] = [];
        for (const value of wrongFor(definition)) {
          const before = trial.world.writes();
          const attempt = () => trial.call(trial.capability.id, { ...of, updates: { [id]: value } });
          const error = await refusalOf(attempt, `${type}: ${JSON.stringify(value)}`);
          assert.equal(error.code, "input.invalid");
          assert.match(
            JSON.stringify(error.details?.["issues"] ?? []),
            /"message":"[^"]{10,}/,
            "it says what is wrong",
          );
          assert.equal(trial.world.writes() - before, 0, `${type}: something was written`);
          errors.push(error);
        }
        await takesItsExample(trial, of, definition, errors);
      }
    },
  },
  {
    promise: "stores extreme days, times and numbers unchanged, or refuses them",
    rules: [
      {
        rule: "a day, a time or a number that the ATS does not take as it is, such as the year 1, half a yen, ten decimals or an integer beyond 32 bits, is refused as wrong input (`rule` of `checkCustomFieldUpdates`), before anything is sent, or the receipt warns",
        tried: "it sets such values, and compares what is held where one is taken",
      },
      exampleRule,
    ],
    async run(trial) {
      const { of, group } = await record(trial);
      const definitions: readonly CustomFieldDefinition[] = await trial.call(`${group}.listCustomFields`);
      for (const definition of definitions.filter(({ readOnly }) => !readOnly)) {
        const errors: AtsError[] = [];
        for (const value of extremesFor(definition)) {
          const before = trial.world.writes();
          const updates = { [definition.id]: value };
          const ended = await ending(() => trial.call(trial.capability.id, { ...of, updates }));
          if (AtsError.is(ended)) {
            assert.equal(ended.code, "input.invalid", `${definition.name}: ${String(value)}`);
            assert.equal(trial.world.writes() - before, 0, `${String(value)} was refused, and written`);
            errors.push(ended);
            continue;
          }
          if (warningsOf(ended).length > 0) continue;
          const found: readonly CustomFieldValue[] = await trial.call(`${group}.getCustomFieldValues`, of);
          const held = found.find(({ definitionId }) => definitionId === definition.id)?.value;
          assert.deepEqual(held, value, `${definition.name}, of type ${definition.type}, as it reads back`);
        }
        await takesItsExample(trial, of, definition, errors);
      }
    },
  },
  {
    promise: "may be repeated after a lost answer",
    async run(trial) {
      const { of, group } = await record(trial);
      const definitions: readonly CustomFieldDefinition[] = await trial.call(`${group}.listCustomFields`);
      const field = definitions.find((each) => !each.readOnly && valuesFor(each).length > 0);
      worldHas(field, "the world has no custom field that can be written");
      for (const [index, trouble] of (["answer-lost", "request-lost", "unavailable"] as const).entries()) {
        const value: CustomFieldContent = valuesFor(field)[index % 2]!;
        await during(trial, trouble, () =>
          trial.call(trial.capability.id, { ...of, updates: { [field.id]: value } }, { timeoutMs: 600_000 }),
        );
        const found: readonly CustomFieldValue[] = await trial.call(`${group}.getCustomFieldValues`, of);
        assert.deepEqual(found.find(({ definitionId }) => definitionId === field.id)?.value, value, trouble);
      }
    },
  },
];

/** What the custom fields of each kind of record promise. */
export const customFieldPromises: Readonly<Record<string, readonly ContractPromise[]>> = Object.fromEntries(
  (Object.keys(recordNouns) as Group[]).flatMap((group) => [
    [`${group}.listCustomFields`, [list, typeWords]],
    [
      `${group}.getCustomFieldValues`,
      [values, definedFieldsPromise, forms, halfValuesPromise, unlistedFieldPromise, readsAddedOptionPromise],
    ],
    [`${group}.updateCustomFields`, updatePromises],
  ]),
);
