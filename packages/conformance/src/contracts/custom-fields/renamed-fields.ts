import { AtsError, type CustomFieldDefinition, type CustomFieldValue } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { recordNouns } from "../../world.ts";
import { fetchIn, rewording } from "../../worlds/tapped.ts";
import type { Kind } from "../pieces/states.ts";
import { ending, isDeclared } from "../pieces/striking.ts";

const newName = "Renamed field 4821";
const value = "A value 4822";

/** A text field with a name that no other text of the definitions equals. */
function fieldToRename(fields: readonly CustomFieldDefinition[]): CustomFieldDefinition | undefined {
  const texts = fields.flatMap(({ name, options }) => [name, ...(options ?? [])]);
  return fields.find(
    ({ type, readOnly, name }) => type === "text" && !readOnly && texts.filter((text) => text === name).length === 1,
  );
}

/** What the list of custom fields promises where a customer changes them. */
export const renamedFieldPromise: ContractPromise = {
  promise: "goes by a custom field's new name everywhere once `refresh` has read it",
  rules: [
    {
      rule: "once `refresh` has read the custom fields again, lists, values and updates go by them",
      tried: "it renames a field while a connection lives",
    },
  ],
  applies: ({ capability }) => /^(jobs|applications|candidates)\.listCustomFields$/.test(capability),
  async run(trial: Trial) {
    const group = trial.cell.group as Kind;
    const fetch = fetchIn(trial.world.settings);
    const [record] = trial.world.ids(group);
    const field = fieldToRename((await trial.call(trial.capability.id)) as unknown as readonly CustomFieldDefinition[]);
    if (!fetch || !field) return;
    let isRenamed = false;
    const way = rewording(fetch, (text) => (isRenamed && text === field.name ? newName : text));
    await using fresh = await connectedTo(withFetch(trial, way));
    const of = { [recordNouns[group]]: record };
    const nameIn = async (capability: string, input: object) => {
      const all = (await fresh.call(capability, input)) as readonly (CustomFieldDefinition | CustomFieldValue)[];
      return all.find((each) => ("id" in each ? each.id : each.definitionId) === field.id)?.name;
    };
    const values = `${group}.getCustomFieldValues`;
    await nameIn(trial.capability.id, {});
    if (trial.offers(values)) await nameIn(values, of);
    isRenamed = true;
    const listed = await nameIn(trial.capability.id, { refresh: true });
    assert.equal(listed, newName, "a field was renamed, and `refresh` gives its old name");
    assert.equal(await nameIn(trial.capability.id, {}), newName, "what `refresh` has read was not kept");
    if (trial.offers(values)) assert.equal(await nameIn(values, of), newName, "the values go by the old name");
    const update = `${group}.updateCustomFields`;
    if (!trial.offers(update) || !trial.world.customFieldValues) return;
    const set = (name: string) => ending(() => fresh.call(update, { ...of, updates: { [name]: value } }));
    const ended = await set(newName);
    if (isDeclared(ended)) return;
    if (AtsError.is(ended)) assert.fail(`an update that names the field by its new name ended in ${ended.code}`);
    assert.equal((await trial.world.customFieldValues(group, record!))[field.id], value, "the update was not stored");
    const old = await set(field.name);
    assert.ok(
      AtsError.is(old) && old.fault === "caller",
      "an update that names the field by its old name was accepted",
    );
  },
};
