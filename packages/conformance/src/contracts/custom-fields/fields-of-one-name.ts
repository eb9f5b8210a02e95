import { AtsError, type CustomFieldDefinition, type CustomFieldValue } from "@anyats/core";
import { strict as assert } from "node:assert";
import { isDeepStrictEqual } from "node:util";
import { sameIds } from "../../assertions.ts";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { recordNouns } from "../../world.ts";
import { fetchIn, rewording, rewritingAnswers } from "../../worlds/tapped.ts";
import { namedAlone } from "../pieces/custom-field-values.ts";
import { ending } from "../pieces/striking.ts";

type Definitions = readonly CustomFieldDefinition[];
type Values = readonly CustomFieldValue[];

/** Two fields, of those whose names are their own, whose values differ where they are known. */
function pairOf(
  alone: Definitions,
  values: Values,
): readonly [CustomFieldDefinition, CustomFieldDefinition] | undefined {
  const valueOf = ({ id }: CustomFieldDefinition) =>
    values.find(({ definitionId }) => definitionId === id)?.value ?? null;
  for (const one of alone)
    for (const other of alone)
      if (
        one !== other &&
        (values.length === 0 || (valueOf(one) !== null && !isDeepStrictEqual(valueOf(one), valueOf(other))))
      )
        return [one, other];
  return undefined;
}

/** The fields whose name no other field has as its name or id, and none as an option. A name may be the id, too. */
const namedApart = (fields: Definitions): Definitions =>
  fields.filter((field) => {
    const others = fields.filter((each) => each !== field).flatMap(({ id, name }) => [id, name]);
    const options = fields.flatMap((each) => each.options ?? []);
    return ![...others, ...options].includes(field.name);
  });

/** Whether an answer names a field by its id: as a text, or as a number where its name says that it is an id. */
const namesById = (body: string, id: string): boolean =>
  body.includes(JSON.stringify(id)) || (/^\d+$/.test(id) && new RegExp(`"\\w*id":${id}[,}]`, "i").test(body));

/** The custom fields of a group, and, where those are asked for, the values that one of its records has in them. */
async function readUsually(trial: Trial) {
  const kind = trial.cell.group as keyof typeof recordNouns;
  const list = `${kind}.listCustomFields`;
  const fetch = fetchIn(trial.world.settings);
  if (!fetch || !trial.offers(list)) return undefined;
  const isOfValues = trial.capability.id !== list;
  const of = { [recordNouns[kind]]: trial.world.ids(kind)[0] };
  const fields = (await trial.call(list)) as unknown as Definitions;
  const usual = isOfValues ? ((await trial.call(trial.capability.id, of)) as unknown as Values) : [];
  return { fetch, list, of, fields, usual, isOfValues };
}

/** What reading custom fields promises of two whose names differ in case alone, as an administrator may call them. */
export const fieldsInCasePromise: ContractPromise = {
  promise: "tells two custom fields apart whose names differ in case alone",
  rules: [
    {
      rule: "two custom fields whose names differ in case alone are two, also where a name is all that a record says of its field",
      tried: "it calls one field as another one, in capitals",
    },
  ],
  applies: ({ capability }) =>
    /^(jobs|applications|candidates)\.(listCustomFields|getCustomFieldValues)$/.test(capability),
  async run(trial: Trial) {
    const read = await readUsually(trial);
    if (!read) return;
    const { fetch, of, fields, usual, isOfValues } = read;
    const alone = namedApart(fields);
    for (const pair of [pairOf(alone, usual), pairOf(alone.toReversed(), usual)]) {
      const [one, other] = pair ?? [];
      const capitals = one?.name.toUpperCase();
      if (!one || !other || capitals === undefined || capitals === one.name) continue;
      const way = rewording(fetch, (text) => (text === other.name ? capitals : text));
      await using fresh = await connectedTo(withFetch(trial, way));
      const found = (await fresh.call(trial.capability.id, isOfValues ? of : {})) as readonly {
        readonly name: string;
      }[];
      const called = (name: string) => found.filter((each) => each.name === name);
      const what = `two custom fields are called "${one.name}" and "${capitals}"`;
      // Where names are ids, answers may name a field otherwise than in texts.
      const isOwnId = other.id === other.name;
      if (isOwnId && called(capitals).length === 0) continue;
      assert.deepEqual([called(one.name).length, called(capitals).length], [1, 1], `${what}: how often each is given`);
      if (!isOfValues) continue;
      const valueOf = (id: string) => usual.find(({ definitionId }) => definitionId === id)?.value;
      const valueIn = (name: string) => (called(name)[0] as unknown as CustomFieldValue).value;
      assert.deepEqual(valueIn(one.name), valueOf(one.id), `${what}: the value of "${one.name}"`);
      if (isOwnId && valueIn(capitals) === null) continue;
      assert.deepEqual(valueIn(capitals), valueOf(other.id), `${what}: the value of "${capitals}"`);
    }
  },
};

/** What reading custom fields promises of two that have one name: only their ids tell them apart. */
export const fieldsOfOneNamePromise: ContractPromise = {
  promise: "tells two custom fields of one name apart, by their ids",
  rules: [
    {
      rule: "two custom fields of one name are two: only their ids tell them apart",
      tried: "it gives one field the name of another",
    },
  ],
  applies: ({ capability }) =>
    /^(jobs|applications|candidates)\.(listCustomFields|getCustomFieldValues)$/.test(capability),
  async run(trial: Trial) {
    const read = await readUsually(trial);
    if (!read) return;
    const { fetch, list, of, fields, usual, isOfValues } = read;
    const [one, other] = pairOf(namedAlone(fields), usual) ?? [];
    if (!one || !other) return;
    const ofFields = new Set<string>();
    let [isListed, saysId] = [false, false];
    const noted = rewritingAnswers(fetch, (answer) => {
      // Behind an aggregator, all of the ATS has one address.
      const text = JSON.stringify(answer.body);
      if (isListed) saysId ||= !ofFields.has(text) && namesById(text, other.id);
      else ofFields.add(text);
      return answer;
    });
    const way = rewording(noted, (text) => (text === other.name ? one.name : text));
    await using fresh = await connectedTo(withFetch(trial, way));
    const listed = (await fresh.call(list, {})) as Definitions;
    const ids = (of: Definitions) => of.map(({ id }) => id);
    sameIds(ids(listed), ids(fields), `the custom fields, where "${other.id}" has the name of "${one.id}"`);
    if (!isOfValues) return;
    isListed = true;
    const found = await ending(() => fresh.call(trial.capability.id, of));
    // Where the ATS names the fields of a record by their names alone, nobody can tell these two apart.
    if (!saysId) return;
    if (AtsError.is(found)) assert.fail(`two custom fields have one name, and reading values ended in ${found.code}`);
    for (const { definitionId, value } of usual)
      assert.deepEqual(
        (found as Values).find((each) => each.definitionId === definitionId)?.value,
        value,
        `the value of "${definitionId}", where "${other.id}" has the name of "${one.id}": go by the id`,
      );
  },
};
