import { AtsError, type CustomFieldDefinition, type CustomFieldValue } from "@anyats/core";
import { strict as assert } from "node:assert";
import { isDeepStrictEqual } from "node:util";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { changedWithin, isFields } from "../../fields.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { recordNouns } from "../../world.ts";
import { fetchIn, rewriting } from "../../worlds/tapped.ts";
import { isSole, updatesFields, valuesFor } from "../pieces/custom-field-values.ts";
import { issuesOf } from "../pieces/files.ts";
import type { Kind } from "../pieces/states.ts";
import { ending, isDeclared } from "../pieces/striking.ts";

/** So many options have room in a message. */
const few = 20;

type Values = readonly CustomFieldValue[];

interface Updating {
  readonly kind: Kind;
  /** The record that is updated, as commands name it. */
  readonly of: Readonly<Record<string, unknown>>;
  readonly all: readonly CustomFieldDefinition[];
  readonly fields: readonly CustomFieldDefinition[];
  readonly issuesOf: (updates: Readonly<Record<string, unknown>>) => Promise<ReturnType<typeof issuesOf>>;
  readonly issuesWith: (field: string, value: unknown) => Promise<ReturnType<typeof issuesOf>>;
}

/** The fields that may be set, and what is wrong with giving one of them a value; undefined where no fields are listed. */
async function updating(trial: Trial): Promise<Updating | undefined> {
  const kind = trial.cell.group as Kind;
  if (!trial.offers(`${kind}.listCustomFields`)) return undefined;
  const definitions = (await trial.call(`${kind}.listCustomFields`)) as unknown as readonly CustomFieldDefinition[];
  const of = { [recordNouns[kind]]: trial.world.ids(kind)[0] };
  const refused = async (updates: Readonly<Record<string, unknown>>) =>
    issuesOf(await ending(() => trial.call(trial.capability.id, { ...of, updates })));
  return {
    kind,
    of,
    all: definitions,
    fields: definitions.filter(({ readOnly }) => !readOnly),
    issuesOf: refused,
    issuesWith: (field, value) => refused({ [field]: value }),
  };
}

/** What an update promises of fields that must not be empty. */
export const requiredFieldsPromise: ContractPromise = {
  promise: "refuses to empty a field that the ATS requires, before any write",
  applies: updatesFields,
  async run(trial) {
    const update = await updating(trial);
    if (!update) return;
    const before = trial.world.writes();
    for (const { id, type } of update.fields.filter(({ required }) => required))
      for (const value of [null, "", ...(type === "text" ? ["  "] : [])]) {
        const [issue] = await update.issuesWith(id, value);
        const what = `${id}, which is required, with ${JSON.stringify(value)}`;
        assert.ok(issue, `${what} was not refused as wrong input`);
        assert.match(issue.message, /required|must be/, `${what}: why it was refused`);
      }
    assert.equal(trial.world.writes(), before, "something was written");
  },
};

/** What an update of custom fields promises of what it says when a choice is not one of the options. */
export const customFieldOptionsPromise: ContractPromise = {
  promise: "names the options of a select field where a value is none of them",
  applies: updatesFields,
  async run(trial) {
    const update = await updating(trial);
    if (!update) return;
    for (const { id, type, options } of update.fields) {
      if (!/select/.test(type) || !options || options.length === 0) continue;
      const value: unknown = type === "multi-select" ? ["no such option 4788"] : "no such option 4788";
      const said: readonly string[] = (await update.issuesWith(id, value)).map(({ message }) => message);
      assert.ok(said.length > 0, `"${String(value)}" is not an option of ${id}, and was not refused as wrong input`);
      const unnamed = options.filter((option) => !said.some((message) => message.includes(option.slice(0, 100))));
      const more = Number(said.map((message) => /\b(-?\d+) more\b/.exec(message)?.[1]).find(Boolean) ?? 0);
      if (options.length <= few) assert.deepEqual(unnamed, [], `${id}: options that are not named: ${said.join("; ")}`);
      if (unnamed.length === 0)
        assert.ok(!said.some((message) => /\b-?\d+ more\b/.test(message)), `${id}: all were named: ${said.join("; ")}`);
      else assert.equal(more, unnamed.length, `${id}: how many more options there are: ${said.join("; ")}`);
      const first = options[0]!.slice(0, 100);
      assert.ok(
        said.some((message) => message.includes(first)),
        `${id}: the first option is not named`,
      );
    }
  },
};

/** Ways of writing an option that are none of the options. */
function otherwiseWritten(option: string, options: readonly string[]): readonly string[] {
  const inOtherCase = [option.toUpperCase(), option.toLowerCase()].find((each) => !options.includes(each));
  return [inOtherCase, `${option} `].filter((each) => each !== undefined && !options.includes(each)) as string[];
}

