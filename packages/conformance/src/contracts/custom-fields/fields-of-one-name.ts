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

/** Two fields named as nothing else is, and whose values differ where they are known. */
function pairOf(
  fields: Definitions,
  values: Values,
): readonly [CustomFieldDefinition, CustomFieldDefinition] | undefined {
  const alone = namedAlone(fields);
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

/** What reading custom fields promises of two that have one name: only their ids tell them apart. */
export const fieldsOfOneNamePromise: ContractPromise = {
  promise: "tells two custom fields of one name apart, by their ids",
  applies: ({ capability }) =>
    /^(jobs|applications|candidates)\.(listCustomFields|getCustomFieldValues)$/.test(capability),
  async run(trial: Trial) {
    const kind = trial.cell.group as keyof typeof recordNouns;
    const list = `${kind}.listCustomFields`;
    const fetch = fetchIn(trial.world.settings);
    if (!fetch || !trial.offers(list)) return;
    const isOfValues = trial.capability.id !== list;
    const of = { [recordNouns[kind]]: trial.world.ids(kind)[0] };
    const fields = (await trial.call(list)) as unknown as Definitions;
    const usual = isOfValues ? ((await trial.call(trial.capability.id, of)) as unknown as Values) : [];
    const [one, other] = pairOf(fields, usual) ?? [];
    if (!one || !other) return;
    const ofFields = new Set<string>();
    let [isListed, saysId] = [false, false];
    const noted = rewritingAnswers(fetch, (answer) => {
      if (isListed)
        saysId ||= !ofFields.has(answer.address) && JSON.stringify(answer.body).includes(JSON.stringify(other.id));
      else ofFields.add(answer.address);
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
