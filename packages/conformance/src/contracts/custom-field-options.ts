import type { CustomFieldDefinition } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise } from "../contract-test.ts";
import { issuesOf } from "./files.ts";
import { ending } from "./striking.ts";

/** So many options have room in a message. */
const few = 20;

/** What an update promises of fields that must not be empty. */
export const requiredFieldsPromise: ContractPromise = {
  promise: "refuses to empty a field that the ATS requires, before any write",
  applies: ({ capability }) => /^(jobs|applications|candidates)\.updateCustomFields$/.test(capability),
  async run(trial) {
    const group = trial.cell.group as "jobs" | "applications" | "candidates";
    if (!trial.offers(`${group}.listCustomFields`)) return;
    const definitions = (await trial.call(`${group}.listCustomFields`)) as readonly CustomFieldDefinition[];
    const [id] = trial.world.ids(group);
    const before = trial.world.writes();
    for (const { id: field, type, required, readOnly } of definitions.filter((each) => each.required)) {
      if (readOnly || !required) continue;
      for (const value of [null, "", ...(type === "text" ? ["  "] : [])]) {
        const updates = { [field]: value };
        const ended = await ending(() => trial.call(trial.capability.id, { [group.slice(0, -1)]: id, updates }));
        const [issue] = issuesOf(ended);
        const what = `${field}, which is required, with ${JSON.stringify(value)}`;
        assert.ok(issue, `${what} was not refused as wrong input`);
        assert.match(issue.message, /required|must be/, `${what}: why it was refused`);
      }
    }
    assert.equal(trial.world.writes(), before, "something was written");
  },
};

/** What an update of custom fields promises of what it says when a choice is not one of the options. */
export const customFieldOptionsPromise: ContractPromise = {
  promise: "names the options of a select field where a value is none of them",
  applies: ({ capability }) => /^(jobs|applications|candidates)\.updateCustomFields$/.test(capability),
  async run(trial) {
    const group = trial.cell.group as "jobs" | "applications" | "candidates";
    if (!trial.offers(`${group}.listCustomFields`)) return;
    const definitions = (await trial.call(`${group}.listCustomFields`)) as readonly CustomFieldDefinition[];
    const [id] = trial.world.ids(group);
    const record = group.slice(0, -1);
    for (const { id: field, type, options, readOnly } of definitions) {
      if (!/select/.test(type) || readOnly || !options || options.length === 0 || options.length > few) continue;
      const value = type === "multi-select" ? ["no such option 4788"] : "no such option 4788";
      const ended = await ending(() => trial.call(trial.capability.id, { [record]: id, updates: { [field]: value } }));
      const said = issuesOf(ended).map(({ message }) => message);
      assert.ok(said.length > 0, `"${String(value)}" is not an option of ${field}, and was not refused as wrong input`);
      const unnamed = options.filter((option) => !said.some((message) => message.includes(option.slice(0, 100))));
      assert.deepEqual(unnamed, [], `${field}: options that are not named: ${said.join("; ")}`);
      assert.ok(
        !said.some((message) => /\b-?\d+ more\b/.test(message)),
        `${field}: all were named: ${said.join("; ")}`,
      );
    }
  },
};
