import type { CustomFieldContent, CustomFieldDefinition, CustomFieldType, CustomFieldValue } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { recordNouns } from "../../world.ts";
import type { Kind } from "../pieces/states.ts";
import { unlessRefused } from "../pieces/striking.ts";
import { withoutDrift } from "../pieces/without-drift.ts";

/** How many records of a kind are looked at: the first, in the middle and the last. */
const mostRecords = 6;

const day = /^\d{4}-\d\d-\d\d$/;
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const isText = (value: CustomFieldContent) => typeof value === "string";
const isNumber = (value: CustomFieldContent) => typeof value === "number";

/** What a value of each type is. */
const isOfType: Readonly<Partial<Record<CustomFieldType, (value: CustomFieldContent) => boolean>>> = {
  text: isText,
  "long-text": isText,
  email: isText,
  phone: isText,
  url: isText,
  number: isNumber,
  currency: isNumber,
  boolean: (value) => typeof value === "boolean",
  date: (value) => isText(value) && day.test(String(value)),
  "date-time": (value) => isText(value) && instant.test(String(value)),
  "single-select": isText,
  "multi-select": (value) => Array.isArray(value),
};

/** The values of some records are of fields that are listed. */
async function asDefined(trial: Trial): Promise<void> {
  const { world, cell, capability } = trial;
  const group = cell.group as Kind;
  if (!trial.offers(`${group}.listCustomFields`)) return;
  const definitions: readonly CustomFieldDefinition[] = await trial.call(`${group}.listCustomFields`, {});
  const byId = new Map(definitions.map((each) => [each.id, each]));
  const ids = world.ids(group);
  const every = Math.max(1, Math.floor(ids.length / mostRecords));
  for (const id of ids.filter((_id, nth) => nth % every === 0).slice(0, mostRecords)) {
    const input = { [recordNouns[group]]: id };
    const values = (await unlessRefused(() => trial.call(capability.id, input))) as
      | readonly CustomFieldValue[]
      | undefined;
    for (const { definitionId, type, name, value } of values ?? []) {
      const definition = byId.get(definitionId);
      assert.ok(
        definition,
        `${group.slice(0, -1)} ${id} has a value of ${name} (${definitionId}), which ${group}.listCustomFields does not give: an app cannot know what it may set there`,
      );
      assert.equal(type, definition.type, `the type of the value of ${name} (${definitionId}), and of its definition`);
      if (value !== null)
        assert.ok(
          isOfType[type]?.(value) ?? true,
          `the value of ${name} (${definitionId}) is ${JSON.stringify(value)}, and its type is ${type}`,
        );
    }
  }
}

/** What reading custom fields promises of the list that defines them. */
export const definedFieldsPromise: ContractPromise = {
  promise: "gives values of fields that are listed, each of its definition's type",
  rules: [
    {
      rule: "each value of a custom field is one of a field that the list gives, and of its type",
      tried: "it compares the values of some records with the definitions, also on a server of another version",
    },
  ],
  ofVersions: "each",
  run: (trial) => withoutDrift(trial, () => asDefined(trial)),
};