/** What an update promises of an option that is written in another way. */
export const writtenOptionsPromise: ContractPromise = {
  promise: "sets an option in another case as the ATS has it, or refuses it before any write",
  applies: updatesFields,
  async run(trial) {
    const update = await updating(trial);
    if (!update || !trial.world.customFieldValues) return;
    const { kind, of, fields } = update;
    const held = async (id: string) => (await trial.world.customFieldValues!(kind, trial.world.ids(kind)[0]!))[id];
    for (const { id, type, options } of fields) {
      if (!/select/.test(type) || !options) continue;
      const given = (option: string) => (type === "multi-select" ? [option] : option);
      const before = await held(id);
      const option: string | undefined = options.find((each) => !isDeepStrictEqual(given(each), before));
      if (option === undefined) continue;
      for (const other of otherwiseWritten(option, options)) {
        const writes = trial.world.writes();
        const ended = await ending(() => trial.call(trial.capability.id, { ...of, updates: { [id]: given(other) } }));
        const what: string = `${id}: "${other}", where the option is "${option}"`;
        if (AtsError.is(ended)) {
          assert.equal(ended.code, "input.invalid", what);
          assert.equal(trial.world.writes(), writes, `${what}: something was written`);
        } else
          assert.deepEqual(await held(id), given(option), `${what}: it was taken, and the ATS holds something else`);
      }
    }
  },
};

/** Where the entries of a list have the names of some options; undefined for another list. */
const placeOfNames = (list: readonly Readonly<Record<string, unknown>>[], options: readonly string[]) =>
  Object.keys(list[0] ?? {}).find((key) => options.every((one) => list.some((each) => each[key] === one)));

/**
 * An answer in which an option that is offered no more has the name of another one: that one was archived, and made again. It
 * stands first or last, as an adapter may keep either. @param met Called where the answer lists such options.
 */
function withNamesake(value: unknown, options: readonly string[], option: string, isFirst: boolean, met: () => void) {
  return changedWithin(value, (held) => {
    if (!Array.isArray(held)) return undefined;
    const list = held.filter(isFields);
    const name = placeOfNames(list, options);
    const isArchived = (each: unknown) =>
      name !== undefined && isFields(each) && typeof each[name] === "string" && !options.includes(each[name] as string);
    const archived = list.find(isArchived);
    if (!archived) return undefined;
    met();
    const namesake = { ...archived, [name!]: option };
    const others = held.filter((each) => each !== archived);
    return isFirst ? [namesake, ...others] : [...others, namesake];
  });
}

/** The select fields of a record, each with how an option is given, what the ATS holds, and how it is set where answers are changed. */
async function selectFields(trial: Trial) {
  const { world, capability } = trial;
  const [update, fetch] = [await updating(trial), fetchIn(world.settings)];
  if (!update || !fetch || !world.customFieldValues) return [];
  const { kind, of, fields } = update;
  return fields.flatMap(({ id, type, options }) => {
    if (!/select/.test(type) || !options?.length) return [];
    const given = (option: string) => (type === "multi-select" ? [option] : option);
    const held = async () => (await world.customFieldValues!(kind, world.ids(kind)[0]!))[id];
    const set = async (option: string, change: (body: unknown) => unknown) => {
      await using fresh = await connectedTo(withFetch(trial, rewriting(fetch, change)));
      // Awaited here: else the connection is closed before.
      return await ending(() => fresh.call(capability.id, { ...of, updates: { [id]: given(option) } }));
    };
    return [{ id, options, given, held, set }];
  });
}

/** What an update promises of an option that was archived, and made again under its name. */
export const namesakeOptionPromise: ContractPromise = {
  promise: "sets an option also where an archived one has its name",
  rules: [
    {
      rule: "an option may be archived and made again under its name: the one that is offered is set",
      tried: "it gives an archived option the name of another one, where the answer lists both",
    },
  ],
  applies: updatesFields,
  async run(trial) {
    for (const { id, options, given, held, set } of await selectFields(trial)) {
      const before = await held();
      const option: string | undefined = options.find((each) => !isDeepStrictEqual(given(each), before));
      if (option === undefined) continue;
      for (const isFirst of [true, false]) {
        let isThere = false;
        const ended = await set(option, (body) => withNamesake(body, options, option, isFirst, () => (isThere = true)));
        if (!isThere || isDeclared(ended)) break;
        const what: string = `"${option}" of ${id} was archived and made again, and is set`;
        assert.ok(!AtsError.is(ended), `${what}: ${AtsError.is(ended) ? ended.code : ""}`);
        assert.deepEqual(await held(), given(option), `${what}: the ATS holds something else`);
      }
    }
  },
};

/** An answer in which two options that are offered are called alike. @param met Called where the answer lists the options. */
function withTwin(value: unknown, options: readonly string[], met: () => void) {
  const [option, other] = options;
  return changedWithin(value, (held) => {
    const list = (Array.isArray(held) ? (held as readonly unknown[]) : []).filter(
      (each): each is Readonly<Record<string, unknown>> => typeof each === "object" && each !== null,
    );
    // An option may be an object, or a list of its key and its name.
    const name = Object.keys(list[0] ?? {}).findLast((key) =>
      options.every((one) => list.some((each) => each[key] === one)),
    );
    const twin = name === undefined ? undefined : list.find((each) => each[name] === other);
    // What else it says tells it from the other.
    const isTold = Object.entries(twin ?? {}).some(([key, text]) => key !== name && typeof text === "string");
    if (!twin || !isTold) return undefined;
    met();
    const renamed: unknown = Array.isArray(twin)
      ? twin.map((text: unknown, index) => (String(index) === name ? option : text))
      : { ...twin, [name!]: option };
    return (held as readonly unknown[]).map((each) => (each === twin ? renamed : each));
  });
}

/** What an update promises of two options that are called alike. */
export const twinOptionsPromise: ContractPromise = {
  promise: "tells two options of one text apart, or refuses that text before any write",
  rules: [
    {
      rule: "two options of one text are told apart: call them by what the ATS stores, or refuse the text before any write",
      tried: "it gives an option the text of another one in the list of custom fields",
    },
  ],
  applies: updatesFields,
  async run(trial) {
    const fetch = fetchIn(trial.world.settings);
    const list = `${trial.cell.group}.listCustomFields`;
    if (!fetch || !trial.offers(list)) return;
    for (const { id, options, set } of await selectFields(trial)) {
      if (options.length < 2) continue;
      let isThere = false;
      const twins = (body: unknown) => withTwin(body, options, () => (isThere = true));
      await using fresh = await connectedTo(withFetch(trial, rewriting(fetch, twins)));
      const listed = (await fresh.call(list, {})) as readonly CustomFieldDefinition[];
      if (!isThere) continue;
      const text = options[0]!;
      const names = listed.find((each) => each.id === id)?.options ?? [];
      const alike = names.filter((each) => each === text).length;
      // One of the two may be called by it, and the other by what tells it apart.
      if (alike === 1) continue;
      const before = trial.world.writes();
      const ended = await set(text, twins);
      if (isDeclared(ended)) continue;
      const what = `two options of ${id} are called "${text}", and that text is set`;
      assert.ok(
        AtsError.is(ended),
        `${what}: nobody knows which of them is meant. Refuse it, or list such options by what tells them apart`,
      );
      assert.equal(ended.code, "input.invalid", what);
      assert.equal(trial.world.writes(), before, `${what}: something was written`);
    }
  },
};

/** The names of fields that only programs read. */
const ofPrograms = /^(?:_?id|uuid|guid|key|value|code|slug|type|kind|status|state|color|url)$|(?:Id|_id|Key|_key)$/i;

/**
 * An answer in which every other text beside the name of an option, such as its name in another language, says the name of another
 * one. @param met Called where the answer has such a text.
 */
function withOtherTexts(value: unknown, field: string, shown: string, option: string, met: () => void) {
  return changedWithin(value, (held) => {
    // A record that holds the option says other things, too.
    if (!isFields(held) || held[field] === shown || !Object.values(held).includes(shown)) return undefined;
    const others = Object.entries(held).filter(
      ([name, text]) => typeof text === "string" && text !== shown && !ofPrograms.test(name),
    );
    if (others.length === 0) return undefined;
    met();
    return { ...held, ...Object.fromEntries(others.map(([name]) => [name, option])) };
  });
}

/** The names of what tells an entry of a list from others. */
const ofKeys = /^(?:_?id|uuid|guid|key|value|code|slug)$|(?:Id|_id|Key|_key)$/i;

/**
 * An answer in which an option has the name of another one as its key: keys may be made of names, and names may change later.
 * @param met Called where an option of the answer has a key that is a text.
 */
function withKeyOfName(value: unknown, options: readonly string[], shown: string, option: string, met: () => void) {
  return changedWithin(value, (held) => {
    if (!Array.isArray(held)) return undefined;
    const list = held.filter(isFields);
    const name = placeOfNames(list, options);
    if (name === undefined) return undefined;
    return held.map((each: unknown) => {
      if (!isFields(each) || each[name] !== shown) return each;
      const keys = Object.entries(each).filter(
        ([key, text]) => key !== name && typeof text === "string" && text !== shown && ofKeys.test(key),
      );
      if (keys.length > 0) met();
      return { ...each, ...Object.fromEntries(keys.map(([key]) => [key, option])) };
    });
  });
}

/** What an update promises of options that have several texts, such as a name in each language. */
export const shownOptionPromise: ContractPromise = {
  promise: "sets the option that is shown by a text, whatever else other options say",
  rules: [
    {
      rule: "an option is the one that is shown by the given text: another option may have that text as its name in another language, or as its key, where the name was changed after the key was made",
      tried: "it puts the text of one option into every other text of another, and into its key",
    },
  ],
  applies: updatesFields,
  async run(trial) {
    for (const { id, options, given, held, set } of await selectFields(trial)) {
      if (options.length < 2) continue;
      // An adapter may take the first that fits, or the last.
      for (const [option, other] of [options.slice(0, 2), options.slice(0, 2).toReversed()] as [string, string][])
        for (const [where, changed] of [
          [
            "where its name is not shown",
            (body: unknown, ...of: [string, string, () => void]) => withOtherTexts(body, id, ...of),
          ],
          ["as its key", (body: unknown, ...of: [string, string, () => void]) => withKeyOfName(body, options, ...of)],
        ] as const) {
          let isThere = false;
          const ended = await set(option, (body) => changed(body, other, option, () => (isThere = true)));
          if (!isThere || isDeclared(ended)) continue;
          const what: string = `"${option}" of ${id} is set, which the option "${other}" says, too, ${where}`;
          if (AtsError.is(ended)) assert.equal(ended.code, "input.invalid", what);
          else assert.deepEqual(await held(), given(option), `${what}: the ATS holds something else`);
        }
    }
  },
};

/** What an update promises of fields that are given in more ways than one. */
export const namedFieldsPromise: ContractPromise = {
  promise: "refuses a field that is named twice, and a name that several fields share",
  rules: [
    {
      rule: "an update refuses a custom field that is named by its id and its name, and a name that several fields share (`checkCustomFieldUpdates` does so)",
      tried: "it names a field twice, and by a name that two fields have",
    },
  ],
  applies: updatesFields,
  async run(trial) {
    const update = await updating(trial);
    if (!update) return;
    const before = trial.world.writes();
    for (const field of update.fields) {
      const [value] = valuesFor(field);
      if (value === undefined) continue;
      const { id, name } = field;
      if (!isSole(update.all, name)) {
        const [issue] = await update.issuesOf({ [name]: value });
        assert.ok(issue, `"${name}" is the name of several fields, and was taken`);
        assert.match(issue.message, /\bid\b/, `"${name}" is the name of several fields: what to do`);
      } else if (name !== id) {
        const issues = await update.issuesOf({ [id]: value, [name]: value });
        assert.ok(issues.length > 0, `${id} was given by its id and by its name, and was taken`);
      }
    }
    assert.equal(trial.world.writes(), before, "something was written");
  },
};

/** What an update promises of values without content. */
export const emptyValuesPromise: ContractPromise = {
  promise: "clears a field with an empty text or an empty list, as with null",
  rules: [
    {
      rule: "an empty text or list clears a field (`checkCustomFieldUpdates` does so)",
      tried: "it sets a text and a list to nothing",
    },
  ],
  applies: updatesFields,
  async run(trial) {
    const update = await updating(trial);
    if (!update || !trial.offers(`${update.kind}.getCustomFieldValues`)) return;
    const held = async (of: string) => {
      const values = (await trial.call(`${update.kind}.getCustomFieldValues`, update.of)) as unknown as Values;
      return values.find(({ definitionId }) => definitionId === of)?.value ?? null;
    };
    for (const [type, empty] of [
      ["text", ""],
      ["multi-select", []],
    ] as const) {
      const field: CustomFieldDefinition | undefined = update.fields.find(
        (each) => each.type === type && !each.required && valuesFor(each).length > 0,
      );
      if (!field) continue;
      const { id }: CustomFieldDefinition = field;
      await trial.call(trial.capability.id, { ...update.of, updates: { [id]: valuesFor(field)[0] } });
      assert.deepEqual(await held(id), valuesFor(field)[0], `${id}, which was set`);
      await trial.call(trial.capability.id, { ...update.of, updates: { [id]: empty } });
      assert.equal(await held(id), null, `${id}, which was set to ${JSON.stringify(empty)}`);
    }
  },
};
